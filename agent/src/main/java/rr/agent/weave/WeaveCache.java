package rr.agent.weave;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Woven classes of the JDK, kept from one run to the next: weaving some hundred classes in a JVM that has just started takes longer than
 * everything else in premain. One file for each combination of JDK and table.
 *
 * <p>Layout, big endian: {@code magic u64 | key length u32, key | entries u32 | entry… | CRC-32C of all before u32}; an entry is
 * {@code name length u16, name | CRC-32C of the original u32 | length of the original u32 | length of the woven u32, woven}, woven being empty
 * when there is nothing to weave. A file that is damaged or meant for something else counts as empty.
 */
public final class WeaveCache {
    /** The answer for a class in which there is nothing to weave. */
    public static final byte[] NOTHING = {};

    private static final long MAGIC = 0x5252574541563031L; // "RRWEAV01"
    private static final int CRC_BYTES = 4;

    /** Where a woven class stands: in {@code bytes}, which for all entries of the file are the file. */
    private record Entry(int originalCrc, int originalLength, byte[] bytes, int offset, int length) {}

    private final Path file;
    private final String key;
    private final Map<String, Entry> entries = new HashMap<>();
    private boolean changed;

    private WeaveCache(Path file, String key) {
        this.file = file;
        this.key = key;
    }

    /**
     * Opens the cache for this JDK and a table; an empty one if there is none.
     *
     * @param tableHash {@link rr.agent.table.OperationTable#hash()}
     */
    public static WeaveCache open(Path folder, long tableHash) {
        String key = jdkIdentity() + "table " + Long.toHexString(tableHash) + "\n";
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        String name = "woven-" + Long.toHexString(tableHash) + "-" + Integer.toHexString(crc(keyBytes, 0, keyBytes.length)) + ".bin";
        WeaveCache cache = new WeaveCache(folder.resolve(name), key);
        if (!cache.read(keyBytes)) {
            cache.entries.clear();
        }
        return cache;
    }

    /** Whether classes of this loader may be kept: those that are the JDK's own. */
    public static boolean isCacheable(ClassLoader loader) {
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }

    /** The woven form of a class; {@link #NOTHING} if nothing is woven in it; null if the cache does not know this class file. */
    public byte[] find(String internalName, byte[] original) {
        Entry entry;
        synchronized (this) {
            entry = entries.get(internalName);
        }
        if (entry == null || entry.originalLength != original.length || entry.originalCrc != crc(original, 0, original.length)) {
            return null;
        }
        return entry.length == 0 ? NOTHING : Arrays.copyOfRange(entry.bytes, entry.offset, entry.offset + entry.length);
    }

    /**
     * Whether nothing was woven in the class of this name when it was last seen. Good for leaving loaded classes of the JDK out of a
     * retransformation, for which there is no class file to compare yet; not if something else than the JDK's image provides them.
     */
    public synchronized boolean hadNothingToWeave(String internalName) {
        Entry entry = entries.get(internalName);
        return entry != null && entry.length == 0;
    }

    /** Keeps the result of weaving a class; {@code woven} is null if there was nothing to weave. */
    public void add(String internalName, byte[] original, byte[] woven) {
        byte[] bytes = woven == null ? NOTHING : woven;
        Entry entry = new Entry(crc(original, 0, original.length), original.length, bytes, 0, bytes.length);
        synchronized (this) {
            entries.put(internalName, entry);
            changed = true;
        }
    }

    /** Whether {@link #save} has something to write. */
    public synchronized boolean isChanged() {
        return changed;
    }

    /** Writes what was added, so that readers see the old file or the new one and never a part. Processes may do so at once: the last wins. */
    public void save() throws IOException {
        byte[] contents;
        synchronized (this) {
            if (!changed) {
                return;
            }
            contents = contents();
            changed = false;
        }
        Files.createDirectories(file.getParent());
        Path part = Files.createTempFile(file.getParent(), "woven-", ".part");
        try {
            Files.write(part, contents);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Forgets everything: some megabytes of the program's heap. */
    public synchronized void close() {
        entries.clear();
        changed = false;
    }

    private boolean read(byte[] keyBytes) {
        try {
            if (!Files.isRegularFile(file)) {
                return false;
            }
            byte[] bytes = Files.readAllBytes(file);
            ByteBuffer in = ByteBuffer.wrap(bytes);
            int end = bytes.length - CRC_BYTES;
            if (end < Long.BYTES || in.getInt(end) != crc(bytes, 0, end) || in.getLong() != MAGIC) {
                return false;
            }
            byte[] foundKey = new byte[in.getInt()];
            in.get(foundKey);
            if (!Arrays.equals(foundKey, keyBytes)) {
                return false;
            }
            for (int i = in.getInt(); i > 0; i--) {
                readEntry(bytes, in);
            }
            return true;
        } catch (IOException | RuntimeException unreadable) {
            // The cache only saves time: whatever is wrong with it, classes are woven afresh and the file is replaced.
            return false;
        }
    }

    private void readEntry(byte[] bytes, ByteBuffer in) {
        int nameLength = in.getShort() & 0xffff;
        String name = new String(bytes, in.position(), nameLength, StandardCharsets.UTF_8);
        in.position(in.position() + nameLength);
        int originalCrc = in.getInt();
        int originalLength = in.getInt();
        int length = in.getInt();
        entries.put(name, new Entry(originalCrc, originalLength, bytes, in.position(), length));
        in.position(in.position() + length);
    }

    private byte[] contents() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 20);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
            out.writeLong(MAGIC);
            out.writeInt(keyBytes.length);
            out.write(keyBytes);
            out.writeInt(entries.size());
            for (Map.Entry<String, Entry> each : entries.entrySet()) {
                byte[] name = each.getKey().getBytes(StandardCharsets.UTF_8);
                Entry entry = each.getValue();
                out.writeShort(name.length);
                out.write(name);
                out.writeInt(entry.originalCrc);
                out.writeInt(entry.originalLength);
                out.writeInt(entry.length);
                out.write(entry.bytes, entry.offset, entry.length);
            }
            byte[] body = bytes.toByteArray();
            out.writeInt(crc(body, 0, body.length));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** What tells one build of the JDK from another, and a patched one from the original. */
    private static String jdkIdentity() {
        StringBuilder identity = new StringBuilder();
        for (String property : new String[] {"java.vm.vendor", "java.vm.name", "java.vm.version"}) {
            identity.append(System.getProperty(property)).append('\n');
        }
        Path home = Path.of(System.getProperty("java.home"));
        try {
            identity.append(Files.readString(home.resolve("release"))).append('\n');
            Path modules = home.resolve("lib").resolve("modules");
            identity.append(Files.size(modules)).append(' ').append(Files.getLastModifiedTime(modules).toMillis()).append('\n');
        } catch (IOException absent) {
            // An exploded build has neither file; each entry's checksum still stands between it and a wrong class.
            identity.append("no image at ").append(home).append('\n');
        }
        return identity.toString();
    }

    private static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
