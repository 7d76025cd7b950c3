package rr.samples.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How two ends of a program are compared. */
class FinishedTest {
    @Test
    void equalEnds() {
        assertNull(ended(0, "a\nb\n", "e").differenceFrom(ended(0, "a\nb\n", "e")));
    }

    @Test
    void namesTheFirstLineThatDiffers() {
        assertEquals("stdout differs in line 2 (byte 5)\n  recorded: second\n  replayed: sec2nd\n  stderr ends: trouble",
                ended(0, "a\nsec2nd\nx\n", "trouble").differenceFrom(ended(0, "a\nsecond\nx\n", "")));
    }

    @Test
    void namesTheEndOfTheShorterOne() {
        assertEquals("stderr differs in line 2 (byte 2)\n  recorded: b\n  replayed: <end>", ended(0, "", "a\n").differenceFrom(ended(0, "", "a\nb\n")));
    }

    @Test
    void namesTheExitCodeFirst() {
        assertEquals("exit code 117, recorded was 0\n  stderr ends: rr: replay: x", ended(117, "", "rr: replay: x\n").differenceFrom(ended(0, "a", "")));
    }

    private static Finished ended(int exit, String out, String err) {
        return new Finished(List.of("program"), exit, out.getBytes(StandardCharsets.UTF_8), err.getBytes(StandardCharsets.UTF_8));
    }
}
