package rr.samples.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Two threads seek, read and write records in one file through descriptors of their own, and grow and cut it. */
public final class RandomAccess {
    private static final int RECORDS = 16;
    private static final int ROUNDS = 300;

    private RandomAccess() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try (Folder folder = new Folder()) {
            Path path = folder.resolve("records");
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                file.setLength(RECORDS * 8L);
            }
            Fingerprint[] seen = {new Fingerprint(), new Fingerprint()};
            Workers.run(2, worker -> {
                try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                    for (int i = 0; i < ROUNDS; i++) {
                        long offset = 8L * (i * 7 % RECORDS);
                        file.seek(offset);
                        long value = file.readLong();
                        seen[worker].add(value).add(file.getFilePointer());
                        file.seek(offset);
                        file.writeLong(value * 3 + worker + 1);
                    }
                    seen[worker].add(file.length());
                }
            });
            Report report = new Report();
            report.line("first %s", seen[0]).line("second %s", seen[1]);
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
                Fingerprint contents = new Fingerprint();
                try {
                    while (true) {
                        contents.add(file.readLong());
                    }
                } catch (EOFException end) {
                    report.line("contents %s", contents);
                }
                try {
                    file.write(1);
                } catch (IOException refused) {
                    report.line("write refused: %s", refused.getMessage());
                }
            }
            report.end();
        }
    }
}
