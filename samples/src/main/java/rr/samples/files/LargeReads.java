package rr.samples.files;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Some megabytes of random data, read whole, in pieces, compressed, and through a read-only mapping by two threads. */
public final class LargeReads {
    private static final int BYTES = 3 << 20;

    private LargeReads() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try (Folder folder = new Folder()) {
            Report report = new Report();
            Path path = folder.resolve("large");
            byte[] data = new byte[BYTES];
            new Random().nextBytes(data);
            Files.write(path, data);
            report.line("whole %08x", crc(Files.readAllBytes(path)));
            CRC32 inPieces = new CRC32();
            int reads = 0;
            try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 10_000)) {
                byte[] piece = new byte[7_001];
                for (int n = in.read(piece); n > 0; n = in.read(piece)) {
                    inPieces.update(piece, 0, n);
                    reads++;
                }
            }
            report.line("in pieces %08x, reads %d", inPieces.getValue(), reads);
            Path packed = folder.resolve("packed.gz");
            try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
                out.write(data, 0, BYTES / 4);
            }
            try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
                report.line("unpacked %08x of %d", crc(in.readAllBytes()), Files.size(packed));
            }
            mapped(path, report);
            report.end();
        }
    }

    private static void mapped(Path path, Report report) throws IOException, InterruptedException {
        Fingerprint[] sums = {new Fingerprint(), new Fingerprint()};
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            Workers.run(2, worker -> {
                for (int i = worker * 8; i < BYTES; i += 16) {
                    sums[worker].add(map.getLong(i));
                }
            });
        }
        report.line("mapped %s / %s", sums[0], sums[1]);
    }

    private static long crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}
