package rr.agent.races;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {
    @TempDir
    Path folder;

    @Test
    void theLastAccessesAreReadInTheirOrder() throws IOException {
        Path findings = folder.resolve("findings");
        assertEquals(List.of(), Access.read(findings));
        ByteBuffer rows = ByteBuffer.allocate(64 + 3 * 16).order(ByteOrder.nativeOrder());
        rows.putLong(0, 4);
        long[][] each = {{1, 10}, {2, 20}, {3, 30}, {40_000, 1L << 40}};
        for (int i = 0; i < each.length; i++) {
            rows.putLong(64 + i % 3 * 16, each[i][1] << 16 | each[i][0]);
            rows.putLong(64 + i % 3 * 16 + 8, i << 1 | i & 1);
        }
        Files.write(Access.file(findings), rows.array());
        assertEquals(List.of(new Access(2, 20, 1, true), new Access(3, 30, 2, false), new Access(40_000, 1L << 40, 3, true)), Access.read(findings));
    }

    @Test
    void divergencesTellLaneAndEvent() {
        assertEquals(new Divergence(3, 370), Divergence.in("rr: divergence: thread \"a (lane 9), event 1: \" (lane 3), event 370: expected no recorded result at this event, found x"));
        assertEquals(new Divergence(7, 12), Divergence.in("rr: divergence: the replay is stuck: lane 7 (stuck-one, thread 9) has its turn but made no event for 2 s; count 12, its segment ends at 14, next"));
        assertNull(Divergence.in("rr: divergence: the program goes on after the end of the recording: it is still there 10 s after the last recorded event (segment 5)"));
    }
}
