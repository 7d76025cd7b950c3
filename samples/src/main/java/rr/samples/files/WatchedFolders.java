package rr.samples.files;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** A watch service: one thread changes a folder and what is below it, another takes the events, as many at a time as there are. */
public final class WatchedFolders {
    private static final int FILES = 60;

    private WatchedFolders() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try (Folder folder = new Folder()) {
            WatchService service = FileSystems.getDefault().newWatchService();
            Path inner = Files.createDirectory(folder.resolve("inner"));
            WatchKey outerKey = register(folder.path(), service);
            WatchKey innerKey = register(inner, service);
            Report report = new Report();
            Fingerprint groups = new Fingerprint();
            int[] events = new int[3];
            Workers.run(2, worker -> {
                if (worker == 0) {
                    change(folder, inner);
                } else {
                    take(service, groups, events);
                }
            });
            report.line("created %d, changed %d, deleted %d, groups %s", events[0], events[1], events[2], groups);
            innerKey.cancel();
            report.line("keys %b %b, nothing more %b", outerKey.isValid(), innerKey.isValid(), service.poll(10, TimeUnit.MILLISECONDS) == null);
            service.close();
            try {
                service.poll();
            } catch (ClosedWatchServiceException closed) {
                report.line("closed");
            }
            report.end();
        }
    }

    private static WatchKey register(Path folder, WatchService service) throws IOException {
        return folder.register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE);
    }

    private static void change(Folder folder, Path inner) throws IOException {
        for (int i = 0; i < FILES; i++) {
            Path file = (i % 3 == 0 ? inner : folder.path()).resolve("file" + i);
            Files.writeString(file, "x".repeat(i));
            if (i % 2 == 0) {
                Files.delete(file);
            }
        }
        Files.writeString(folder.resolve("last"), "");
    }

    private static void take(WatchService service, Fingerprint groups, int[] events) throws InterruptedException {
        for (boolean last = false; !last;) {
            WatchKey key = service.take();
            for (WatchEvent<?> event : key.pollEvents()) {
                String name = String.valueOf(event.context());
                groups.add(event.kind().name() + ' ' + name + ' ' + event.count());
                events[event.kind() == StandardWatchEventKinds.ENTRY_CREATE ? 0 : event.kind() == StandardWatchEventKinds.ENTRY_MODIFY ? 1 : 2]++;
                last |= name.equals("last");
            }
            groups.add(key.reset() ? 1 : 0);
        }
    }
}
