package rr.samples.values;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import rr.samples.Report;
import rr.samples.Workers;

/** Hash codes of threads, told, and as keys. The first that opens a channel loads a library of the JDK, in whose loader threads are keys, too. */
public final class ThreadHashes {
    private static final int THREADS = 4;

    private ThreadHashes() {}

    public static void main(String[] args) throws InterruptedException {
        Report report = new Report();
        report.line("main %d", Thread.currentThread().hashCode());
        Map<Thread, Integer> shared = new ConcurrentHashMap<>();
        Map<Thread, Integer> byIdentity = new IdentityHashMap<>();
        Set<Thread> set = new HashSet<>();
        Workers.run(THREADS, worker -> {
            Thread me = Thread.currentThread();
            openChannels();
            shared.merge(me, worker, Integer::sum);
            synchronized (set) {
                set.add(me);
                byIdentity.put(me, me.hashCode());
            }
        });
        Thread unstarted = new Thread(() -> {}, "unstarted");
        set.add(unstarted);
        shared.forEach((thread, worker) -> report.line("%s is worker %d, hash %d", thread.getName(), worker, byIdentity.get(thread)));
        set.forEach(thread -> report.line("%s", thread.getName()));
        report.end();
    }

    private static void openChannels() throws IOException {
        Path file = Files.createTempFile("hashes", ".txt");
        try {
            Files.writeString(file, "x");
            if (Files.readString(file).length() != 1) {
                throw new IOException("read otherwise than written");
            }
        } finally {
            Files.delete(file);
        }
    }
}
