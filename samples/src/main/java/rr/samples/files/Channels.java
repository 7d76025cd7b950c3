package rr.samples.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** File channels: positional and scattered reads, gathered writes, transfers, truncation, and file locks between threads. */
public final class Channels {
    private static final int ROUNDS = 300;

    private Channels() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try (Folder folder = new Folder()) {
            Report report = new Report();
            Path path = folder.resolve("data");
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.allocateDirect(64));
                positional(channel, report);
                vectored(channel, report);
                try (FileChannel copy = FileChannel.open(folder.resolve("copy"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    report.line("transferred %d and %d", channel.transferTo(0, 40, copy), copy.transferFrom(channel.position(8), 40, 24));
                    copy.force(true);
                    report.line("size of the copy %d, cut to %d", copy.size(), copy.truncate(16).size());
                }
            }
            locks(path, report);
            report.end();
        }
    }

    /** Both threads share the channel; positional reads and writes race in the kernel only. */
    private static void positional(FileChannel channel, Report report) throws InterruptedException {
        Fingerprint[] seen = {new Fingerprint(), new Fingerprint()};
        Workers.run(2, worker -> {
            ByteBuffer buffer = worker == 0 ? ByteBuffer.allocateDirect(8) : ByteBuffer.allocate(8);
            for (int i = 0; i < ROUNDS; i++) {
                buffer.clear();
                channel.read(buffer, 8L * (i % 8));
                long value = buffer.flip().getLong();
                seen[worker].add(value);
                buffer.clear().putLong(value * 5 + worker + 1).flip();
                channel.write(buffer, 8L * (i % 8));
            }
        });
        report.line("positional %s / %s", seen[0], seen[1]);
    }

    private static void vectored(FileChannel channel, Report report) throws IOException {
        ByteBuffer[] parts = {ByteBuffer.allocate(12), ByteBuffer.allocateDirect(20), ByteBuffer.allocate(64)};
        long read = channel.position(0).read(parts);
        Fingerprint contents = new Fingerprint();
        for (ByteBuffer part : parts) {
            part.flip();
            while (part.hasRemaining()) {
                contents.add(part.get());
            }
            part.rewind();
        }
        long written = channel.position(64).write(parts);
        report.line("scattered %d, gathered %d, contents %s", read, written, contents);
    }

    private static void locks(Path path, Report report) throws InterruptedException {
        int[] refused = new int[2];
        Fingerprint order = new Fingerprint();
        Workers.run(2, worker -> {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                for (int i = 0; i < 200; ) {
                    try (FileLock lock = channel.tryLock(0, 8, false)) {
                        synchronized (order) {
                            order.add(worker).add(lock.isShared() ? 1 : 0);
                        }
                        Workers.spin(1_000);
                        i++;
                    } catch (OverlappingFileLockException taken) { // locks belong to the process: the other thread has it
                        refused[worker]++;
                        Thread.yield();
                    }
                }
            }
        });
        report.line("locked in order %s, refused %d %d", order, refused[0], refused[1]);
    }
}
