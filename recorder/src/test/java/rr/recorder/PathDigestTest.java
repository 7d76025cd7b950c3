package rr.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathDigestTest {
    @TempDir
    Path folder;

    @Test
    void aFolderIsItsClasses() throws IOException {
        Path sub = Files.createDirectories(folder.resolve("a/b"));
        Files.write(sub.resolve("C.class"), new byte[] {1, 2});
        String before = PathDigest.of(folder);
        Files.writeString(folder.resolve("notes.txt"), "not a class");
        assertEquals(before, PathDigest.of(folder), "a file that is no class");
        Files.write(sub.resolve("C.class"), new byte[] {1, 3});
        String changed = PathDigest.of(folder);
        assertNotEquals(before, changed, "another class file");
        Files.move(sub.resolve("C.class"), folder.resolve("C.class"));
        assertNotEquals(changed, PathDigest.of(folder), "the same class elsewhere");
    }

    @Test
    void aFileIsAllItsBytes() throws IOException {
        Path file = Files.writeString(folder.resolve("x.jar"), "abc");
        assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", PathDigest.of(file));
        assertNull(PathDigest.of(folder.resolve("nothing")));
    }
}
