package rr.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifiedProgramsTest {
    private static final String MAIN = "org.acme.Main";
    private static final String JAR = "-jar app with space.jar";

    @TempDir
    Path folder;

    private VerifiedPrograms programs() {
        return new VerifiedPrograms(folder.resolve("trace"));
    }

    @Test
    void threeQuietTimesInARowSettleAProgram() throws IOException {
        for (boolean news : new boolean[] {false, false, true, false, false}) {
            programs().note(MAIN, news);
            assertFalse(programs().isSettled(MAIN));
        }
        programs().note(MAIN, false);
        assertTrue(programs().isSettled(MAIN));
        assertFalse(programs().isSettled(JAR));
        assertEquals(List.of("3 of 6 " + MAIN), Files.readAllLines(folder.resolve("rr-verified.txt")));
    }

    @Test
    void oneWithNewsEachTimeIsNotLookedAtForEver() throws IOException {
        for (int i = 0; i < 10; i++) {
            assertFalse(programs().isSettled(JAR));
            programs().note(JAR, true);
        }
        assertTrue(programs().isSettled(JAR));
    }

    @Test
    void oneThatTakesTooLongIsSettled() throws IOException {
        programs().note(MAIN, false);
        programs().settle(JAR);
        assertTrue(programs().isSettled(JAR));
        assertFalse(programs().isSettled(MAIN));
    }

    @Test
    void otherLinesAreLeftAlone() throws IOException {
        Files.writeString(folder.resolve("rr-verified.txt"), "anything\n");
        programs().note(MAIN, true);
        assertEquals(List.of("anything", "0 of 1 " + MAIN), Files.readAllLines(folder.resolve("rr-verified.txt")));
    }

    @Test
    void verdictsAreReadAsWritten() throws IOException {
        assertNull(Verdict.read(folder));
        Verdict verdict = new Verdict(true, false, 2, List.of(List.of(3L, 1L << 40, 4L, 7L)), "verified; 2 data races");
        verdict.write(folder);
        assertEquals(verdict, Verdict.read(folder));
        Files.writeString(folder.resolve("verdict.json"), "{\"equal\":tr");
        assertNull(Verdict.read(folder));
    }
}
