package rr.samples.values;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.DataFormatException;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Native code of the JDK that computes only: compression and checksums, by threads that share a count of bytes. */
public final class ZippedInMemory {
    private static final AtomicLong BYTES = new AtomicLong();

    private ZippedInMemory() {}

    private static Fingerprint use(int worker) throws IOException, DataFormatException {
        Fingerprint seen = new Fingerprint();
        for (int i = 0; i < 30; i++) {
            byte[] content = new byte[10_000 + i];
            new Random(worker * 100L + i).nextBytes(content);
            Arrays.fill(content, 0, 6_000, (byte) i);
            ByteArrayOutputStream zipped = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
                out.write(content);
            }
            seen.add(BYTES.addAndGet(zipped.size()));
            seen.add(Arrays.equals(new GZIPInputStream(new ByteArrayInputStream(zipped.toByteArray())).readAllBytes(), content) ? 1 : 0);
            Deflater deflater = new Deflater(i % 10);
            deflater.setInput(content);
            deflater.finish();
            byte[] packed = new byte[20_000];
            int length = deflater.deflate(packed);
            Inflater inflater = new Inflater();
            inflater.setInput(packed, 0, length);
            seen.add(inflater.inflate(new byte[20_000])).add(BYTES.addAndGet(length));
            deflater.end();
            inflater.end();
            CRC32 crc = new CRC32();
            crc.update(packed, 0, length);
            CRC32C other = new CRC32C();
            other.update(content);
            seen.add(crc.getValue()).add(other.getValue());
        }
        return seen;
    }

    public static void main(String[] args) throws InterruptedException {
        Fingerprint[] seen = new Fingerprint[2];
        Workers.run(2, worker -> seen[worker] = use(worker));
        new Report().line("%s", seen[0]).line("%s", seen[1]).line("bytes %d", BYTES.get()).end();
    }
}
