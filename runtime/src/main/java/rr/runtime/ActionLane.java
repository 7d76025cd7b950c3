package rr.runtime;

import static rr.runtime.Memory.U;

import java.lang.ref.Reference;
import jdk.internal.vm.annotation.Hidden;

/**
 * The lane of a thread of the JDK's own that runs what the collector causes. The thread is on it only while it runs an action for a reference
 * of the program's; what else it does is not recorded. That it begins with one is an event, which has the reference's number.
 */
final class ActionLane {
    /** How long a replay waits for a reference to be made, which should be there. */
    private static final long PATIENCE_NANOS = 2_000_000_000;

    /** Set once the program begins. */
    private static boolean begun;

    private final int kind;
    /** That of the thread, null before its first action (record), before it is due (replay). */
    private State state;

    ActionLane(int kind) {
        this.kind = kind;
    }

    /** From now on actions are events. */
    static void begin() {
        begun = true;
    }

    /** Replay: whether the recorded thread ran any action of the program's. */
    boolean isRecorded() {
        return Shim.laneOfKind(kind) != 0;
    }

    /**
     * Record: the running thread has got this reference from its queue, and works on the lane until {@link #leave()}. The collection lies
     * before that, and what others did with the referent before the collection. False: the reference was made where nothing is recorded.
     */
    @Hidden
    boolean take(Reference<?> reference) {
        int number = begun ? References.numberOf(reference) : 0;
        if (number == 0) {
            return false;
        }
        if (state == null) {
            open(U.getLong(Memory.laneAt(1) + Memory.COUNT));
        } else {
            state.leave();
        }
        Lane lane = state.own;
        Shim.sampleAll(lane.at);
        Tape.value(lane, Op.REFERENCE_TAKEN, number);
        lane.countFenced();
        return true;
    }

    /** The running thread gets its lane; on replay it waits until its first event is due. */
    @Hidden
    void open(long parentCount) {
        Thread t = Thread.currentThread();
        int id = Shim.laneOfKind(kind);
        if (id == 0) {
            Threads.refuseMore();
        }
        Randomness.begin(t, false); // whatever the JDK has used it for before
        State s = Threads.admit(t, id, kind, 1, parentCount);
        Threads.bind(s);
        state = s;
        Lane lane = s.own;
        if (Mode.REPLAY) {
            lane.gate();
        }
        long tid = Tape.exchange(lane, Op.THREAD_ID, s.tid); // they depend on how many threads the VM itself has
        if (tid != s.tid) {
            Threads.renumber(s, tid);
        }
    }

    /** What the running thread does from here on is not recorded. */
    @Hidden
    void leave() {
        state.enter(null);
    }

    /** Ends {@link #leave()}. */
    @Hidden
    void enter() {
        state.leave();
    }

    /** Replay, on the lane: waits until the next action is due. Returns the reference. */
    @Hidden
    Reference<?> next() {
        Lane lane = state.own;
        lane.gate();
        lane.count();
        int number = (int) Tape.takeValue(lane, Op.REFERENCE_TAKEN);
        if (lane.isToPause()) {
            Shim.pause(lane.at, false);
        }
        Reference<?> reference = TakenReferences.take(number);
        if (reference == null) {
            reference = await(lane, number);
        }
        return reference;
    }

    /** Its maker has had the turn for that, but may have been kept on its way. */
    @Hidden
    private static Reference<?> await(Lane lane, int number) {
        Reference<?> reference = null;
        lane.hold();
        try {
            long end = System.nanoTime() + PATIENCE_NANOS;
            while (reference == null && System.nanoTime() < end) {
                Thread.yield();
                reference = TakenReferences.take(number);
            }
        } finally {
            lane.release();
        }
        if (reference == null) {
            Shim.diverge(lane.at, "expected the action of a reference, found that nobody has made the one with its number");
        }
        return reference;
    }
}
