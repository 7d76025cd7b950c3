package rr.runtime;

import static rr.runtime.Memory.U;

import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.ForceInline;
import jdk.internal.vm.annotation.Hidden;

/**
 * What woven code calls around synchronisation: docs/architecture.md, "Weaving". One sequence for both modes; {@link Mode#REPLAY} is a
 * constant. All methods may run on any thread, also on those that are not recorded, where they do nothing.
 */
public final class Hooks {
    private Hooks() {}

    /** Before {@code monitorenter}: waits for the event's turn, or hashes the object while its header is still its own. */
    @Hidden
    @DontInline
    public static void monitorBegin(Object o) {
        Lane lane = Lane.current();
        if (lane == null || o == null) {
            return;
        }
        if (Mode.REPLAY) {
            lane.gate();
        } else {
            Chains.prepare(lane, o);
        }
    }

    /** After {@code monitorenter}. */
    @Hidden
    @DontInline
    public static void monitorEntered(Object o) {
        Lane lane = Lane.current();
        if (lane == null) {
            return;
        }
        if (Mode.REPLAY) {
            lane.done();
        } else {
            Chains.pass(lane, Chains.ofHeld(lane, o));
        }
    }

    /** At the start of a synchronized method, whose monitor the VM has entered already. */
    @Hidden
    @DontInline
    public static void methodEntered(Object o) {
        Lane lane = Lane.current();
        if (lane == null) {
            return;
        }
        if (Mode.REPLAY) {
            gateHolding(lane, o);
            lane.done();
        } else {
            Chains.pass(lane, Chains.ofHeld(lane, o));
        }
    }

    @Hidden
    @DontInline
    private static void gateHolding(Lane lane, Object o) {
        if (U.getLong(lane.at + Memory.COUNT) >= U.getLong(lane.at + Memory.LIMIT)) {
            Shim.gateReleasing(lane.at, o);
        }
    }

    /** Before {@code monitorexit}, and before a synchronized method leaves. */
    @Hidden
    @DontInline
    public static void monitorExiting(Object o) {
        Lane lane = Lane.current();
        if (lane == null || o == null) {
            return;
        }
        if (Mode.REPLAY) {
            lane.gate();
            lane.count();
        } else {
            Chains.pass(lane, Chains.ofHeld(lane, o));
        }
    }

    /** Behind a volatile read of a field of o: false when it has to be made once more, with {@link #readAgain()} behind it. */
    @Hidden
    @ForceInline
    public static boolean read(Object o) {
        Lane lane = Lane.current();
        if (lane == null || o == null) {
            return true;
        }
        return Mode.REPLAY ? lane.read() : Chains.read(lane, Chains.of(lane, o));
    }

    /** As {@link #read(Object)} for a static field. */
    @Hidden
    @ForceInline
    public static boolean readStatic(int key) {
        Lane lane = Lane.current();
        if (lane == null) {
            return true;
        }
        return Mode.REPLAY ? lane.read() : Chains.read(lane, Chains.ofKey(key));
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
    @ForceInline
    public static boolean readAt(Object o, long offset) {
        Lane lane = Lane.current();
        if (lane == null) {
            return true;
        }
        return Mode.REPLAY ? lane.read() : Chains.read(lane, Chains.ofAddress(lane, o, offset));
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
    @ForceInline
    public static int writeBegin(Object o) {
        Lane lane = Lane.current();
        if (lane == null || o == null) {
            return 0;
        }
        if (Mode.REPLAY) {
            return writeTurn(lane);
        }
        return Chains.writeBegin(lane, Chains.of(lane, o));
    }

    /** As {@link #writeBegin(Object)} for a static field. */
    @Hidden
    @ForceInline
    public static int writeBeginStatic(int key) {
        Lane lane = Lane.current();
        if (lane == null) {
            return 0;
        }
        if (Mode.REPLAY) {
            return writeTurn(lane);
        }
        return Chains.writeBegin(lane, Chains.ofKey(key));
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
    @ForceInline
    public static int writeBeginAt(Object o, long offset) {
        Lane lane = Lane.current();
        if (lane == null) {
            return 0;
        }
        if (Mode.REPLAY) {
            return writeTurn(lane);
        }
        return Chains.writeBegin(lane, Chains.ofAddress(lane, o, offset));
    }

    /** Counted when the write is done: until then the lane has not used its turn up, whatever keeps it. */
    @Hidden
    @ForceInline
    private static int writeTurn(Lane lane) {
        lane.gate();
        return 1;
    }

    /** After the write, also when it threw. */
    @Hidden
    @ForceInline
    public static void writeEnd(int token) {
        if (token == 0) {
            return;
        }
        if (Mode.REPLAY) {
            Lane.current().done();
        } else {
            Chains.writeEnd(token);
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
