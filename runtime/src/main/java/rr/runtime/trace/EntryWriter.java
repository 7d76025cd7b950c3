package rr.runtime.trace;

/**
 * Writes entries into a byte array that grows; the counterpart of {@link EntryReader}. For files and tests: the recorded
 * process writes its entries where they happen, into shared memory.
 *
 * <p>An entry is {@code begin(kind, count)} followed by its payload in the order of {@code entries.h}.
 */
public final class EntryWriter {
    private byte[] bytes;
    private int at;
    private long count;

    public EntryWriter(int capacity) {
        bytes = new byte[capacity];
    }

    /** Forgets what was written; the next entry's distance is counted from {@code base}. */
    public EntryWriter reset(long base) {
        at = 0;
        count = base;
        return this;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return at;
    }

    /** Count of the entry written last. */
    public long count() {
        return count;
    }

    public EntryWriter begin(int kind, long entryCount) {
        v((entryCount - count) << 5 | kind);
        count = entryCount;
        return this;
    }

    /** Unsigned LEB128. */
    public EntryWriter v(long value) {
        room(10);
        long left = value;
        while ((left & ~0x7fL) != 0) {
            bytes[at++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[at++] = (byte) left;
        return this;
    }

    /** Zigzag: small absolute values are short, whatever their sign. */
    public EntryWriter z(long value) {
        return v(value << 1 ^ value >> 63);
    }

    public EntryWriter u8(int value) {
        room(1);
        bytes[at++] = (byte) value;
        return this;
    }

    public EntryWriter raw(byte[] source, int from, int length) {
        room(length);
        System.arraycopy(source, from, bytes, at, length);
        at += length;
        return this;
    }

    /** Length, then the bytes. */
    public EntryWriter counted(byte[] source) {
        return v(source.length).raw(source, 0, source.length);
    }

    private void room(int more) {
        if (bytes.length - at < more) {
            byte[] larger = new byte[Math.max(bytes.length * 2, at + more)];
            System.arraycopy(bytes, 0, larger, 0, at);
            bytes = larger;
        }
    }
}
