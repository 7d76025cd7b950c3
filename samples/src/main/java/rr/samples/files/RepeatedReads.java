package rr.samples.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Random;
import java.util.zip.CRC32;
import rr.samples.Report;
import rr.samples.Workers;

/**
 * A file read again and again, by streams, channels and mappings of several threads. Between the passes single bytes of it are changed
 * with its time set back, so that only its contents tell; once it is deleted and written anew.
 */
public final class RepeatedReads {
    private static final int BYTES = 300_000;
    private static final int PASSES = 12;
    private static final int WORKERS = 3;

    private RepeatedReads() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try (Folder folder = new Folder()) {
            Report report = new Report();
            Path path = folder.resolve("data");
            byte[] data = new byte[BYTES];
            Random random = new Random();
            random.nextBytes(data);
            Files.write(path, data);
            FileTime time = Files.getLastModifiedTime(path);
            for (int pass = 0; pass < PASSES; pass++) {
                long[] sums = new long[WORKERS];
                Workers.run(WORKERS, worker -> sums[worker] = read(path, worker));
                report.line("pass %d: %08x %08x %08x", pass, sums[0], sums[1], sums[2]);
                if (pass % 3 == 1) {
                    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                        file.seek(random.nextInt(BYTES));
                        file.write(random.nextInt());
                    }
                    Files.setLastModifiedTime(path, time);
                } else if (pass == 6) {
                    Files.delete(path);
                    Files.write(path, data);
                }
            }
            report.end();
        }
    }

    private static long read(Path path, int worker) {
        CRC32 sum = new CRC32();
        try {
            if (worker == 0) {
                try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                    MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
                    sum.update(map);
                }
            } else {
                byte[] piece = new byte[worker == 1 ? 8_192 : 50_000];
                try (InputStream in = Files.newInputStream(path)) {
                    for (int n = in.read(piece); n > 0; n = in.read(piece)) {
                        sum.update(piece, 0, n);
                    }
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return sum.getValue();
    }
}
