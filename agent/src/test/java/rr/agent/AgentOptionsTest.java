package rr.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentOptionsTest {
    @Test
    void recordAloneHasDefaults() {
        AgentOptions options = AgentOptions.parse("record");
        assertEquals(AgentOptions.Mode.RECORD, options.mode());
        assertNull(options.trace());
        assertEquals(0, options.limitBytes());
        assertFalse(options.quiet());
        assertEquals("auto", options.verify());
    }

    @Test
    void whenToVerifyIsOneOfThree() {
        assertEquals("on", AgentOptions.parse("record,verify=on").verify());
        AgentOptions options = AgentOptions.recording("t", 5, "off", false);
        assertEquals(options, AgentOptions.parse(options.toArgument()));
        assertEquals("option verify: found 'offf'; expected one of auto, on, off; do write 'off'", refusal("record,verify=offf"));
    }

    @Test
    void everyOptionIsRead() {
        AgentOptions options = AgentOptions.parse("record,trace=/a b/c=d,limit=2g,quiet");
        assertEquals("/a b/c=d", options.trace());
        assertEquals(2L << 30, options.limitBytes());
        assertTrue(options.quiet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/t", "a,b", "a\\b", "a\\,b,,", ",quiet", "a=b"})
    void argumentsAreReadBackAsWritten(String trace) {
        AgentOptions options = new AgentOptions(AgentOptions.Mode.REPLAY, trace, 0, "auto", true, null, false, false, null);
        assertEquals(options, AgentOptions.parse(options.toArgument()));
    }

    @Test
    void optionsOfReplayAreReadBackAsWritten() {
        AgentOptions options = AgentOptions.preparedReplay("t", false, "2:5;3:7", true);
        assertEquals(options, AgentOptions.parse(options.toArgument()));
    }

    @Test
    void unknownModeIsNamedWithTheNearest() {
        assertEquals("agent options: found 'repaly'; expected record or replay first; do write -javaagent:rr.jar=replay",
            refusal("repaly"));
    }

    @Test
    void missingModeIsRefused() {
        assertTrue(refusal(null).startsWith("agent options: found nothing;"));
        assertTrue(refusal("").startsWith("agent options: found nothing;"));
    }

    @Test
    void unknownOptionIsNamedWithTheNearest() {
        assertEquals("agent options: found unknown option 'trcae' of record; expected one of trace, limit, verify, quiet; do write"
            + " 'trace' or leave it out", refusal("record,trcae=x"));
    }

    @Test
    void replayHasNoLimit() {
        assertTrue(refusal("replay,limit=1g").contains("unknown option 'limit' of replay"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"record,trace", "record,trace=", "record,limit", "record,quiet=yes", "record,", "record,,quiet"})
    void halfWrittenOptionsAreRefused(String text) {
        assertTrue(refusal(text).startsWith("agent options: found "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "1x", "g", "99999999999g", "1.5g"})
    void badSizesAreRefused(String size) {
        assertTrue(refusal("record,limit=" + size).contains("'" + size + "'"));
    }

    @Test
    void sizesHaveUnits() {
        assertEquals(10, ByteSize.parse("limit", "10"));
        assertEquals(10 << 10, ByteSize.parse("limit", "10k"));
        assertEquals(10 << 20, ByteSize.parse("limit", "10M"));
        assertEquals("999 B", ByteSize.print(999));
        assertEquals("1.4 MB", ByteSize.print(1_400_000));
        assertEquals("2.0 GB", ByteSize.print(2_000_000_000));
        assertEquals("1.0 KB", ByteSize.print(1000));
    }

    private static String refusal(String text) {
        return assertThrows(Refusal.class, () -> AgentOptions.parse(text)).getMessage();
    }
}
