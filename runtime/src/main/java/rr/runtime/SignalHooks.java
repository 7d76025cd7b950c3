package rr.runtime;

import static rr.runtime.Memory.U;

import jdk.internal.vm.annotation.Hidden;

/**
 * Signals that the program, or the VM's part in Java, handles. The VM's thread for them calls {@code Signal.dispatch}, which starts a thread for
 * the handler. While it does so it has a lane: the signal is an event of that lane, the handler's thread a child of it. On replay a
 * thread of the recorder is in its place: it dispatches what was recorded, when that is due, and signals that come for real are left alone.
 */
public final class SignalHooks implements Runnable {
    private SignalHooks() {}

    /** Not among the ids that threads of the program have, or the VM gives. */
    private static final long STAND_IN_ID = 1L << 41;
    private static final String DISPATCHER = "Signal Dispatcher";
    /** Replay: who dispatches; null if the recorded program got no signal. */
    private static Thread standIn;
    /** Record: who dispatches, null before the first signal. */
    private static Thread recorded;
    private static boolean begun;

    /** From now on signals are events. Called on the main thread. */
    static void begin() {
        int id = Mode.REPLAY ? Shim.laneOfKind(Threads.SIGNALS) : 0;
        if (id != 0) {
            Lane main = Lane.current();
            main.hold();
            try {
                Thread dispatcher = dispatcher();
                Thread t = new Thread(dispatcher.getThreadGroup(), new SignalHooks(), DISPATCHER, 0, false);
                U.putLong(t, Lane.TID, STAND_IN_ID);
                t.setDaemon(true); // as the handlers' threads are then
                t.setPriority(dispatcher.getPriority());
                t.setContextClassLoader(dispatcher.getContextClassLoader());
                standIn = t;
                Threads.admit(t, id, Threads.SIGNALS, main.id, 0);
                Shim.start0(t);
            } finally {
                main.release();
            }
        }
        begun = true;
    }

    /** The VM's own thread for signals; the running one where the VM has none. */
    private static Thread dispatcher() {
        for (Thread t : Thread.getAllStackTraces().keySet()) {
            if (DISPATCHER.equals(t.getName())) {
                return t;
            }
        }
        return Thread.currentThread();
    }

    /** Whether it is the thread that starts handlers, which the VM ends in the midst of its own end. */
    @Hidden
    static boolean dispatches(Thread t) {
        return t == recorded;
    }

    /** {@code Signal.dispatch} begins. True: it is not to go on. */
    @Hidden
    public static boolean dispatch(int number) {
        Thread t = Thread.currentThread();
        if (!begun || Mode.REPLAY) {
            return begun && t != standIn;
        }
        State s = Threads.find(t);
        if (s == null) {
            int id = Shim.laneOfKind(Threads.SIGNALS);
            if (id == 0) {
                return false;
            }
            s = Threads.admit(t, id, Threads.SIGNALS, 1, U.getLong(Memory.laneAt(1) + Memory.COUNT));
            Threads.bind(s);
            recorded = t;
        } else if (t == recorded) {
            s.become(s.own, null);
        } else {
            return false; // a thread of the program calls it by itself
        }
        Lane lane = s.own;
        Shim.sampleAll(lane.at);
        Tape.value(lane, Op.SIGNAL, number);
        lane.countFenced();
        return false;
    }

    /** {@code Signal.dispatch} ends. */
    @Hidden
    public static void dispatched() {
        Thread t = Thread.currentThread();
        if (t == recorded) {
            Threads.find(t).become(null, null); // what else the VM does on this thread is not recorded
        }
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
