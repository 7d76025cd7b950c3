package rr.runtime;

import jdk.internal.vm.annotation.Hidden;

/**
 * Signals that the program, or the VM's part in Java, handles. The VM's thread for them calls {@code Signal.dispatch}, which starts a thread for
 * the handler. While it does so it has a lane: the signal is an event of that lane, the handler's thread a child of it. On replay a
 * thread of the recorder is in its place: it dispatches what was recorded, when that is due, and signals that come for real are left alone.
 */
public final class SignalHooks implements Runnable {
    private static final VmThread DISPATCHER = new VmThread(Threads.SIGNALS, "Signal Dispatcher");
    private static boolean begun;

    private SignalHooks() {}

    /** From now on signals are events. Called on the main thread. */
    static void begin() {
        if (Mode.REPLAY) {
            DISPATCHER.stand(new SignalHooks());
        }
        begun = true;
    }

    /** Whether it is the thread that starts handlers, which the VM ends in the midst of its own end. */
    @Hidden
    static boolean dispatches(Thread t) {
        return DISPATCHER.isRecorded(t);
    }

    /** {@code Signal.dispatch} begins. True: it is not to go on. */
    @Hidden
    public static boolean dispatch(int number) {
        if (!begun || Mode.REPLAY) {
            return begun && !DISPATCHER.isStandIn(Thread.currentThread());
        }
        Lane lane = DISPATCHER.enter();
        if (lane == null) {
            return false; // a thread of the program calls it by itself
        }
        Shim.sampleAll(lane.at);
        Tape.value(lane, Op.SIGNAL, number);
        lane.countFenced();
        return false;
    }

    /** {@code Signal.dispatch} ends. */
    @Hidden
    public static void dispatched() {
        DISPATCHER.leave();
    }

    /** Replay: dispatches the recorded signals, then waits for a turn that does not come. */
    @Override
    public void run() {
        Lane lane = Lane.current();
        while (true) {
            lane.gate();
            lane.count();
            Shim.dispatch((int) Tape.takeValue(lane, Op.SIGNAL));
        }
    }
}
