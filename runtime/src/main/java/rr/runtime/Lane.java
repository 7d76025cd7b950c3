package rr.runtime;

import static rr.runtime.Memory.U;

import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.ForceInline;
import jdk.internal.vm.annotation.Hidden;

/** One occupant of a lane: a thread, or one run of a class initialiser. Used by that thread alone. */
final class Lane {
    /** The look-up of the running thread's lane: by the low bits of the thread id, checked against {@link #thread}. */
    static final Lane[] CACHE = new Lane[1024];
    static final int CACHE_MASK = 1023;
    static final long TID = U.objectFieldOffset(Thread.class, "tid");

    static {
        Lane none = new Lane();
        for (int i = 0; i < CACHE.length; i++) {
            CACHE[i] = none;
        }
    }

    /** The thread that works on this lane at this moment; null while it is suppressed or a class initialiser runs on top. */
    Thread thread;
    final State state;
    final int id;
    /** Address of the struct rr_lane. */
    final long at;
    /** Lane number where the word of a chain has it. */
    final long word;
    /** This lane in a chain's set of readers; 0 for lanes above 63 and class lanes: their reads take a version over. */
    final long bit;
    /** Address of the highest counts of other lanes to which this one has an edge; 0 for class lanes. */
    final long seen;
    /** Edges logged, to write the time now and then. */
    int edges;
    /** Record: the chain that this lane has locked to read again what it guards; 0: none. */
    long reading;
    /** Record: so many meetings with other threads go by without a pause. */
    int calm;
    /** Record: hashes given to objects so far. */
    private long drawn;

    /** The number of the next reference with a queue, before it is spread: see {@link References#drawNumber}. */
    int references;

    /** Lanes that share chains for their new objects have this many lowest bits of their numbers in common. */
    private static final int PARTITION_BITS = 6;
    private static final int CHAINS_OF_ONE = Memory.CHAIN_BITS - PARTITION_BITS;

    private Lane() {
        state = null;
        id = 0;
        at = word = bit = seen = 0;
    }

    Lane(State state, int id) {
        this.state = state;
        this.id = id;
        at = Memory.laneAt(id);
        word = (long) id << Memory.OWNER_SHIFT;
        bit = id < Long.SIZE ? 1L << id : 0;
        seen = id < Memory.FIRST_CLASS_LANE ? Shim.seen(id) : 0;
    }

    /** The lane of the running thread, null where nothing is to be recorded. */
    @Hidden
    @ForceInline
    static Lane current() {
        Thread t = Thread.currentThread();
        Lane lane = CACHE[(int) U.getLong(t, TID) & CACHE_MASK];
        return lane.thread == t ? lane : Threads.current(t);
    }

    /**
     * A hash for an object that has none: the number of this lane's partition, the next one of its chains, and lower bits that mix the
     * count of hashes drawn. Never 0.
     */
    long drawHash() {
        long n = ++drawn;
        long chain = (long) (id & (1 << PARTITION_BITS) - 1) << CHAINS_OF_ONE | n & (1 << CHAINS_OF_ONE) - 1;
        long hash = chain << 31 - Memory.CHAIN_BITS | n * 0x9E3779B97F4A7C15L >>> 64 - (31 - Memory.CHAIN_BITS);
        return hash == 0 ? 1 : hash;
    }

    /**
     * Behind a volatile read on replay: counts the event if it was due. False: it is due now; the read has to
     * be made again, and counted.
     */
    @Hidden
    @ForceInline
    boolean read() {
        if (U.getLong(at + Memory.COUNT) < U.getLong(at + Memory.LIMIT)) {
            done();
            return true;
        }
        Shim.gate(at);
        return false;
    }

    /** Replay: returns when the next event of this lane is due. */
    @Hidden
    @ForceInline
    void gate() {
        if (U.getLong(at + Memory.COUNT) >= U.getLong(at + Memory.LIMIT)) {
            Shim.gate(at);
        }
    }

    /** The number of the event that this lane is about: entries are written for it, then it is counted. */
    @Hidden
    @ForceInline
    long next() {
        return U.getLong(at + Memory.COUNT) + 1;
    }

    /**
     * Counts one event. While recording this is its last act: other lanes sample the count, and must not see an event whose own
     * edges are still to be found, or two events could each come to stand before the other.
     */
    @Hidden
    @ForceInline
    long count() {
        long n = U.getLong(at + Memory.COUNT) + 1;
        U.putLong(at + Memory.COUNT, n);
        return n;
    }

    /** Replay: counts the event that the lane has just done, with nothing of it left to do. Here the lane can be made to wait at once. */
    @Hidden
    @ForceInline
    void done() {
        count();
        if (isToPause()) {
            Shim.pause(at, false);
        }
    }

    /**
     * Replay, between two events: whether what comes here is to wait as the next event does. Asked where a thread is about to use a
     * class for the first time, perhaps.
     */
    @Hidden
    @ForceInline
    boolean isToPause() {
        return U.getLong(at + Memory.COUNT) == U.getLong(at + Memory.PAUSE);
    }

    /**
     * Counts an event that has an incoming edge in the log. Behind it no event may hide in the store buffer: see
     * docs/architecture.md.
     */
    @Hidden
    @DontInline
    void countFenced() {
        count();
        U.fullFence();
    }

    /** Hooks on this thread pass until {@link #release()}: for calls of the JDK from inside a hook. */
    void hold() {
        thread = null;
        state.current = null;
        Slot.set(state.slot, null);
        U.putLong(state.cell + Memory.CELL_CURRENT, 0);
    }

    /** Ends {@link #hold()}. */
    void release() {
        state.current = this;
        thread = state.thread;
        Slot.set(state.slot, this);
        U.putLong(state.cell + Memory.CELL_CURRENT, at);
    }
}
