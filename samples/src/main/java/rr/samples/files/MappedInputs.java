package rr.samples.files;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Files with random content that several threads map to read, whole and in parts, and privately to change; the files change between. */
public final class MappedInputs {
    private static final int SIZE = 300_000;
    private static final int ROUNDS = 12;

    private MappedInputs() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try (Folder folder = new Folder()) {
            Report report = new Report();
            Path[] files = new Path[4];
            for (int i = 0; i < files.length; i++) {
                files[i] = folder.resolve("input" + i);
                fill(files[i]);
            }
            Fingerprint[] seen = new Fingerprint[2];
            Workers.run(2, worker -> {
                seen[worker] = new Fingerprint();
                for (int i = 0; i < ROUNDS; i++) {
                    Path file = files[(i * 2 + worker) % files.length];
                    read(file, i, seen[worker]);
                    if (i % 3 == 2) {
                        synchronized (files) {
                            fill(file);
                        }
                    }
                }
            });
            report.line("0 %s", seen[0]).line("1 %s", seen[1]);
            changePrivately(files[0], report);
            report.end();
        }
    }

    private static void fill(Path file) throws IOException {
        byte[] content = new byte[SIZE];
        new Random().nextBytes(content); // differs from run to run
        Path whole = Files.write(file.resolveSibling(file.getFileName() + ".new"), content);
        Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void read(Path file, int round, Fingerprint seen) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int from = round * 4_097;
            MappedByteBuffer part = channel.map(MapMode.READ_ONLY, from, 100_000);
            seen.add(part.load().isDirect() ? 1 : 0);
            MappedByteBuffer whole = channel.map(MapMode.READ_ONLY, 0, channel.size());
            int equal = 0;
            for (int i = 0; i < part.capacity(); i += 97) {
                equal += part.get(i) == whole.get(from + i) ? 1 : 0;
                seen.add(whole.get(from + i));
            }
            seen.add(equal);
        }
    }

    private static void changePrivately(Path file, Report report) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            MappedByteBuffer mine = access.getChannel().map(MapMode.PRIVATE, 0, SIZE);
            for (int i = 0; i < SIZE; i += 1_000) {
                mine.putInt(i, i);
            }
            ByteBuffer again = ByteBuffer.allocate(SIZE);
            access.getChannel().read(again, 0);
            report.line("private %s, file %s", new Fingerprint().add(mine.compareTo(again.flip()) == 0 ? 1 : 0).add(mine.getInt(7_000)), new Fingerprint().add(again.getInt(7_000)));
        }
    }
}
