package rr.agent.weave;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import rr.recorder.CacheFiles;

/**
 * Woven classes of the JDK, kept from one run to the next: weaving some hundred classes in a JVM that has just started takes longer than
 * everything else in premain. Read only, {@link WeaveCacheWriter} makes the file. It is looked up where it is mapped: opening it reads the
 * index and costs no memory of the program's heap.
 *
 * <p>A class may be there twice, since the VM hands over other bytes when it retransforms a class from its archive than when it loads it.
 *
 * <p>Layout, big endian:
 * <pre>
 *   u64 magic, u32 length of the key, key, u32 number of entries
 *   entries of 32 bytes, ascending by the hash:
 *     i64 hash of the class's internal name, u32 CRC-32C and u32 length of the original,
 *     u32 length of the woven class file (0: nothing to weave), u32 its CRC-32C, u32 its offset in the file, u32 0
 *   u32 CRC-32C of all before
 *   woven class files
 * </pre>
 * A file that is damaged or meant for something else counts as empty.
 */
public final class WeaveCache {
    /** The answer for a class in which there is nothing to weave. */
    public static final byte[] NOTHING = {};

    static final long MAGIC = 0x5252574541563032L; // "RRWEAV02"
    static final int ENTRY_BYTES = 32;
    static final int AT_CRC = 8;
    static final int AT_LENGTH = 12;
    static final int AT_WOVEN_LENGTH = 16;
    static final int AT_WOVEN_CRC = 20;
    static final int AT_WOVEN = 24;

    private final ByteBuffer file;
    private final int index;
    private final int count;

    private WeaveCache(ByteBuffer file, int index, int count) {
        this.file = file;
        this.index = index;
        this.count = count;
    }

    /**
     * Opens the cache.
     *
     * @param file the file's bytes, or null if there is none
     * @param key  {@link CacheFiles#key()}
     */
    public static WeaveCache open(ByteBuffer file, String key) {
        WeaveCache cache = file == null ? null : opened(file, key.getBytes(StandardCharsets.UTF_8));
        return cache == null ? new WeaveCache(null, 0, 0) : cache;
    }

    private static WeaveCache opened(ByteBuffer file, byte[] key) {
        int keyAt = Long.BYTES + Integer.BYTES;
        int index = keyAt + key.length + Integer.BYTES;
        if (file.limit() < index || file.getLong(0) != MAGIC || file.getInt(Long.BYTES) != key.length
                || !Arrays.equals(copy(file, keyAt, key.length), key)) {
            return null;
        }
        int count = file.getInt(index - Integer.BYTES);
        long end = index + (long) count * ENTRY_BYTES;
        if (count < 0 || end + Integer.BYTES > file.limit()) {
            return null;
        }
        byte[] head = copy(file, 0, (int) end);
        return file.getInt((int) end) == crc(head) ? new WeaveCache(file, index, count) : null;
    }

    /** Whether classes of this loader may be kept: those that are the JDK's own. */
    public static boolean isCacheable(ClassLoader loader) {
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }

    /** Whether nothing is in it. */
    public boolean isEmpty() {
        return count == 0;
    }

    /** The woven form of a class; {@link #NOTHING} if nothing is woven in it; null if the cache does not know this class file. */
    public byte[] find(String internalName, byte[] original) {
        long hash = CacheFiles.hash(internalName);
        int crc = 0;
        for (int i = first(hash); i < count && file.getLong(at(i)) == hash; i++) {
            int at = at(i);
            if (file.getInt(at + AT_LENGTH) == original.length) {
                crc = crc != 0 ? crc : crc(original);
                if (file.getInt(at + AT_CRC) == crc) {
                    return woven(at);
                }
            }
        }
        return null;
    }

    /**
     * Whether there is nothing to weave in the class of this name, in any form that the cache knows. Good for leaving loaded classes out
     * of a retransformation, for which there is no class file to compare yet; not if others than the JDK's image have provided them.
     */
    public boolean hasNothingToWeave(String internalName) {
        long hash = CacheFiles.hash(internalName);
        int first = first(hash);
        int i = first;
        while (i < count && file.getLong(at(i)) == hash) {
            if (file.getInt(at(i) + AT_WOVEN_LENGTH) != 0) {
                return false;
            }
            i++;
        }
        return i > first;
    }

    private byte[] woven(int at) {
        int length = file.getInt(at + AT_WOVEN_LENGTH);
        int offset = file.getInt(at + AT_WOVEN);
        if (length == 0) {
            return NOTHING;
        }
        if (length < 0 || offset < 0 || offset > file.limit() - length) {
            return null;
        }
        byte[] woven = copy(file, offset, length);
        return crc(woven) == file.getInt(at + AT_WOVEN_CRC) ? woven : null;
    }

    /** The first entry with this hash or a higher one. */
    private int first(long hash) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (file.getLong(at(middle)) < hash) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int at(int entry) {
        return index + entry * ENTRY_BYTES;
    }

    private static byte[] copy(ByteBuffer file, int offset, int length) {
        byte[] bytes = new byte[length];
        file.get(offset, bytes);
        return bytes;
    }

    static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return (int) crc.getValue();
    }
}
