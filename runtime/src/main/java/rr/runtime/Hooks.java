package rr.runtime;

import static rr.runtime.Memory.U;

import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.Hidden;

/**
 * What woven code calls around synchronisation: docs/architecture.md, "Weaving". One sequence for both modes; {@link Mode#REPLAY} is a
 * constant. All methods may run on any thread, also on those that are not recorded, where they do nothing.
 *
 * <p>Each hook is a straight line for the usual case and one call for all others, because calls are what costs the compilers time. Those
 * that are used most are left to the compilers' own judgement: too long for the first compiler to inline, so that code which still runs
 * there calls the optimised hook, and short enough for the second one where it is hot.
 */
public final class Hooks {
    private Hooks() {}

    /** Before {@code monitorenter}: on replay waits for the event's turn. */
    @Hidden
    public static void monitorBegin(Object o) {
        if (Mode.REPLAY) {
            monitorTurn(o);
        } else {
            Noise.passing();
        }
    }

    @Hidden
    @DontInline
    private static void monitorTurn(Object o) {
        Lane lane = Lane.current();
        if (lane != null && o != null) {
            lane.gate();
        }
    }

    /** After {@code monitorenter}. */
    @Hidden
    @DontInline
    public static void monitorEntered(Object o) {
        long tid = Slot.tid();
        long slot = Slot.of(tid);
        if (U.getLong(slot) == tid && (Mode.REPLAY || Chains.isHeldBy(slot, o))) {
            Slot.done(slot);
        } else {
            passSlow(o);
        }
    }

    /** At the start of a synchronized method, whose monitor the VM has entered already. */
    @Hidden
    @DontInline
    public static void methodEntered(Object o) {
        long tid = Slot.tid();
        long slot = Slot.of(tid);
        if (U.getLong(slot) == tid && (Mode.REPLAY ? Slot.isDue(slot) : Chains.isHeldBy(slot, o))) {
            Slot.done(slot);
        } else if (Mode.REPLAY) {
            gateHolding(o);
        } else {
            passSlow(o);
        }
    }

    @Hidden
    @DontInline
    private static void gateHolding(Object o) {
        Lane lane = Lane.current();
        if (lane == null) {
            return;
        }
        if (U.getLong(lane.at + Memory.COUNT) >= U.getLong(lane.at + Memory.LIMIT)) {
            Shim.gateReleasing(lane.at, o);
        }
        lane.done();
    }

    /** Before {@code monitorexit}, and before a synchronized method leaves. */
    @Hidden
    @DontInline
    public static void monitorExiting(Object o) {
        long tid = Slot.tid();
        long slot = Slot.of(tid);
        if (U.getLong(slot) == tid && o != null && (Mode.REPLAY ? Slot.isDue(slot) : Chains.isHeldBy(slot, o))) {
            Slot.count(slot);
        } else if (Mode.REPLAY) {
            exitSlow(o);
        } else {
            passSlow(o);
        }
    }

    @Hidden
    @DontInline
    private static void passSlow(Object o) {
        Lane lane = Lane.current();
        if (lane == null || o == null) {
            return;
        }
        if (Mode.REPLAY) {
            lane.done();
        } else {
            Chains.pass(lane, ChainOf.held(lane, o));
        }
    }

    @Hidden
    @DontInline
    private static void exitSlow(Object o) {
        Lane lane = Lane.current();
        if (lane != null && o != null) {
            lane.gate();
            lane.count();
        }
    }

    /** Behind a volatile read of a field of o: false when it has to be made once more, with {@link #readAgain()} behind it. */
    @Hidden
    public static boolean read(Object o) {
        long tid = Slot.tid();
        long slot = Slot.of(tid);
        if (U.getLong(slot) == tid && o != null && (Mode.REPLAY ? Slot.isDue(slot) : Chains.mayRead(slot, ChainOf.unlocked(o)))) {
            Slot.done(slot);
            return true;
        }
        return readSlow(o);
    }

    @Hidden
    @DontInline
    private static boolean readSlow(Object o) {
        Lane lane = Lane.current();
        if (lane == null || o == null) {
            return true;
        }
        return Mode.REPLAY ? lane.read() : Chains.read(lane, ChainOf.object(lane, o));
    }

    /** As {@link #read(Object)} for a static field. */
    @Hidden
    public static boolean readStatic(int key) {
        long tid = Slot.tid();
        long slot = Slot.of(tid);
        if (U.getLong(slot) == tid && (Mode.REPLAY ? Slot.isDue(slot) : Chains.mayRead(slot, ChainOf.key(key)))) {
            Slot.done(slot);
            return true;
        }
        return readStaticSlow(key);
    }

    @Hidden
    @DontInline
    private static boolean readStaticSlow(int key) {
        Lane lane = Lane.current();
        if (lane == null) {
            return true;
        }
        return Mode.REPLAY ? lane.read() : Chains.read(lane, ChainOf.key(key));
    }

    /** As {@link #read(Object)} for an access through a VarHandle that has no coordinates. */
    @Hidden
    public static boolean readHandle(Object handle) {
        Lane lane = Lane.current();
        if (lane == null || handle == null) {
            return true;
        }
        return Mode.REPLAY ? lane.read() : Chains.read(lane, Statics.chainOfHandle(lane, handle));
    }

    /** As {@link #read(Object)} for an access by Unsafe; o may be null: memory outside the heap. */
    @Hidden
    public static boolean readAt(Object o, long offset) {
        long tid = Slot.tid();
        long slot = Slot.of(tid);
        if (U.getLong(slot) == tid && o != null
                && (Mode.REPLAY ? Slot.isDue(slot) : !(o instanceof Class) && Chains.mayRead(slot, ChainOf.unlocked(o)))) {
            Slot.done(slot);
            return true;
        }
        return readAtSlow(o, offset);
    }

