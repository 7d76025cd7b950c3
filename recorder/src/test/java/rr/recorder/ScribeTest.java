package rr.recorder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import rr.runtime.trace.EntryKind;
import rr.runtime.trace.LaneCursor;
import rr.runtime.trace.ShmLayout;
import rr.runtime.trace.TraceUnusable;

/**
 * Starts the scribe as a recording does, on a file in place of the shared memory: descriptor 1 is the memory, descriptor 0 the pipe
 * that ends with the coordinator. The test's own process plays the coordinator.
 */
@Timeout(120)
class ScribeTest {
    @TempDir
    Path dir;

    private Process primaryProcess;
    private FakePrimary primary;
    private Process scribe;
    private Path trace;

    @BeforeEach
    void startPrimary() throws IOException {
        primaryProcess = new ProcessBuilder("sleep", "1000").start();
        trace = dir.resolve("trace");
    }

    @AfterEach
    void stop() {
        primaryProcess.destroyForcibly();
        if (scribe != null) {
            scribe.destroyForcibly();
        }
    }

    private void record(long limitBytes) throws IOException {
        primary = new FakePrimary(dir.resolve("memory"), (int) ProcessHandle.current().pid(), (int) primaryProcess.pid(), limitBytes);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(List.of(Scribe.JVM_FLAGS));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Scribe.class.getName(), "1", trace.toString(), "0", "collector=abc"));
        scribe = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(primary.file.toFile()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(5);
        }
    }

    private void awaitScribe() throws InterruptedException {
        assertTrue(scribe.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, scribe.exitValue());
        assertEquals(ShmLayout.SCRIBE_DONE, primary.scribeState());
    }

    private void log(int lane, long[] values) {
        primary.open(lane, 0, 0, "lane-" + lane);
        for (long value : values) {
            primary.event(lane);
            primary.event(lane);
            primary.value(lane, value);
        }
    }

    private static long[] valuesOf(TraceReader reader, int lane) throws TraceUnusable {
        List<Long> values = new ArrayList<>();
        LaneCursor cursor = new LaneCursor(reader, lane);
        while (cursor.next()) {
            if (cursor.entry().kind() == EntryKind.VALUE) {
                values.add(cursor.entry().value());
            }
        }
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private static void assertPrefix(long[] all, long[] found, int atLeast) {
        assertTrue(found.length >= atLeast, "only " + found.length + " of " + all.length);
        assertArrayEquals(Arrays.copyOf(all, found.length), found);
    }

    @Test
    void aCleanEndLeavesEveryEntry() throws Exception {
        long[] many = FakePrimary.values(1, 30_000);
        long[] few = FakePrimary.values(2, 3);
        record(0);
        log(1, many);
        log(2, few);
        log(16384, few);
        primary.end(3 << 8);
        awaitScribe();
        try (TraceReader reader = TraceReader.open(trace)) {
            assertEquals(List.of(), reader.problems());
            assertTrue(reader.clean());
            assertEquals(3, reader.exitCode());
            assertArrayEquals(new int[] {1, 2, 16384}, reader.lanes());
            assertArrayEquals(many, valuesOf(reader, 1));
            assertArrayEquals(few, valuesOf(reader, 2));
            assertArrayEquals(few, valuesOf(reader, 16384));
            assertEquals(60_001, reader.finalCount(1));
            assertTrue(reader.header().ok());
            assertEquals("", primary.problem());
            assertEquals("abc", reader.header().string("collector", ""));
            assertTrue(reader.header().jdk().containsKey("JAVA_VERSION"));
            assertTrue(reader.header().command().get(0).endsWith("java"));
        }
        assertTrue(TraceHeader.read(trace).ok());
    }

    @Test
    void moreThanTheSharedMemoryHolds() throws Exception {
        int entries = ShmLayout.BLOCKS + ShmLayout.BLOCKS / 2;
        byte[] nearlyABlock = new byte[15_000];
        record(0);
        primary.open(1, 0, 0, "writer");
        // Begins before the scribe is there, and waits for blocks that come back.
        for (int i = 0; i < entries; i++) {
            Arrays.fill(nearlyABlock, (byte) i);
            primary.event(1);
            primary.write(1, primary.entry(EntryKind.DATA, 1).counted(nearlyABlock));
        }
        primary.end(0);
        awaitScribe();
        assertTrue(primary.publishedBlocks() > ShmLayout.BLOCKS);
        try (TraceReader reader = TraceReader.open(trace)) {
            assertTrue(reader.clean());
            LaneCursor cursor = new LaneCursor(reader, 1);
            assertTrue(cursor.next());
            for (int i = 0; i < entries; i++) {
                assertTrue(cursor.next());
                assertEquals(nearlyABlock.length, cursor.entry().bytesLength());
                assertEquals((byte) i, cursor.entry().source()[cursor.entry().bytesAt() + i % nearlyABlock.length]);
            }
            assertFalse(cursor.next());
        }
    }

    @Test
    void aKilledRecordingKeepsWhatTheMemoryHolds() throws Exception {
        long[] values = FakePrimary.values(4, 20_000);
        record(0);
        log(1, values);
        await(() -> primary.scribeState() == ShmLayout.SCRIBE_RUNNING);
        scribe.getOutputStream().close();
        primaryProcess.destroyForcibly().waitFor();
        awaitScribe();
        try (TraceReader reader = TraceReader.open(trace)) {
            assertFalse(reader.clean());
            assertEquals(List.of("the recording did not end cleanly: the recording was killed"), reader.problems());
            assertEquals(137, reader.exitCode());
            assertArrayEquals(values, valuesOf(reader, 1));
        }
    }

    @Test
    void aKilledScribeLeavesWhatWasWrittenASecondBefore() throws Exception {
        long[] values = FakePrimary.values(5, 20_000);
        long[] few = FakePrimary.values(6, 10);
        record(0);
        log(1, values);
        log(2, few);
        await(() -> primary.drainedBlocks() == primary.publishedBlocks());
        long stored = Files.size(trace.resolve(TraceHeader.FILE_NAME));
        assertTrue(stored > 0);
        await(() -> partialsAreThere(few.length));
        scribe.destroyForcibly().waitFor();
        try (TraceReader reader = TraceReader.open(trace)) {
            assertFalse(reader.clean());
            assertEquals(-1, reader.exitCode());
            assertPrefix(values, valuesOf(reader, 1), 15_000);
            // The last event is not known to be whole.
            assertArrayEquals(Arrays.copyOf(few, few.length - 1), valuesOf(reader, 2));
        }
    }

    private boolean partialsAreThere(int values) {
        try (TraceReader reader = TraceReader.open(trace)) {
            return valuesOf(reader, 2).length >= values - 1;
        } catch (TraceUnusable e) {
            return false;
        }
    }

    @Test
    void aLimitedTraceEndsEarlyButCleanlyReadable() throws Exception {
        long[] values = FakePrimary.values(7, 200_000);
        record(300_000);
        log(1, values);
        primary.end(0);
        awaitScribe();
        try (TraceReader reader = TraceReader.open(trace)) {
            assertFalse(reader.clean());
            assertFalse(reader.header().ok());
            assertEquals(0, reader.exitCode());
            assertTrue(reader.problems().toString().contains("its limit of 300000 bytes reached"), reader.problems().toString());
            assertTrue(reader.storedBytes() < 310_000);
            assertPrefix(values, valuesOf(reader, 1), 20_000);
        }
        assertEquals("found its limit of 300000 bytes reached; expected the whole run in it; do record again with a larger limit=SIZE, or without one",
                primary.problem());
    }

    @Test
    void aFileInTheWayIsTold() throws Exception {
        Files.writeString(trace, "no folder");
        record(0);
        primary.end(0);
        assertTrue(scribe.waitFor(60, TimeUnit.SECONDS));
        assertEquals(1, scribe.exitValue());
        assertEquals(ShmLayout.SCRIBE_FAILED, primary.scribeState());
        assertTrue(primary.problem().startsWith("found java.nio.file.FileAlreadyExistsException: " + trace + "; expected "), primary.problem());
    }

    @Test
    void signalsDoNotStopIt() throws Exception {
        long[] values = FakePrimary.values(8, 5_000);
        record(0);
        await(() -> primary.scribeState() == ShmLayout.SCRIBE_RUNNING);
        scribe.destroy();
        log(1, values);
        assertFalse(scribe.waitFor(300, TimeUnit.MILLISECONDS));
        primary.end(0);
        awaitScribe();
        try (TraceReader reader = TraceReader.open(trace)) {
            assertTrue(reader.clean());
            assertArrayEquals(values, valuesOf(reader, 1));
        }
    }
}
