package rr.runtime;

import static rr.runtime.Memory.U;

import java.lang.reflect.Array;
import jdk.internal.vm.annotation.ForceInline;
import jdk.internal.vm.annotation.Hidden;
import rr.runtime.races.ThreadClock;

/** What the race finder, which is a package of its own, needs of the runtime. */
public final class Observed {
    private Observed() {}

    /** The upper bits of hashes that the race finder gives to objects. */
    private static final int OWN_MARK = 0x58000000;
    private static final int OWN_BITS = 25;
    private static long hashes;

    /** The clock of the running thread; null while nothing of it is recorded. */
    @Hidden
    @ForceInline
    public static ThreadClock clock() {
        Thread t = Thread.currentThread();
        Lane lane = Lane.CACHE[(int) U.getLong(t, Lane.TID) & Lane.CACHE_MASK];
        return lane.thread == t ? lane.state.clock : clockOf(t);
    }

    /** Never begins the lane of a class initialiser: a plain access is no event. */
    @Hidden
    private static ThreadClock clockOf(Thread t) {
        State s = Threads.find(t);
        return s == null || !s.begun || s.current == null && s.pending == null ? null : s.clock;
    }

    /** Where a lane counts its events. */
    public static final long COUNT = Memory.COUNT;

    /** A counter outside of the heap. */
    @Hidden
    @ForceInline
    public static long count(long at, long offset) {
        return U.getLong(at + offset);
    }

    /** Whether a hash was given to its object here, and not by the program: it may be replaced. */
    static boolean isOwn(int hash) {
        return (hash & -1 << OWN_BITS) == OWN_MARK;
    }

    /** The identity hash of an object. One that has none gets one here; used under one lock. */
    @Hidden
    public static int hash(Object o) {
        for (int tries = 0; tries < 3; tries++) {
            long mark = U.getLong(o, 0L);
            if ((mark & ChainOf.PLACE) == ChainOf.IN_PLACE && (mark & Memory.HASH_BITS) != 0) {
                return (int) (mark >>> Memory.HASH_SHIFT) & 0x7fffffff;
            }
            if (!ChainOf.takesHash(mark)) {
                break;
            }
            // Not that of a class of arrays, which nobody tells of when it is made: the recording may have another one for it.
            boolean made = o instanceof Enum || o instanceof Class<?> && !((Class<?>) o).isArray();
            long hash = made ? HashHooks.madeHash(o) : OWN_MARK | ++hashes * 0x9E3779B97F4A7C15L >>> 64 - OWN_BITS;
            U.compareAndSetLong(o, 0L, mark, mark | hash << Memory.HASH_SHIFT);
        }
        return System.identityHashCode(o);
    }

    /** The length of any array. */
    @Hidden
    public static int length(Object array) {
        return Array.getLength(array);
    }

    /** Address of what counts how often a thread lane has sent something; how often it has received something stands behind it. */
    public static long ioMarks(int lane) {
        return IO_MARKS + ((long) lane << 4);
    }

    private static final long IO_MARKS = Shim.ioMarks();

    /** What stands for the field of a VarHandle without coordinates. */
    @Hidden
    public static int keyOfHandle(Object handle) {
        if (handle == null) {
            return 0;
        }
        Class<?> declaring = Statics.classOfHandle(handle);
        return declaring == null ? hash(handle) : declaring.getName().hashCode();
    }

    /** From here on nothing that the running thread does is the program's. */
    @Hidden
    public static void suppress() {
        Threads.suppress();
    }

    /** Ends {@link #suppress()}. */
    @Hidden
    public static void resume() {
        Threads.resume();
    }

    /**
     * Between two events: waits if what comes before the next one of the lane on which the thread works is to wait, too. In a class
     * initialiser that is the initialiser's lane: the one that it interrupts may be due to wait until the initialiser is done.
     */
    @Hidden
    public static void pause() {
        Thread t = Thread.currentThread();
        Lane lane = Lane.CACHE[(int) U.getLong(t, Lane.TID) & Lane.CACHE_MASK];
        if (lane.thread == t && lane.isToPause()) {
            Shim.pause(lane.at, false);
        }
    }

    /** Notes an access to something that races, behind an event of a lane. Used under one lock. */
    @Hidden
    public static void access(int lane, long event, int place, boolean writes) {
        long number = U.getLong(ACCESSES);
        long row = ACCESSES + ACCESSES_HEAD + (number & ACCESSES_MASK) * 2 * Long.BYTES;
        U.putLong(row, event << Short.SIZE | lane);
        U.putLong(row + Long.BYTES, (long) place << 1 | (writes ? 1 : 0));
        U.putLong(ACCESSES, number + 1);
    }

    private static final long ACCESSES = Shim.accesses();
    private static final long ACCESSES_HEAD = 64;
    private static final long ACCESSES_MASK = (1 << 16) - 1;

    /** Appends to the file with what was found. */
    public static void report(byte[] text) {
        Shim.report(text);
    }
}
