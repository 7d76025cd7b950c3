package rr.samples.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rr.samples.threads.Endless;
import rr.samples.threads.HaltFromThread;

/** Programs under the harness: their ends, and what a hang leaves behind. */
class ProgramTest {
    @TempDir
    private Path folder;

    @Test
    void keepsExitCodeAndOutput() {
        Jdk jdk = Jdk.all().get(0);
        Finished finished = new Program(folder, jdk)
                .run("halt", List.of(jdk.java(), "-cp", GuestRun.classPath(), HaltFromThread.class.getName()), null, 60);
        assertEquals(7, finished.exit());
        assertTrue(finished.outText().contains("digest "), finished.outText());
        assertTrue(Files.exists(folder.resolve("halt.sh")));
    }

    @Test
    void hangFailsWithStacks() {
        Jdk jdk = Jdk.all().get(0);
        List<String> command = List.of(jdk.java(), "-cp", GuestRun.classPath(), Endless.class.getName());
        AssertionError hang = assertThrows(AssertionError.class, () -> new Program(folder, jdk).run("endless", command, null, 2));
        assertTrue(hang.getMessage().contains("endless still ran after 2 s"), hang.getMessage());
        assertTrue(hang.getMessage().contains("at rr.samples.threads.Endless"), hang.getMessage());
    }

    @Test
    void commandLinesAreQuotedForAShell() {
        assertEquals("java -cp a:b '' 'two words' 'it'\\''s'", Program.commandLine(List.of("java", "-cp", "a:b", "", "two words", "it's")));
    }
}