    @Hidden
    @DontInline
    private static boolean readAtSlow(Object o, long offset) {
        Lane lane = Lane.current();
        if (lane == null) {
            return true;
        }
        return Mode.REPLAY ? lane.read() : Chains.read(lane, ChainOf.address(lane, o, offset));
    }

    /** Behind a read that was made for the second time. */
    @Hidden
    @DontInline
    public static void readAgain() {
        Lane lane = Lane.current();
        if (Mode.REPLAY) {
            lane.done();
        } else {
            Chains.finishRead(lane);
        }
    }

    /** Before a volatile write, CAS or other atomic update of a field of o. The token goes to {@link #writeEnd}. */
    @Hidden
    public static int writeBegin(Object o) {
        long tid = Slot.tid();
        long slot = Slot.of(tid);
        if (U.getLong(slot) == tid && o != null) {
            if (Mode.REPLAY) {
                if (Slot.isDue(slot)) {
                    return REPLAYED;
                }
            } else {
                long chain = ChainOf.unlocked(o);
                if (Chains.takeBiased(slot, chain)) {
                    return Chains.tokenOf(slot);
                }
            }
        }
        return writeBeginSlow(o);
    }

    @Hidden
    @DontInline
    private static int writeBeginSlow(Object o) {
        Lane lane = Lane.current();
        if (lane == null || o == null) {
            return 0;
        }
        return Mode.REPLAY ? writeTurn(lane) : Chains.writeBegin(lane, ChainOf.object(lane, o));
    }

    /** As {@link #writeBegin(Object)} for a static field. */
    @Hidden
    @DontInline
    public static int writeBeginStatic(int key) {
        Lane lane = Lane.current();
        if (lane == null) {
            return 0;
        }
        return Mode.REPLAY ? writeTurn(lane) : Chains.writeBegin(lane, ChainOf.key(key));
    }

    /** As {@link #writeBegin(Object)} for an access through a VarHandle that has no coordinates. */
    @Hidden
    public static int writeBeginHandle(Object handle) {
        Lane lane = Lane.current();
        if (lane == null || handle == null) {
            return 0;
        }
        Statics.initialise(handle);
        if (Mode.REPLAY) {
            return writeTurn(lane);
        }
        return Chains.writeBegin(lane, Statics.chainOfHandle(lane, handle));
    }

    /** As {@link #writeBegin(Object)} for an access by Unsafe; o may be null: memory outside the heap. */
    @Hidden
    public static int writeBeginAt(Object o, long offset) {
        long tid = Slot.tid();
        long slot = Slot.of(tid);
        if (U.getLong(slot) == tid && o != null) {
            if (Mode.REPLAY) {
                if (Slot.isDue(slot)) {
                    return REPLAYED;
                }
            } else if (!(o instanceof Class)) {
                long chain = ChainOf.unlocked(o);
                if (Chains.takeBiased(slot, chain)) {
                    return Chains.tokenOf(slot);
                }
            }
        }
        return writeBeginAtSlow(o, offset);
    }

    @Hidden
    @DontInline
    private static int writeBeginAtSlow(Object o, long offset) {
        Lane lane = Lane.current();
        if (lane == null) {
            return 0;
        }
        return Mode.REPLAY ? writeTurn(lane) : Chains.writeBegin(lane, ChainOf.address(lane, o, offset));
    }

    /** Token of a write on replay. */
    private static final int REPLAYED = 1;

    /** Counted when the write is done: until then the lane has not used its turn up, whatever keeps it. */
    @Hidden
    private static int writeTurn(Lane lane) {
        lane.gate();
        return REPLAYED;
    }

    /** Behind a write to a field, or to an element, that is known to race. */
    @Hidden
    public static void raced() {
        if (!Mode.REPLAY) {
            Noise.raced();
        }
    }

    /** After the write, also when it threw. */
    @Hidden
    public static void writeEnd(int token) {
        if (token < 0) {
            long lane = Chains.laneOfToken(token);
            U.putLong(lane + Memory.COUNT, U.getLong(lane + Memory.COUNT) + 1);
            U.putLongRelease(null, lane + Memory.WRITING, 0);
        } else if (token != 0) {
            writeEndSlow(token);
        }
    }

    @Hidden
    @DontInline
    private static void writeEndSlow(int token) {
        if (Mode.REPLAY) {
            Lane.current().done();
        } else {
            Chains.writeEndShared(token);
        }
    }

    /** A class initialiser begins. */
    @Hidden
    public static void initBegin(String className) {
        Threads.initBegin(className);
    }

    /** It is done, or threw. */
    @Hidden
    public static void initEnd() {
        Threads.initEnd();
    }

    /**
     * Replay, in the program's classes: what comes next uses another class, perhaps for the first time. If another thread is to initialise
     * classes before, this is the place to wait for it.
     */
    @Hidden
    public static void firstUse() {
        long tid = Slot.tid();
        long slot = Slot.of(tid);
        if (U.getLong(slot) == tid) {
            Slot.pause(slot);
        } else if (Slot.isOfAnother(slot, tid)) {
            Observed.pause();
        }
    }

    /** A region begins that the VM enters on its own account: hooks pass. */
    @Hidden
    public static void suppress() {
        Threads.suppress();
    }

    /** It ends. */
    @Hidden
    public static void resume() {
        Threads.resume();
    }
}
