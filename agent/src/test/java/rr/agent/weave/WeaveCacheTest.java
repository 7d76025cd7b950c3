package rr.agent.weave;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeaveCacheTest {
    private static final byte[] ORIGINAL = {1, 2, 3};
    private static final byte[] WOVEN = {4, 5};

    @TempDir
    private Path folder;

    private WeaveCache saved() throws IOException {
        WeaveCache cache = WeaveCache.open(folder, 7);
        cache.add("a/Woven", ORIGINAL, WOVEN);
        cache.add("a/Plain", ORIGINAL, null);
        cache.save();
        assertFalse(cache.isChanged());
        return cache;
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertEquals(1, all.size(), "the file and no temporary one");
            return all.get(0);
        }
    }

    @Test
    void keepsFromRunToRun() throws IOException {
        saved();
        WeaveCache cache = WeaveCache.open(folder, 7);
        assertArrayEquals(WOVEN, cache.find("a/Woven", ORIGINAL));
        assertSame(WeaveCache.NOTHING, cache.find("a/Plain", ORIGINAL));
        assertNull(cache.find("a/Other", ORIGINAL));
        assertTrue(cache.hadNothingToWeave("a/Plain"));
        assertFalse(cache.hadNothingToWeave("a/Woven"));
        assertFalse(cache.hadNothingToWeave("a/Other"));
        assertNull(cache.find("a/Woven", new byte[] {1, 2, 4}), "another class file of the same name");
        cache.add("a/Other", ORIGINAL, WOVEN);
        cache.save();
        assertArrayEquals(WOVEN, WeaveCache.open(folder, 7).find("a/Woven", ORIGINAL), "old entries stay");
        assertArrayEquals(WOVEN, WeaveCache.open(folder, 7).find("a/Other", ORIGINAL));
        onlyFile();
    }

    @Test
    void forgetsWithAnotherTable() throws IOException {
        saved();
        assertNull(WeaveCache.open(folder, 8).find("a/Woven", ORIGINAL));
    }

    @Test
    void countsAsEmptyWhenDamaged() throws IOException {
        saved();
        Path file = onlyFile();
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 0x40;
            Files.write(file, damaged);
            assertNull(WeaveCache.open(folder, 7).find("a/Woven", ORIGINAL), "damaged at " + i);
        }
        Files.write(file, new byte[0]);
        assertNull(WeaveCache.open(folder, 7).find("a/Woven", ORIGINAL));
    }
}
