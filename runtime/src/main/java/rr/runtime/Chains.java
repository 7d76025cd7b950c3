package rr.runtime;

import static rr.runtime.Memory.U;

import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.ForceInline;
import jdk.internal.vm.annotation.Hidden;

/** Order chains while recording: see docs/architecture.md. A chain is named by its address. */
final class Chains {
    // Slow paths are never inlined: hooks are everywhere, and the compilers' time is the program's.
    private Chains() {}

    /** In a write's token: edges were logged. */
    private static final int STOLEN = 1 << 30;
    /** Owner and lock of a word: equal to those of {@link Lane#word} if nobody else has it. */
    private static final long OWNED = ~0L << Memory.OWNER_SHIFT | Memory.LOCKED;
    /** The same for a word whose owner writes without locking it. */
    private static final long BIASED = OWNED | Memory.SHARED;
    /** What a word gets that is not biased from the start. */
    private static final long UNBIASED = Shim.hasBarrier() ? 0 : Memory.SHARED;
    /**
     * A write gives the chain back to its owner alone if it is one of the first {@link #REBIAS_EVENTS} of each 65,536 events of that lane. Several,
     * because in a loop of a few events the write may never be the very first.
     */
    private static final int REBIAS_EVENTS = Shim.hasBarrier() ? 16 : 0;
    private static final int REBIAS_MASK = 0xffff;

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
            pause(spins);
        }
    }

    @Hidden
    private static void pause(int spins) {
        if ((spins & 63) == 0) {
            Shim.yield();
        } else {
            Thread.onSpinWait();
        }
    }

    /** Locks the chain; returns the word it had, which is {@link Memory#SHARED} if another lane owns it. */
    @Hidden
    private static long lock(Lane lane, long chain) {
        long w = U.getLong(chain);
        while ((w & Memory.LOCKED) != 0 || !U.compareAndSetLong(null, chain, w, w | Memory.LOCKED)) {
            w = awaitUnlocked(chain);
        }
        int owner = owner(w);
        return (w & Memory.SHARED) != 0 || owner == lane.id || owner == 0 ? w : revoke(chain, w);
    }

    /**
     * Ends the time in which the owner of a chain writes without locking it. The chain is locked by now. Its owner says first that it
     * writes, then looks at the word, without a fence in between; the barrier here stands for that fence. So either the owner's write
     * is seen here, and awaited, or the owner sees the lock. Biased locking with asymmetric fences, as in Dice, Moir and Scherer,
     * "Quickly reacquirable locks" (2003).
     */
    @Hidden
    @DontInline
    private static long revoke(long chain, long word) {
        Shim.barrier();
        long owner = Memory.laneAt(owner(word));
        for (int spins = 1; U.getLongVolatile(null, owner + Memory.WRITING) == chain; spins++) {
            pause(spins);
        }
        long count = Math.max(U.getLong(owner + Memory.COUNT), count(word));
        long w = word & ~Memory.COUNT_BITS | count << 2 | Memory.SHARED;
        U.putLong(chain, w | Memory.LOCKED);
        return w;
    }

    /** Edge from the version in the word to the lane's present event, unless one is known that implies it. True if it was logged. */
    @Hidden
    @DontInline
    static boolean acquire(Lane lane, long word) {
        int from = owner(word);
        long count = count(word);
        if (from == 0 || from == lane.id) {
            return false; // "before the program"; a lane's own events are in order
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
    @DontInline
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
        if (U.getLong(Memory.laneAt(other) + Memory.ENTRY_AT) > count) {
            // A class initialiser has ended there: the next event depends on nothing else, and may be hidden.
            int resumed = U.getInt(Memory.laneAt(other) + Memory.RESUMED);
            if (resumed != 0) {
                from[n] = resumed;
                counts[n++] = U.getLong(Memory.laneAt(resumed) + Memory.COUNT);
            }
        }
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

    /** Whether the chain of an object, whose monitor the running thread holds, is that of the lane in the slot: see {@link #pass}. */
    @Hidden
    @ForceInline
    static boolean isHeldBy(long slot, Object o) {
        return ((U.getLongAcquire(null, ChainOf.heldHashed(o)) ^ U.getLong(slot + Slot.WORD)) & OWNED) == 0;
    }

    /**
     * Counts an entry to a monitor or an exit from it. The chain passes to the lane that enters. While it is this lane's, nothing is
     * published: who enters next finds this lane as the owner and samples its count, which is at least that of the last exit, because
     * it was stored before the monitor was given back.
     */
    @Hidden
    static void pass(Lane lane, long chain) {
        if (((U.getLongAcquire(null, chain) ^ lane.word) & OWNED) == 0) {
            lane.count();
        } else {
            take(lane, chain);
        }
    }

    @Hidden
    @DontInline
    private static void take(Lane lane, long chain) {
        publish(lane, chain);
        lane.countFenced();
        Noise.met(lane);
    }

    /**
     * Makes the version that the lane's next event publishes the chain's, with upto-edges for the present one. Readers of volatiles on
     * the chain stay known, but for the present owner, whose place this lane takes.
     */
    @Hidden
    @DontInline
    static void publish(Lane lane, long chain) {
        long w = lock(lane, chain);
        long readers = U.getLong(chain + Memory.READERS);
        long others = readers & ~lane.bit & ~bitOf(owner(w));
        setReaders(chain, readers, others | lane.bit);
        steal(lane, w, 0);
        long shared = others == 0 ? w & Memory.SHARED | UNBIASED : Memory.SHARED;
        U.putLongRelease(null, chain, lane.word | lane.next() << 2 | shared);
    }

    private static long bitOf(int lane) {
        return lane < Long.SIZE ? 1L << lane : 0;
    }

    /**
     * Who is taken out of the readers looks at the lock before its next read of the chain. It must do so before its count is sampled:
     * the sample stands for what its store buffer hides, not for reads that it goes on making.
     */
    @Hidden
    private static void setReaders(long chain, long before, long now) {
        if ((before & ~now) != 0) {
            U.getAndSetLong(null, chain + Memory.READERS, now);
        } else if (before != now) {
            U.putLong(chain + Memory.READERS, now);
        }
    }

    /** The lane sees, at its present event, what the last {@link #publish} on the chain published. True if that is an edge in the log. */
    @Hidden
    static boolean observe(Lane lane, long chain) {
        long w = U.getLongAcquire(null, chain);
        return owner(w) != lane.id && acquire(lane, w);
    }

    /**
     * Behind a volatile read: whether the lane in the slot may count it as it is. It may if it is among the chain's readers, who are
     * those that know the present version: its owner, and who has read it since.
     *
     * <p>One look after the read is enough. A writer empties the set before it writes; so if this lane is still in it, nobody else has
     * written since.
     */
    @Hidden
    @ForceInline
    static boolean mayRead(long slot, long chain) {
        U.loadFence();
        return (U.getLong(chain + Memory.READERS) & U.getLong(slot + Slot.BIT)) != 0;
    }

    /** The same for all lanes, with the event counted. False: the read has to be made again, with the chain locked. */
    @Hidden
    static boolean read(Lane lane, long chain) {
        U.loadFence();
        if ((U.getLong(chain + Memory.READERS) & lane.bit) != 0
                || lane.bit == 0 && ((U.getLong(chain) ^ lane.word) & OWNED) == 0) {
            lane.count();
            return true;
        }
        return beginRead(lane, chain);
    }

    /** The lane's first read of another lane's version: locks the chain, so that the read can be made again. Always false. */
    @Hidden
    @DontInline
    private static boolean beginRead(Lane lane, long chain) {
        abandonRead(lane);
        lock(lane, chain);
        lane.reading = chain;
        return false;
    }

    /** Behind the read under the lock: counts it and unlocks. */
    @Hidden
    static void finishRead(Lane lane) {
        long chain = lane.reading;
        lane.reading = 0;
        long w = U.getLong(chain) & ~Memory.LOCKED;
        if (lane.bit != 0) {
            acquire(lane, w);
            lane.count();
            long readers = U.getLong(chain + Memory.READERS);
            U.putLong(chain + Memory.READERS, readers | lane.bit);
            U.putLongRelease(null, chain, (readers & ~lane.bit) == 0 ? w : w | Memory.SHARED);
        } else {
            steal(lane, w, 0); // it takes the version over: it is no known reader
            U.putLongRelease(null, chain, lane.word | lane.count() << 2 | Memory.SHARED);
        }
        U.fullFence();
        Noise.met(lane);
        Noise.passing();
    }

    /** A read whose second half never came, because the access threw. */
    @Hidden
    private static void abandonRead(Lane lane) {
        if (lane.reading != 0) {
            U.putLongRelease(null, lane.reading, U.getLong(lane.reading) & ~Memory.LOCKED);
            lane.reading = 0;
        }
    }

    /**
     * First half of a write on a chain that no other lane has used, which is not even locked; see {@link #revoke}. False: it is not such
     * a one.
     */
    @Hidden
    @ForceInline
    static boolean takeBiased(long slot, long chain) {
        long at = U.getLong(slot + Slot.AT);
        long word = U.getLong(slot + Slot.WORD);
        if (((U.getLong(chain) ^ word) & BIASED) != 0 || U.getLong(at + Memory.WRITING) != 0) {
            return false;
        }
        U.putLong(at + Memory.WRITING, chain);
        U.loadFence(); // for the compilers: the next access stays behind the last one
        if (((U.getLong(chain) ^ word) & BIASED) == 0) {
            return true;
        }
        U.putLongRelease(null, at + Memory.WRITING, 0);
        return false;
    }

    /** What {@link #writeEnd} gets after {@link #takeBiased}. */
    @Hidden
    @ForceInline
    static int tokenOf(long slot) {
        return -(int) (U.getLong(slot + Slot.WORD) >>> Memory.OWNER_SHIFT);
    }

    /** First half of any write: the chain is this lane's, nobody else gets it, and the event's edges are logged. Returns the token for {@link #writeEnd}. */
    @Hidden
    @DontInline
    static int writeBegin(Lane lane, long chain) {
        if (((U.getLong(chain) ^ lane.word) & BIASED) == 0 && U.getLong(lane.at + Memory.WRITING) == 0) {
            U.putLong(lane.at + Memory.WRITING, chain);
            U.loadFence(); // as in takeBiased
            if (((U.getLong(chain) ^ lane.word) & BIASED) == 0) {
                return -lane.id;
            }
            U.putLongRelease(null, lane.at + Memory.WRITING, 0);
        }
        Noise.passing();
        long w = lock(lane, chain);
        long readers = U.getLong(chain + Memory.READERS);
        int token = (int) (chain - Memory.CHAINS >>> Memory.CHAIN_SIZE_SHIFT) + 1;
        boolean read = (readers & ~lane.bit) != 0;
        setReaders(chain, readers, lane.bit);
        if (owner(w) != lane.id || read) {
            steal(lane, w, readers);
            Noise.met(lane);
            U.putLong(chain, lane.word | Memory.LOCKED | (owner(w) == 0 && !read ? w & Memory.SHARED | UNBIASED : Memory.SHARED));
            token |= STOLEN;
        }
        return token;
    }

    /** The lane whose biased write the token stands for. */
    @Hidden
    @ForceInline
    static long laneOfToken(int token) {
        return Memory.BASE + Memory.LANES - token * Memory.LANE_SIZE;
    }

    /** Second half of a write on a locked chain: counts the event and publishes its version. The lane is the one that the word names. */
    @Hidden
    static void writeEndShared(int token) {
        long chain = Memory.CHAINS + ((long) ((token & ~STOLEN) - 1) << Memory.CHAIN_SIZE_SHIFT);
        long word = U.getLong(chain);
        long lane = Memory.laneAt(owner(word));
        long n = U.getLong(lane + Memory.COUNT) + 1;
        U.putLong(lane + Memory.COUNT, n);
        long w = word & ~(Memory.COUNT_BITS | Memory.LOCKED) | n << 2;
        if ((token & STOLEN) != 0) {
            U.putLongRelease(null, chain, w);
            U.fullFence();
        } else {
            U.putLongRelease(null, chain, (n & REBIAS_MASK) < REBIAS_EVENTS ? w & ~Memory.SHARED : w);
        }
    }
}
