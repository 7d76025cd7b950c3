package rr.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rr.runtime.trace.EntryKind;
import rr.runtime.trace.EntryWriter;

class TraceDumpTest {
    @TempDir
    Path dir;

    @BeforeEach
    void write() throws Exception {
        EntryWriter main = new EntryWriter(64).reset(0);
        main.begin(EntryKind.BEGIN, 1).v(0).v(0).u8(1).counted("main".getBytes(StandardCharsets.UTF_8));
        main.begin(EntryKind.START, 2).v(2);
        main.begin(EntryKind.CALL, 5).v(7).z(-1).v(11).v(1).v(2).counted("hi".getBytes(StandardCharsets.UTF_8));
        main.begin(EntryKind.TIME, 5).v(1_500);
        EntryWriter thread = new EntryWriter(64).reset(0);
        thread.begin(EntryKind.STEAL, 9).v(2).v(1).v(4).v(3).v(8);
        EndRecord end = new EndRecord();
        end.clean = true;
        end.lanes.add(new EndRecord.Lane(1, 1, 2, 1, 1, 6));
        end.lanes.add(new EndRecord.Lane(2, 2, 2, 1, 1, 14));
        try (TraceStore store = TraceStore.open(dir, 1, 0)) {
            new TraceHeader().put("format", TraceHeader.FORMAT).put("ok", true).put("traceId", "1").write(dir);
            assertTrue(store.block(1, 0, 0, main.bytes(), 0, main.length(), true));
            assertTrue(store.block(2, 0, 0, thread.bytes(), 0, thread.length(), true));
            assertTrue(store.end(end.write()));
        }
    }

    @Test
    void text() throws Exception {
        StringBuilder out = new StringBuilder();
        try (TraceReader trace = TraceReader.open(dir)) {
            assertEquals(5, new TraceDump(trace).printTo(out));
        }
        assertEquals("""
                    1          1 BEGIN    name=main laneKind=1 parent=0:0
                    1          2 START    child=2
                    1          5 CALL     op=7 returned=-1 errno=11 bytes=2 data=6869
                    1          5 TIME     nanos=1500
                    2          9 STEAL    after=[1:4, 3:8]
                """, out.toString());
    }

    @Test
    void jsonOfOneKind() throws Exception {
        StringBuilder out = new StringBuilder();
        try (TraceReader trace = TraceReader.open(dir)) {
            new TraceDump(trace).asJson().kind(EntryKind.CALL).opNames(op -> "read").printTo(out);
        }
        assertEquals("{\"lane\":1,\"event\":5,\"kind\":\"CALL\",\"op\":\"read\",\"returned\":-1,\"errno\":11,\"bytes\":2,\"data\":\"6869\"}\n",
                out.toString());
    }

    @Test
    void oneLaneAndARangeOfEvents() throws Exception {
        StringBuilder out = new StringBuilder();
        try (TraceReader trace = TraceReader.open(dir)) {
            assertEquals(1, new TraceDump(trace).lane(1).events(2, 4).printTo(out));
        }
        assertEquals("    1          2 START    child=2\n", out.toString());
    }

    @Test
    void summary() throws Exception {
        try (TraceReader trace = TraceReader.open(dir)) {
            TraceSummary summary = TraceSummary.of(trace);
            assertEquals(20, summary.events());
            assertEquals(2, summary.threadLanes());
            assertEquals(Map.of("BEGIN", 1L, "START", 1L, "CALL", 1L, "TIME", 1L, "STEAL", 1L), summary.entriesByKind());
            assertEquals(1_500, summary.lastNanos());
            assertTrue(summary.clean());
            assertEquals(List.of(), summary.problems());
            assertTrue(summary.storedBytes() <= Files.walk(dir).filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum());
        }
    }
}
