package rr.samples;

/**
 * A running hash (FNV-1a over 64-bit values) of what happened in which order. Not thread-safe on purpose: a guest that
 * shares one guards it with the lock it shows, so that the fingerprint adds no synchronisation of its own.
 */
public final class Fingerprint {
    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private long hash = OFFSET_BASIS;
    private long count;

    public Fingerprint add(long value) {
        hash = (hash ^ value) * PRIME;
        hash ^= hash >>> 29;
        count++;
        return this;
    }

    public Fingerprint add(String text) {
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        return add(text.length());
    }

    public long value() {
        return hash;
    }

    /** How many values went in. */
    public long count() {
        return count;
    }

    @Override
    public String toString() {
        return String.format("%016x of %d", hash, count);
    }
}
