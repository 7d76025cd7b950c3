package rr.runtime;

import static rr.runtime.Memory.U;

import jdk.internal.vm.annotation.Hidden;

/** The end of the process. */
public final class ExitHooks {
    private ExitHooks() {}

    /** {@code Shutdown.halt0}. */
    @Hidden
    public static void halt(int status) {
        Lane lane = Lane.current();
        if (lane == null) {
            Shim.halt(0, status);
            return;
        }
        if (Mode.REPLAY) {
            lane.gate();
            lane.count();
            Tape.takeNumber(lane, Tape.HALT, Op.HALT);
        } else {
            Shim.sample(lane.at);
            Tape.number(lane, Tape.HALT, status);
            lane.count();
        }
        Shim.halt(lane.at, status);
    }

    /** {@code Shutdown.shutdown} begins: the VM calls it on a thread of its own once the last non-daemon thread has ended. */
    @Hidden
    public static void destroying() {
        Thread t = Thread.currentThread();
        if (Threads.find(t) != null) {
            return;
        }
        int id = Mode.REPLAY ? Shim.destroyLane() : Shim.newLane();
        if (id != 0) {
            Threads.bind(Threads.admit(t, id, Threads.DESTROY, 1, U.getLong(Memory.laneAt(1) + Memory.COUNT)));
        }
    }
}
