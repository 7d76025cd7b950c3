package rr.replayer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rr.runtime.trace.EntryKind;
import rr.runtime.trace.EntryReader;
import rr.runtime.trace.ImageFormat;
import rr.runtime.trace.LaneCursor;
import rr.runtime.trace.TraceUnusable;

class ImageTest {
    @TempDir
    Path dir;

    private static long hash(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return ImageFormat.classHash(bytes, 0, bytes.length);
    }

    private static MemoryLogs logs() {
        MemoryLogs logs = new MemoryLogs(30);
        logs.begin(1, 1, 0, 0, "main");
        logs.entry(1, EntryKind.START, 2).v(2);
        logs.entry(1, EntryKind.VALUE, 3).v(1).z(-5);
        logs.entry(1, EntryKind.RESUME, 4).v(16384).v(2);
        logs.entry(1, EntryKind.ACQUIRE, 4).v(2).v(1);
        logs.entry(1, EntryKind.VALUE, 4).v(2).z(6);
        logs.finish(1, 9);
        logs.begin(2, 1, 1, 2, "t");
        logs.finish(2, 3);
        logs.begin(16384, 1, 1, 3, "a/B");
        logs.finish(16384, 2);
        return logs;
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        Files.write(dir.resolve("1.cq4"), new byte[] {1});
        assertFalse(Image.isCurrent(dir));
        Image.make(dir, logs());
        assertTrue(Image.isCurrent(dir));
        try (ImageReader image = ImageReader.open(Image.path(dir))) {
            assertTrue(image.clean());
            assertEquals(14, image.totalEvents());
            assertEquals(3, image.lanes());
            assertEquals(2, image.lane(1).lane());
            assertEquals(1, image.lane(1).parent());
            assertEquals(2, image.lane(1).parentCount());
            assertEquals(9, image.lane(0).finalCount());
            assertEquals(new ImageReader.ClassLane(hash("a/B"), 16384, 1, 3, 2), image.classLane(0));
            ByteBuffer rows = image.segmentRows(0, (int) image.segments());
            StringBuilder segments = new StringBuilder();
            while (rows.hasRemaining()) {
                segments.append(rows.getInt()).append(':');
                rows.getInt();
                segments.append(rows.getLong()).append(' ');
            }
            assertEquals("1:3 16384:2 2:3 1:9 ", segments.toString());
            EntryReader stream = image.stream(image.lane(0));
            StringBuilder entries = new StringBuilder();
            while (stream.next()) {
                entries.append(stream.count()).append(EntryKind.name(stream.kind())).append(' ');
            }
            assertEquals("1BEGIN 2START 3VALUE 4VALUE ", entries.toString());
        }
    }

    @Test
    void contentsAreFoundByNumber() throws Exception {
        Files.write(dir.resolve("1.cq4"), new byte[] {1});
        MemoryLogs logs = new MemoryLogs(30);
        logs.begin(1, 1, 0, 0, "main");
        logs.entry(1, EntryKind.CALL, 2).v(9).z(3).v(0).v(1).v(3).v(0);
        logs.entry(1, EntryKind.KEEP, 2).v(2);
        logs.entry(1, EntryKind.DATA, 2).counted(new byte[] {7, 8, 9});
        logs.entry(1, EntryKind.CALL, 3).v(9).z(3).v(0).v(1).v(3).v(0);
        logs.entry(1, EntryKind.SAME, 3).v(2);
        logs.finish(1, 3);
        Image.make(dir, logs);
        byte[] image = Files.readAllBytes(Image.path(dir));
        ByteBuffer bytes = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(2, bytes.getLong(ImageFormat.HEAD_CONTENTS));
        int table = (int) bytes.getLong(ImageFormat.HEAD_CONTENTS_AT);
        assertEquals(0, bytes.getLong(table), "never logged");
        int at = (int) bytes.getLong(table + Long.BYTES);
        assertArrayEquals(new byte[] {EntryKind.DATA, 3, 7, 8, 9}, Arrays.copyOfRange(image, at, at + 5));
    }

    @Test
    void aDamagedNumberOfContentsIsRefused() {
        MemoryLogs logs = new MemoryLogs(30);
        logs.begin(1, 1, 0, 0, "main");
        logs.entry(1, EntryKind.KEEP, 2).v(1L << 40);
        logs.finish(1, 2);
        assertThrows(TraceUnusable.class, () -> Image.make(dir, logs));
    }

    /** FNV-1a 64, the published test vector. */
    @Test
    void hashOfAName() {
        assertEquals(0xaf63dc4c8601ec8cL, hash("a"));
        assertEquals(0x85944171f73967e8L, hash("foobar"));
    }

    @Test
    void aChangedTraceMakesTheImageStale() throws Exception {
        Path data = dir.resolve("1.cq4");
        Files.write(data, new byte[] {1});
        Image.make(dir, logs());
        Files.write(data, new byte[] {1, 2}, StandardOpenOption.TRUNCATE_EXISTING);
        assertFalse(Image.isCurrent(dir));
    }

    @Test
    void aCutImageIsNotCurrent() throws Exception {
        Files.write(dir.resolve("1.cq4"), new byte[] {1});
        Image.make(dir, logs());
        byte[] image = Files.readAllBytes(Image.path(dir));
        for (int length : new int[] {0, 20, 127, 128, image.length - 1}) {
            Files.write(Image.path(dir), Arrays.copyOf(image, length));
            assertFalse(Image.isCurrent(dir), "cut at " + length);
        }
    }

    @Test
    void aTraceWithoutEventsIsRefused() {
        assertThrows(TraceUnusable.class, () -> Image.make(dir, new MemoryLogs(10)));
    }

    /** Streams hold what the logs hold, entry by entry, in random executions with blocks of all sizes. */
    @Test
    void streamsAreTheLogsWithoutTheOrder() throws Exception {
        Files.write(dir.resolve("1.cq4"), new byte[] {1});
        for (int seed = 0; seed < 20; seed++) {
            SimulatedRun run = new SimulatedRun(seed, 3, 60);
            Image.make(dir, run.logs);
            try (ImageReader image = ImageReader.open(Image.path(dir))) {
                for (int row = 0; row < image.lanes(); row++) {
                    EntryReader stream = image.stream(image.lane(row));
                    LaneCursor cursor = new LaneCursor(run.logs, image.lane(row).lane());
                    while (cursor.next()) {
                        if (EntryKind.isReplayed(cursor.entry().kind())) {
                            assertTrue(stream.next());
                            assertEquals(cursor.entry().kind(), stream.kind());
                            assertEquals(cursor.entry().count(), stream.count());
                            assertEquals(cursor.entry().value(), stream.value());
                        }
                    }
                    assertFalse(stream.next());
                }
            }
        }
    }
}
