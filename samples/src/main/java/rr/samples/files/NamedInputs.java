package rr.samples.files;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import rr.samples.Fingerprint;
import rr.samples.Report;

/**
 * Reads the files that its arguments name: each as lines, with its time and size, through a mapping, and as an archive if it is
 * one. A replay must not need them any more.
 */
public final class NamedInputs {
    private NamedInputs() {}

    public static void main(String[] args) throws IOException {
        Report report = new Report();
        for (String name : args) {
            Path path = Path.of(name);
            report.line("%s: %d bytes, modified %s", path.getFileName(), Files.size(path), Files.getLastModifiedTime(path));
            if (name.endsWith(".zip")) {
                entries(path, report);
            } else {
                report.line("  first line \"%s\"", Files.readAllLines(path).get(0));
                Fingerprint mapped = new Fingerprint();
                try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                    MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
                    while (map.hasRemaining()) {
                        mapped.add(map.get());
                    }
                }
                report.line("  mapped %s", mapped);
            }
        }
        report.end();
    }

    private static void entries(Path path, Report report) throws IOException {
        try (ZipFile zip = new ZipFile(path.toFile())) {
            for (ZipEntry entry : zip.stream().toArray(ZipEntry[]::new)) {
                report.line("  entry %s: %s", entry.getName(), new Fingerprint().add(new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8)));
            }
        }
    }
}
