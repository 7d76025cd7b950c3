package rr.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import rr.agent.table.OperationNames;
import rr.runtime.trace.EntryKind;
import rr.runtime.trace.EntryReader;
import rr.runtime.trace.EntryWriter;
import rr.runtime.trace.TraceUnusable;

class EntryTextTest {
    private static final OperationNames NAMES = OperationNames.ofAnotherBuild();

    private final EntryWriter writer = new EntryWriter(256);

    @Test
    void anEdgeNamesTheEventBefore() throws TraceUnusable {
        writer.begin(EntryKind.ACQUIRE, 7).v(3).v(41);
        assertEquals("2 \"worker\" 7 ACQUIRE after [3:41]", EntryText.line(2, "worker", read(), NAMES));
        assertEquals("{lane=2, name=worker, event=7, kind=ACQUIRE, after=[3:41]}", EntryText.fields(2, "worker", read(), NAMES).toString());
    }

    @Test
    void samplesAndStartsNameLanes() throws TraceUnusable {
        writer.begin(EntryKind.STEAL, 9).v(2).v(1).v(4).v(3).v(8);
        assertEquals("2 \"worker\" 9 STEAL upto [1:4, 3:8]", EntryText.line(2, "worker", read(), NAMES));
        writer.reset(0).begin(EntryKind.START, 2).v(5);
        assertEquals("1 \"main\" 2 START child 5", EntryText.line(1, "main", read(), NAMES));
    }

    @Test
    void aCallHasItsResultAndItsBytes() throws TraceUnusable {
        writer.begin(EntryKind.CALL, 5).v(7).z(-1).v(11).v(1).v(2).counted("hi".getBytes(StandardCharsets.UTF_8));
        assertEquals("1 \"main\" 5 CALL op 7 operation function 7 returned -1 errno 11 length 2 |hi|", EntryText.line(1, "main", read(), NAMES));
    }

    @Test
    void aValueIsSigned() throws TraceUnusable {
        writer.begin(EntryKind.VALUE, 1).v(17).z(-5);
        assertEquals("1 \"main\" 1 VALUE op 17 operation ImmutableCollections.SALT32L value -5", EntryText.line(1, "main", read(), NAMES));
    }

    @Test
    void bytesAreShownAsTextToPeopleAndInHexToPrograms() throws TraceUnusable {
        writer.begin(EntryKind.DATA, 9).counted("ab\n".getBytes(StandardCharsets.US_ASCII));
        assertEquals("1 \"main\" 9 DATA |ab.|", EntryText.line(1, "main", read(), NAMES));
        assertEquals("61620a", EntryText.fields(1, "main", read(), NAMES).get("hex"));
    }

    @Test
    void longBytesAreCut() throws TraceUnusable {
        writer.begin(EntryKind.DATA, 9).counted(new byte[100]);
        assertTrue(EntryText.line(1, "main", read(), NAMES).endsWith(".…|"));
    }

    private EntryReader read() throws TraceUnusable {
        EntryReader reader = new EntryReader();
        reader.open(writer.bytes(), 0, writer.length(), 0);
        assertTrue(reader.next());
        return reader;
    }
}
