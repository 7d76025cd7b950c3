package rr.runtime;

import static rr.runtime.Memory.U;

import jdk.internal.vm.annotation.ForceInline;
import jdk.internal.vm.annotation.Hidden;

/** Order chains while recording: see docs/architecture.md. A chain is named by its address. */
final class Chains {
    private Chains() {}

    /** In a write's token: edges were logged. */
    private static final int STOLEN = 1 << 30;
    private static final int HASH_MASK = 0x7fffffff;
    /** A stack-locked object of JDK 17 has its header on the locker's stack; later JDKs keep the hash where it was. */
    private static final boolean HEADER_ON_STACK = Runtime.version().feature() < 21;

    /** The chain of an object, by its identity hash, which is read from the header where it is there. */
    @Hidden
    @ForceInline
    static long of(Object o) {
        long mark = U.getLong(o, 0L);
        int hash = (int) (mark >>> Memory.HASH_SHIFT) & HASH_MASK;
        if ((mark & 3) != 1 || hash == 0) {
            hash = System.identityHashCode(o);
        }
        return Memory.CHAINS + ((long) (hash & Memory.CHAIN_MASK) << 6);
    }

    /** The same for an object whose monitor the running thread holds, which must have been hashed before. */
    @Hidden
    @ForceInline
    static long ofHeld(Object o) {
        long mark = U.getLong(o, 0L);
        if ((mark & 3) == 2 || (mark & 3) == 0 && HEADER_ON_STACK && mark != 0) {
            mark = U.getLong(mark & ~3L); // inflated: the monitor's first word; stack-locked: the displaced header
            if ((mark & 3) == 1) {
                int hash = (int) (mark >>> Memory.HASH_SHIFT) & HASH_MASK;
                if (hash != 0) {
                    return Memory.CHAINS + ((long) (hash & Memory.CHAIN_MASK) << 6);
                }
            }
            return Memory.CHAINS + ((long) (System.identityHashCode(o) & Memory.CHAIN_MASK) << 6);
        }
        int hash = (int) (mark >>> Memory.HASH_SHIFT) & HASH_MASK;
        if (hash == 0) {
            hash = System.identityHashCode(o);
        }
        return Memory.CHAINS + ((long) (hash & Memory.CHAIN_MASK) << 6);
    }

    /** The chain of a static field, or of an address outside the heap, by a number. */
    @Hidden
    @ForceInline
    static long ofKey(int key) {
        return Memory.CHAINS + ((long) ((key ^ key >>> 15) & Memory.CHAIN_MASK) << 6);
    }

    /** The chain of an access by Unsafe. The base object of static fields is their class. */
    @Hidden
    @ForceInline
    static long ofAddress(Object o, long offset) {
        if (o == null) {
            return ofKey((int) (offset >>> 3) * 0x9E3779B1);
        }
        return o instanceof Class ? Statics.chainOfClass((Class<?>) o) : of(o);
    }

    @Hidden
    static int owner(long word) {
        return (int) (word >>> Memory.OWNER_SHIFT);
    }

    @Hidden
    static long count(long word) {
        return (word & Memory.COUNT_BITS) >>> 2;
    }

