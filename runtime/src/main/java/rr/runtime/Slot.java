package rr.runtime;

import static rr.runtime.Memory.U;

import jdk.internal.vm.annotation.ForceInline;
import jdk.internal.vm.annotation.Hidden;

/**
 * Where hooks find the running thread's lane: a table outside of the heap, by the low bits of the thread id, so that a look-up is a few
 * loads and one comparison for the compilers. A slot belongs to one thread as long as that lives, and only that thread changes it; a
 * thread whose slot another one has goes through {@link Lane#current()} each time.
 *
 * <pre>
 *    0  thread id while a lane is in use, else -1: suppressed, or nobody's. Not 0, which is the id of a thread that is being made
 *    8  address of the struct rr_lane
 *   16  the lane's number where the word of a chain has it
 *   24  the lane in a chain's set of readers, 0 if it has no place there
 *   32  id of the thread that has the slot, 0 for none
 * </pre>
 */
final class Slot {
    private Slot() {}

    private static final long MASK = 1023;
    /** A cache line each. */
    private static final int SIZE_SHIFT = 6;
    static final long AT = 8;
    static final long WORD = 16;
    static final long BIT = 24;
    private static final long HOLDER = 32;
    private static final long UNUSED = -1;
    private static final long TABLE = table();

    private static long table() {
        long bytes = MASK + 1 << SIZE_SHIFT;
        long at = U.allocateMemory(bytes + (1 << SIZE_SHIFT));
        at = at + (1 << SIZE_SHIFT) - 1 & -(1L << SIZE_SHIFT);
        U.setMemory(at, bytes, (byte) 0);
        for (long slot = at; slot < at + bytes; slot += 1 << SIZE_SHIFT) {
            U.putLong(slot, UNUSED);
        }
        return at;
    }

    /** The running thread's id. */
    @Hidden
    @ForceInline
    static long tid() {
        return U.getLong(Thread.currentThread(), Lane.TID);
    }

    /** The slot for threads with that id. It is the thread's, and a lane in use, if the id is in it. */
    @Hidden
    @ForceInline
    static long of(long tid) {
        return TABLE + ((tid & MASK) << SIZE_SHIFT);
    }

    /** Counts an event of the lane in the slot. */
    @Hidden
    @ForceInline
    static void count(long slot) {
        long at = U.getLong(slot + AT);
        U.putLong(at + Memory.COUNT, U.getLong(at + Memory.COUNT) + 1);
    }

    /** Counts an event with nothing of it left to do; on replay the lane may have to wait there: {@link Lane#done()}. */
    @Hidden
    @ForceInline
    static void done(long slot) {
        count(slot);
        if (Mode.REPLAY) {
            pause(slot);
        }
    }

    /** Replay, between two events: waits if the lane in the slot is to: {@link Lane#isToPause()}. */
    @Hidden
    @ForceInline
    static void pause(long slot) {
        long at = U.getLong(slot + AT);
        if (U.getLong(at + Memory.COUNT) == U.getLong(at + Memory.PAUSE)) {
            Shim.pause(at, false);
        }
    }

    /** Replay: whether the next event of the lane in the slot is due. */
    @Hidden
    @ForceInline
    static boolean isDue(long slot) {
        long at = U.getLong(slot + AT);
        return U.getLong(at + Memory.COUNT) < U.getLong(at + Memory.LIMIT);
    }

    /** Whether another thread has the slot that the thread with that id would have. */
    @Hidden
    static boolean isOfAnother(long slot, long tid) {
        return U.getLong(slot + HOLDER) != tid;
    }

    /** Takes the slot for the thread with that id; 0 if another one has it. */
    static long take(long tid) {
        long slot = of(tid);
        return U.compareAndSetLong(null, slot + HOLDER, 0, tid) ? slot : 0;
    }

    /** Gives it back. */
    static void giveBack(long slot) {
        if (slot != 0) {
            U.putLong(slot, UNUSED);
            U.putLongRelease(null, slot + HOLDER, 0);
        }
    }

    /** From here on the running thread, which has the slot, works on that lane; null: on none. */
    static void set(long slot, Lane lane) {
        if (slot == 0) {
            return;
        }
        U.putLong(slot, UNUSED);
        if (lane != null) {
            U.putLong(slot + AT, lane.at);
            U.putLong(slot + WORD, lane.word);
            U.putLong(slot + BIT, lane.bit);
            U.putLong(slot, U.getLong(slot + HOLDER));
        }
    }
}
