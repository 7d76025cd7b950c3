package rr.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rr.runtime.trace.TraceUnusable;

class TraceHeaderTest {
    @TempDir
    Path dir;

    @Test
    void whatIsWrittenIsRead() throws Exception {
        new TraceHeader().put("format", TraceHeader.FORMAT).put("ok", true).put("command", List.of("java", "-Dx=\"é\n", "Main"))
                .put("environment", Map.of("PATH", "/bin")).put("cwd", "/tmp").write(dir);
        TraceHeader header = TraceHeader.read(dir);
        assertEquals(List.of("java", "-Dx=\"é\n", "Main"), header.command());
        assertEquals(Map.of("PATH", "/bin"), header.environment());
        assertEquals(Path.of("/tmp"), header.workingDirectory());
        assertTrue(header.ok());
    }

    @Test
    void anotherVersionIsRefusedWithWhatToDo() throws Exception {
        new TraceHeader().put("format", 99).write(dir);
        TraceUnusable refusal = assertThrows(TraceUnusable.class, () -> TraceHeader.read(dir));
        assertTrue(refusal.getMessage().endsWith("has format 99, expected 1: replay it with the newer rr that recorded it"), refusal.getMessage());
    }

    @Test
    void classPathOfACommand() {
        Path cwd = Path.of("/srv");
        assertEquals(Set.of(Path.of("/srv/a.jar"), Path.of("/opt/b")),
                new JavaCommand(List.of("java", "-Xmx1g", "-cp", "a.jar:/opt/b", "Main", "-cp", "no")).classPath(Map.of(), cwd));
        assertEquals(Set.of(Path.of("/srv/c.jar")),
                new JavaCommand(List.of("java", "-cp", "ignored", "-jar", "c.jar")).classPath(Map.of("CLASSPATH", "no"), cwd));
        assertEquals(Set.of(cwd.resolve("classes")),
                new JavaCommand(List.of("java", "--add-opens", "a/b=c", "Main")).classPath(Map.of("CLASSPATH", "classes"), cwd));
        assertEquals(Set.of(cwd), new JavaCommand(List.of("java", "Main")).classPath(Map.of(), cwd));
    }
}
