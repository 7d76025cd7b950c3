package rr.recorder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import rr.runtime.trace.EntryKind;
import rr.runtime.trace.EntryWriter;
import rr.runtime.trace.LaneCursor;
import rr.runtime.trace.ShmLayout;
import rr.runtime.trace.TraceUnusable;

@Timeout(240)
class DamagedTraceTest {
    private static final int[] LANES = {1, 2, 16384};
    private static final int BLOCKS = 12;
    private static final int VALUES = 40;
    private static final int DAMAGES = 1000;
    private static final long TRACE_ID = 0x1234567890abcdefL;

    @TempDir
    Path dir;

    private final Map<Integer, List<Long>> written = new LinkedHashMap<>();
    private byte[] queue;
    private Path queueFile;
    private int documents;

    @BeforeEach
    void write() throws IOException {
        Path trace = Files.createDirectory(dir.resolve("trace"));
        TraceHeader header = new TraceHeader().put("format", TraceHeader.FORMAT).put("ok", false)
                .put("traceId", String.format("%016x", TRACE_ID)).put("command", List.of("java", "-jar", "crc32c:app.jar"));
        EndRecord end = new EndRecord();
        try (TraceStore store = TraceStore.open(trace, TRACE_ID, 0)) {
            assertTrue(store.header(header.toBytes()), store.stopped());
            Random random = new Random(1);
            EntryWriter entries = new EntryWriter(1000);
            for (int block = 0; block < BLOCKS; block++) {
                for (int lane : LANES) {
                    long first = (long) block * VALUES;
                    entries.reset(first);
                    for (int i = 1; i <= VALUES; i++) {
                        long value = random.nextLong();
                        entries.begin(EntryKind.VALUE, first + i).v(1).z(value);
                        written.computeIfAbsent(lane, key -> new ArrayList<>()).add(value);
                    }
                    if (block == BLOCKS / 2) {
                        store.partial(lane, block, first, 0, entries.bytes(), 0, 100);
                    }
                    assertTrue(store.block(lane, block, first, entries.bytes(), 0, entries.length(), block % 2 == 0));
                }
            }
            end.clean = true;
            for (int lane : LANES) {
                end.lanes.add(new EndRecord.Lane(lane, 1, ShmLayout.STATE_ENDED, BLOCKS, BLOCKS, (long) BLOCKS * VALUES));
            }
            assertTrue(store.end(end.write()));
            header.put("ok", true);
            assertTrue(store.header(header.toBytes()));
            header.write(trace);
        }
        documents = 3 + LANES.length * (BLOCKS + 1);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(trace, "*.cq4")) {
            queueFile = files.iterator().next();
        }
        queue = Files.readAllBytes(queueFile);
    }

    private Path trace() {
        return queueFile.getParent();
    }

    /** Reads everything; the trace must hold a prefix of each lane, and say so when it is not all. */
    private void check(String what) {
        try (TraceReader reader = TraceReader.open(trace())) {
            boolean whole = true;
            for (int lane : LANES) {
                List<Long> values = new ArrayList<>();
                LaneCursor cursor = new LaneCursor(reader, lane);
                while (cursor.next()) {
                    values.add(cursor.entry().value());
                }
                List<Long> all = written.get(lane);
                assertEquals(all.subList(0, values.size()), values, what);
                assertEquals(values.size(), reader.finalCount(lane), what);
                whole &= values.size() == all.size();
            }
            assertTrue(whole || !reader.clean(), what);
            assertEquals(reader.clean(), reader.problems().isEmpty() || reader.problems().toString().contains("copy inside"),
                    what + ": " + reader.problems());
        } catch (TraceUnusable e) {
            assertFalse(e.getMessage().contains("\n"), e.getMessage());
        }
    }

    @Test
    void theWholeTraceIsRead() throws TraceUnusable {
        check("whole");
        try (TraceReader reader = TraceReader.open(trace())) {
            assertTrue(reader.clean());
            assertTrue(reader.header().ok());
            assertEquals(documents, reader.documents());
        }
    }

    @Test
    void chronicleReadsTheSameDocuments() {
        int count = 0;
        try (ChronicleQueue chronicle = SingleChronicleQueueBuilder.binary(trace().toFile()).rollCycle(RollCycles.DEFAULT).build();
                ExcerptTailer tailer = chronicle.createTailer()) {
            while (true) {
                try (DocumentContext document = tailer.readingDocument()) {
                    if (!document.isPresent()) {
                        break;
                    }
                    count++;
                }
            }
        }
        assertEquals(documents, count);
    }

    @Test
    void cutAnywhere() throws IOException {
        Random random = new Random(2);
        int used = lastUsed();
        for (int i = 0; i < DAMAGES; i++) {
            int length = i == 0 ? 0 : random.nextInt(used + 100);
            Files.write(queueFile, Arrays.copyOf(queue, Math.min(length, queue.length)));
            check("cut at " + length);
        }
    }

    @Test
    void bitsFlippedAnywhere() throws IOException {
        Random random = new Random(3);
        int used = lastUsed();
        byte[] bytes = Arrays.copyOf(queue, used);
        for (int i = 0; i < DAMAGES; i++) {
            byte[] damaged = bytes.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                damaged[random.nextInt(used)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(queueFile, damaged);
            check("flip " + i);
        }
    }

    @Test
    void rangesOverwrittenRemovedOrDoubled() throws IOException {
        Random random = new Random(4);
        int used = lastUsed();
        for (int i = 0; i < DAMAGES / 2; i++) {
            int from = random.nextInt(used);
            int to = Math.min(used, from + random.nextInt(5000));
            byte[] damaged = Arrays.copyOf(queue, used);
            switch (i % 3) {
                case 0 -> Arrays.fill(damaged, from, to, (byte) random.nextInt());
                case 1 -> {
                    System.arraycopy(queue, to, damaged, from, used - to);
                    damaged = Arrays.copyOf(damaged, used - (to - from));
                }
                default -> {
                    damaged = Arrays.copyOf(damaged, used + to - from);
                    System.arraycopy(queue, from, damaged, to, used - from);
                }
            }
            Files.write(queueFile, damaged);
            check("range " + i);
        }
    }

    @Test
    void theHeaderDamagedAnywhereIsTakenFromInside() throws Exception {
        Path file = trace().resolve(TraceHeader.FILE_NAME);
        byte[] good = Files.readAllBytes(file);
        for (int at = 0; at < good.length; at++) {
            byte[] damaged = good.clone();
            damaged[at] ^= 1;
            Files.write(file, damaged);
            try (TraceReader reader = TraceReader.open(trace())) {
                assertEquals(List.of("java", "-jar", "crc32c:app.jar"), reader.header().command());
                assertTrue(reader.header().ok());
                assertEquals(1, reader.problems().size(), "byte " + at);
            }
        }
        Files.delete(file);
        check("no header file");
    }

    @Test
    void nothingUsableIsSaidInOneLine() throws IOException {
        Files.delete(queueFile);
        Files.delete(trace().resolve(TraceHeader.FILE_NAME));
        check("empty directory");
        for (Path path : List.of(dir.resolve("absent"), queueFile)) {
            try {
                TraceReader.open(path).close();
                fail("opened " + path);
            } catch (TraceUnusable e) {
                assertTrue(e.getMessage().contains("is not a trace") || e.getMessage().contains("cannot be read"), e.getMessage());
            }
        }
    }

    @Test
    void lanesAreListedInOrder() throws TraceUnusable {
        try (TraceReader reader = TraceReader.open(trace())) {
            assertArrayEquals(LANES, reader.lanes());
        }
    }

    /** End of what is written; behind it the file is empty room. */
    private int lastUsed() {
        int last = queue.length;
        while (last > 0 && queue[last - 1] == 0) {
            last--;
        }
        return last;
    }
}