    /** The word once nobody has it locked. */
    @Hidden
    static long awaitUnlocked(long chain) {
        for (int spins = 1;; spins++) {
            long w = U.getLongVolatile(null, chain);
            if ((w & Memory.LOCKED) == 0) {
                return w;
            }
            if ((spins & 63) == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    /** Locks the chain; returns the word it had. */
    @Hidden
    @ForceInline
    static long lock(long chain) {
        long w = U.getLong(chain);
        if ((w & Memory.LOCKED) == 0 && U.compareAndSetLong(null, chain, w, w | Memory.LOCKED)) {
            return w;
        }
        return lockContended(chain);
    }

    @Hidden
    private static long lockContended(long chain) {
        for (;;) {
            long w = awaitUnlocked(chain);
            if (U.compareAndSetLong(null, chain, w, w | Memory.LOCKED)) {
                return w;
            }
        }
    }

    /** Edge from the version in the word to the lane's present event, unless one is known that implies it. True if it was logged. */
    @Hidden
    static boolean acquire(Lane lane, long word) {
        int from = owner(word);
        long count = count(word);
        if (from == 0) {
            return false; // "before the program"
        }
        if (lane.seen != 0) {
            long known = lane.seen + ((long) from << 3);
            if (U.getLong(known) >= count) {
                return false;
            }
            U.putLong(known, count);
        }
        Tape.edge(lane, from, count);
        return true;
    }

    /**
     * Upto-edges for a write at the lane's present event over the version in the word, which others wrote or read. The chain
     * is locked, so no new reader appears.
     */
    @Hidden
    static void steal(Lane lane, long word, long readers) {
        int[] from = lane.state.stealFrom;
        long[] counts = lane.state.stealCounts;
        int n = 0;
        int owner = owner(word);
        if (owner != 0 && owner != lane.id) {
            n = sample(lane, owner, count(word), from, counts, n);
        }
        for (long rest = readers; rest != 0; rest &= rest - 1) {
            int i = Long.numberOfTrailingZeros(rest);
            if (i != lane.id && i != owner) {
                n = sample(lane, i, 0, from, counts, n);
            }
        }
        if (n > 0) {
            Tape.steal(lane, from, counts, n);
        }
    }

    @Hidden
    private static int sample(Lane lane, int other, long atLeast, int[] from, long[] counts, int n) {
        long count = U.getLong(Memory.laneAt(other) + Memory.COUNT);
        if (count < atLeast) {
            count = atLeast; // published, and about to be counted
        }
        if (count == 0) {
            return n;
        }
        // Never left out, even where an edge to this count is known: it stands for the events hidden behind the count, too.
        if (lane.seen != 0) {
            U.putLong(lane.seen + ((long) other << 3), count);
        }
        from[n] = other;
        counts[n] = count;
        return n + 1;
    }

    /** A release that is not a write: a monitor's exit. Publishes (lane, n); readers of volatiles on this chain stay known. True if an edge was logged. */
    @Hidden
    @ForceInline
    static boolean release(Lane lane, long chain, long n) {
        long w = U.getLong(chain);
        if ((w & Memory.LOCKED) != 0 || !U.compareAndSetLong(null, chain, w, lane.word | n << 2)) {
            w = releaseContended(lane, chain, n);
        }
        return owner(w) != lane.id && acquire(lane, w);
    }

    @Hidden
    private static long releaseContended(Lane lane, long chain, long n) {
        for (;;) {
            long w = awaitUnlocked(chain);
            if (U.compareAndSetLong(null, chain, w, lane.word | n << 2)) {
                return w;
            }
        }
    }

    /** The lane sees, at its present event, what the last release or write on the chain published. True if that is an edge in the log. */
    @Hidden
    @ForceInline
    static boolean observe(Lane lane, long chain) {
        long w = U.getLongAcquire(null, chain);
        return owner(w) != lane.id && acquire(lane, w);
    }

    /** First half of a volatile read: the version before it. Never 0. */
    @Hidden
    @ForceInline
    static long readBegin(long chain) {
        long w = U.getLongAcquire(null, chain);
        return (w & Memory.LOCKED) == 0 ? w : awaitUnlocked(chain);
    }

    /** Second half: false when the version changed meanwhile and the read must be made again. */
    @Hidden
    @ForceInline
    static boolean readEnd(Lane lane, long chain, long w) {
        U.loadFence();
        if (U.getLong(chain) != w) {
            return false;
        }
        if ((int) (w >>> Memory.OWNER_SHIFT) == lane.id || (U.getLong(chain + Memory.READERS) & lane.bit) != 0) {
            lane.count();
            return true;
        }
        return firstRead(lane, chain, w);
    }

    /** The lane's first read of another lane's version. */
    @Hidden
    private static boolean firstRead(Lane lane, long chain, long w) {
        if (!U.compareAndSetLong(null, chain, w, w | Memory.LOCKED)) {
            return false;
        }
        acquire(lane, w);
        long n = lane.count();
        if (lane.bit != 0) {
            U.putLong(chain + Memory.READERS, U.getLong(chain + Memory.READERS) | lane.bit);
            U.putLongRelease(null, chain, w);
        } else {
            U.putLongRelease(null, chain, lane.word | n << 2); // a class lane takes the version over: it is no known reader
        }
        U.fullFence();
        return true;
    }

    /** First half of a write: the chain is locked, the event's edges are logged. Returns the token for {@link #writeEnd}. */
    @Hidden
    @ForceInline
    static int writeBegin(Lane lane, long chain) {
        long w = lock(chain);
        long readers = U.getLong(chain + Memory.READERS);
        int token = (int) (chain - Memory.CHAINS >>> 6) + 1;
        if (owner(w) != lane.id || (readers & ~lane.bit) != 0) {
            steal(lane, w, readers);
            token |= STOLEN;
        }
        if (readers != 0) {
            U.putLong(chain + Memory.READERS, 0);
        }
        return token;
    }

    /** Second half of a write: counts the event and publishes its version. */
    @Hidden
    @ForceInline
    static void writeEnd(Lane lane, int token) {
        U.putLongRelease(null, Memory.CHAINS + ((long) ((token & ~STOLEN) - 1) << 6), lane.word | lane.count() << 2);
        if ((token & STOLEN) != 0) {
            U.fullFence();
        }
    }
}
