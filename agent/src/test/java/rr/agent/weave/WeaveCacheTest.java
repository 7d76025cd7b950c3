package rr.agent.weave;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rr.agent.table.OperationTable;
import rr.recorder.CacheFiles;

class WeaveCacheTest {
    private static final byte[] ORIGINAL = {1, 2, 3};
    private static final byte[] RECONSTITUTED = {3, 2, 1};
    private static final byte[] WOVEN = {4, 5};
    private static final byte[] WOVEN_OTHER_FORM = {5, 4};

    @TempDir
    private Path folder;

    private byte[] written() throws IOException {
        WeaveCacheWriter writer = new WeaveCacheWriter();
        writer.add("a/Woven", ORIGINAL, WOVEN);
        writer.add("a/Woven", RECONSTITUTED, WOVEN_OTHER_FORM);
        writer.add("a/Plain", ORIGINAL, null);
        for (int i = 0; i < 100; i++) {
            writer.add("a/Woven" + i, new byte[] {(byte) i}, new byte[] {(byte) -i});
        }
        Path file = folder.resolve("woven.bin");
        writer.write(file, "key");
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList(), "the file and no temporary one");
        }
        return Files.readAllBytes(file);
    }

    private static WeaveCache open(byte[] file, String key) {
        return WeaveCache.open(ByteBuffer.wrap(file), key);
    }

    @Test
    void findsWhatWasWritten() throws IOException {
        WeaveCache cache = open(written(), "key");
        assertFalse(cache.isEmpty());
        assertArrayEquals(WOVEN, cache.find("a/Woven", ORIGINAL));
        assertArrayEquals(WOVEN_OTHER_FORM, cache.find("a/Woven", RECONSTITUTED));
        assertSame(WeaveCache.NOTHING, cache.find("a/Plain", ORIGINAL));
        for (int i = 0; i < 100; i++) {
            assertArrayEquals(new byte[] {(byte) -i}, cache.find("a/Woven" + i, new byte[] {(byte) i}));
        }
        assertNull(cache.find("a/Other", ORIGINAL));
        assertNull(cache.find("a/Woven", new byte[] {1, 2, 4}), "another class file of the same name");
        assertTrue(cache.hasNothingToWeave("a/Plain"));
        assertFalse(cache.hasNothingToWeave("a/Woven"));
        assertFalse(cache.hasNothingToWeave("a/Other"));
    }

    @Test
    void countsAsEmptyWithAnotherKeyOrWithoutFile() throws IOException {
        assertTrue(open(written(), "kez").isEmpty());
        assertTrue(open(written(), "longer key").isEmpty());
        assertNull(WeaveCache.open(null, "key").find("a/Woven", ORIGINAL));
    }

    @Test
    void neverAnswersFromADamagedPlace() throws IOException {
        byte[] bytes = written();
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 0x40;
            byte[] found = open(damaged, "key").find("a/Woven", ORIGINAL);
            assertTrue(found == null || found.length == WOVEN.length && found[0] == WOVEN[0] && found[1] == WOVEN[1], "damaged at " + i);
        }
        for (int length = 0; length < bytes.length; length++) {
            WeaveCache cut = open(Arrays.copyOf(bytes, length), "key");
            byte[] found = cut.find("a/Woven", ORIGINAL);
            assertTrue(found == null || Arrays.equals(WOVEN, found), "cut at " + length);
        }
    }

    /** A cache made by one weaver serves programs woven by another: both must weave alike, in whatever order classes come. */
    @Test
    void weavingIsAFunctionOfTheClassFile() throws IOException {
        String[] names = {"java/util/concurrent/ConcurrentHashMap", "java/lang/Thread", "java/util/Vector", "java/util/ArrayList",
            "java/util/concurrent/locks/AbstractQueuedSynchronizer", "java/io/PrintStream", "java/util/Random"};
        Weaver forward = weaver();
        Weaver backward = weaver();
        byte[][] woven = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            woven[i] = forward.weave(null, names[i], classFile(names[i]));
        }
        for (int i = names.length - 1; i >= 0; i--) {
            assertArrayEquals(woven[i], backward.weave(null, names[i], classFile(names[i])), names[i]);
        }
    }

    private static Weaver weaver() {
        WeaveReport report = new WeaveReport();
        OperationTable table = OperationTable.forJdk(Runtime.version().feature());
        return new Weaver(table, new ClassFacts(table, report), report);
    }

    private static byte[] classFile(String name) throws IOException {
        try (InputStream in = Object.class.getModule().getResourceAsStream(name + ".class")) {
            return in.readAllBytes();
        }
    }

    @Test
    void fileNamesTellBuildsApart() {
        CacheFiles one = CacheFiles.of(Path.of("/cache/one/inner.jar"));
        CacheFiles other = CacheFiles.of(Path.of("/cache/other/inner.jar"));
        assertNotEquals(one.key(), other.key());
        assertEquals(Path.of("/cache/one"), one.woven().getParent());
        assertEquals(one.woven(), CacheFiles.of(Path.of("/cache/one/inner.jar")).woven());
    }
}
