package rr.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OldBuildsTest {
    @TempDir
    Path cache;

    private Path build(int number, Duration age) throws IOException {
        Path folder = Files.createDirectory(cache.resolve(String.format("%064x", number)));
        Files.writeString(Files.createDirectory(folder.resolve("demo")).resolve("file"), "x");
        Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(age)));
        return folder;
    }

    @Test
    void theLastUsedAndThoseInUseStay() throws IOException {
        Path own = build(0, Duration.ofDays(90));
        List<Path> recent = List.of(build(1, Duration.ofMinutes(1)), build(2, Duration.ofMinutes(2)), build(3, Duration.ofMinutes(3)),
                build(4, Duration.ofMinutes(4)));
        Path old = build(5, Duration.ofHours(3));
        Path stranger = Files.createDirectory(cache.resolve("something-else"));
        Files.setLastModifiedTime(stranger, FileTime.fromMillis(0));
        Path half = Files.createDirectories(cache.resolve(".removed-1-x/y"));
        OldBuilds.remove(own);
        assertTrue(Files.exists(own));
        recent.forEach(folder -> assertTrue(Files.exists(folder), folder::toString));
        assertFalse(Files.exists(old));
        assertTrue(Files.exists(stranger));
        assertFalse(Files.exists(half.getParent()));
    }

    @Test
    void whatWasNotUsedForLongGoes() throws IOException {
        Path own = build(0, Duration.ZERO);
        List<Path> left = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            Path folder = build(i, Duration.ofDays(i));
            if (Files.exists(folder) && i <= 3) {
                left.add(folder);
            }
        }
        Path forgotten = build(9, Duration.ofDays(40));
        OldBuilds.use(left.get(2));
        OldBuilds.remove(own);
        left.forEach(folder -> assertTrue(Files.exists(folder), folder::toString));
        assertFalse(Files.exists(forgotten));
        try (var all = Files.list(cache)) {
            assertEquals(4, all.count());
        }
    }
}
