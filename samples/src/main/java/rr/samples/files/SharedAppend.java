package rr.samples.files;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Two threads append lines to one file, each through its own stream, without any lock: the kernel decides on the order. */
public final class SharedAppend {
    private static final int LINES = 400;

    private SharedAppend() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try (Folder folder = new Folder()) {
            Path log = folder.resolve("log.txt");
            Files.writeString(log, "first line\n");
            long[][] lengths = new long[2][LINES];
            Workers.run(2, worker -> {
                try (OutputStream out = worker == 0
                        ? new FileOutputStream(log.toFile(), true)
                        : Files.newOutputStream(log, StandardOpenOption.APPEND)) {
                    for (int i = 0; i < LINES; i++) {
                        out.write((worker + " writes line " + i + "\n").getBytes(StandardCharsets.US_ASCII));
                        lengths[worker][i] = Files.size(log);
                    }
                }
            });
            List<String> lines = Files.readAllLines(log);
            Fingerprint order = new Fingerprint();
            int changes = 0;
            char last = ' ';
            for (String line : lines) {
                order.add(line);
                changes += line.charAt(0) != last ? 1 : 0;
                last = line.charAt(0);
            }
            Fingerprint seen = new Fingerprint();
            for (long[] ofWorker : lengths) {
                for (long length : ofWorker) {
                    seen.add(length);
                }
            }
            new Report()
                    .line("%d lines, %d changes, order %s", lines.size(), changes, order)
                    .line("lengths seen %s", seen)
                    .end();
        }
    }
}
