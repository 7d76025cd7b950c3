package rr.runtime;

import static rr.runtime.Memory.U;

import jdk.internal.misc.VM;
import jdk.internal.vm.annotation.Hidden;

/** The end of the process. */
public final class ExitHooks {
    private ExitHooks() {}

    /** The thread on which the VM ends the program after its last non-daemon thread. */
    private static Thread destroyer;

    /** {@code Shutdown.halt0}. */
    @Hidden
    public static void halt(int status) {
        Lane lane = Lane.current();
        if (lane == null) {
            Shim.halt(0, status);
            return;
        }
        last(lane, status);
        Shim.halt(lane.at, status);
    }

    /** The event that ends the process; on replay it comes last of all. */
    @Hidden
    private static void last(Lane lane, int status) {
        if (Mode.REPLAY) {
            lane.gate();
            lane.count();
            Tape.takeNumber(lane, Tape.HALT, Op.HALT);
        } else {
            Shim.endIo(lane.at);
            Shim.sampleAll(lane.at);
            Tape.number(lane, Tape.HALT, status);
            lane.count();
        }
    }

    /** {@code Shutdown.shutdown} begins: the VM calls it on a thread of its own once the last non-daemon thread has ended. */
    @Hidden
    public static void destroying() {
        Thread t = Thread.currentThread();
        if (Threads.find(t) != null) {
            return;
        }
        int id = Shim.laneOfKind(Threads.DESTROY);
        if (id != 0) {
            destroyer = t;
            State s = Threads.admit(t, id, Threads.DESTROY, 1, U.getLong(Memory.laneAt(1) + Memory.COUNT));
            if (!Mode.REPLAY) {
                Shim.sampleAll(s.own.at); // the VM has waited for the ends of all other threads but the daemons
            }
            Threads.bind(s);
        }
    }

    /** {@code VM.shutdown}: the last thing that Java does, unless a halt follows. Daemons go on until the VM has stopped them. */
    @Hidden
    public static void shutdown() {
        VM.shutdown();
        Thread t = Thread.currentThread();
        State s = t == destroyer ? Threads.find(t) : null;
        if (s != null && s.current != null) {
            last(s.current, 0);
            s.become(null, null);
        }
    }
}
