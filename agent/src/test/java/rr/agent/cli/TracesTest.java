package rr.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rr.agent.Refusal;
import rr.recorder.TraceHeader;

class TracesTest {
    @TempDir
    Path root;

    @Test
    void theNewestRecordingComesFirstHoweverOldItsImage() throws IOException {
        Path older = trace("older", 1000);
        Path newer = trace("newer", 2000);
        Files.setLastModifiedTime(Files.writeString(older.resolve("replay.img"), ""), FileTime.fromMillis(9000));
        Files.createDirectory(root.resolve("no-trace"));
        assertEquals(List.of(newer, older), Traces.newestFirst(root));
    }

    @Test
    void aMissingRootHoldsNoTraces() throws IOException {
        assertEquals(List.of(), Traces.newestFirst(root.resolve("missing")));
    }

    @Test
    void aFolderThatIsNoTraceIsRefused() {
        String line = assertThrows(Refusal.class, () -> Traces.existing(root.toString())).getMessage();
        assertTrue(line.contains("a folder without trace.json"), line);
    }

    @Test
    void rmDeletesAllOrNothing() throws IOException {
        Path first = trace("first", 1000);
        Path second = trace("second", 1000);
        assertEquals(Refusal.EXIT_CODE, rm(first, root.resolve("mistyped")));
        assertTrue(Files.exists(first));
        assertEquals(0, rm(first, second));
        assertFalse(Files.exists(first) || Files.exists(second));
    }

    private static int rm(Path... traces) {
        String[] words = new String[traces.length + 1];
        words[0] = "rm";
        for (int i = 0; i < traces.length; i++) {
            words[i + 1] = traces[i].toString();
        }
        return Main.commandLine(new Installation("", "", "")).execute(words);
    }

    private Path trace(String name, long millis) throws IOException {
        Path folder = Files.createDirectory(root.resolve(name));
        Path header = Files.writeString(folder.resolve(TraceHeader.FILE_NAME), "{}");
        Files.setLastModifiedTime(header, FileTime.fromMillis(millis));
        return folder;
    }
}
