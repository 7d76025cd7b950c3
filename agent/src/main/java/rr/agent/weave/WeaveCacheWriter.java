package rr.agent.weave;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import rr.recorder.CacheFiles;

/** Makes the file of a {@link WeaveCache}. Thread safe. */
public final class WeaveCacheWriter {
    private record Entry(long hash, int crc, int length, byte[] woven) {}

    private record Original(long hash, int crc, int length) {}

    private final List<Entry> entries = new ArrayList<>();
    private final Set<Original> known = new HashSet<>();

    /** Adds the result of weaving a class; {@code woven} is null if there was nothing to weave. */
    public synchronized void add(String internalName, byte[] original, byte[] woven) {
        long hash = CacheFiles.hash(internalName);
        int crc = WeaveCache.crc(original);
        if (known.add(new Original(hash, crc, original.length))) {
            entries.add(new Entry(hash, crc, original.length, woven == null ? WeaveCache.NOTHING : woven));
        }
    }

    /** Writes the file, so that readers see it as a whole or not at all. Processes may do so at once: the last wins. */
    public void write(Path file, String key) throws IOException {
        Path part = Files.createTempFile(file.toAbsolutePath().getParent(), "woven-", ".part");
        try {
            Files.write(part, contents(key.getBytes(StandardCharsets.UTF_8)));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private synchronized byte[] contents(byte[] key) {
        entries.sort(Comparator.comparingLong(Entry::hash));
        int end = Long.BYTES + Integer.BYTES + key.length + Integer.BYTES + entries.size() * WeaveCache.ENTRY_BYTES;
        int offset = end + Integer.BYTES;
        int size = offset;
        for (Entry entry : entries) {
            size = Math.addExact(size, entry.woven.length);
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.putLong(WeaveCache.MAGIC).putInt(key.length).put(key).putInt(entries.size());
        for (Entry entry : entries) {
            out.putLong(entry.hash).putInt(entry.crc).putInt(entry.length);
            out.putInt(entry.woven.length).putInt(WeaveCache.crc(entry.woven)).putInt(offset).putInt(0);
            offset += entry.woven.length;
        }
        byte[] head = new byte[end];
        out.get(0, head);
        out.putInt(WeaveCache.crc(head));
        for (Entry entry : entries) {
            out.put(entry.woven);
        }
        return out.array();
    }
}
