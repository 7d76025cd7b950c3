package rr.runtime;

import static rr.runtime.Memory.U;

import jdk.internal.vm.annotation.Hidden;

/**
 * A thread of the VM that runs code of the program now and then, and has a lane of a kind of its own while it does. On replay a
 * thread of the recorder stands in for it, with its group, priority and class loader, which threads that the program starts there inherit.
 */
final class VmThread {
    /** Not among the ids that threads of the program have, or the VM gives. */
    private static final long FIRST_STAND_IN_ID = 1L << 41;
    private static final String SIGNAL_DISPATCHER = "Signal Dispatcher";

    private final int kind;
    private final String name;
    /** Replay: who stands in; null if the recorded thread never had a lane. */
    private Thread standIn;
    /** Record: who has the lane, null before the first time. */
    private Thread recorded;

    VmThread(int kind, String name) {
        this.kind = kind;
        this.name = name;
    }

    /** Replay: starts the stand-in, if there is anything for it to do. Called on the main thread, before the program runs. */
    void stand(Runnable instead) {
        int id = Shim.laneOfKind(kind);
        if (id == 0) {
            return;
        }
        Lane main = Lane.current();
        main.hold();
        try {
            Thread model = model();
            Thread t = new Thread(model.getThreadGroup(), instead, name, 0, false);
            U.putLong(t, Lane.TID, FIRST_STAND_IN_ID + kind);
            t.setDaemon(true); // as threads that it starts are then
            t.setPriority(model.getPriority());
            t.setContextClassLoader(model.getContextClassLoader());
            standIn = t;
            Threads.admit(t, id, kind, main.id, 0);
            Shim.start0(t);
        } finally {
            main.release();
        }
    }

    /** The VM's thread that dispatches signals, and makes the others of its kind; the running one where the VM has none. */
    private static Thread model() {
        for (Thread t : Thread.getAllStackTraces().keySet()) {
            if (SIGNAL_DISPATCHER.equals(t.getName())) {
                return t;
            }
        }
        return Thread.currentThread();
    }

    @Hidden
    boolean isStandIn(Thread t) {
        return t == standIn;
    }

    /** Whether it is the VM's thread, which has had a lane. */
    @Hidden
    boolean isRecorded(Thread t) {
        return t == recorded;
    }

    /** Record: the running thread, one of the VM's, gets the lane; null if it is another thread, or if there are no more lanes. */
    Lane enter() {
        Thread t = Thread.currentThread();
        State s = Threads.find(t);
        if (s == null) {
            int id = recorded != null ? 0 : Shim.laneOfKind(kind);
            if (id == 0) {
                return null;
            }
            s = Threads.admit(t, id, kind, 1, U.getLong(Memory.laneAt(1) + Memory.COUNT));
            Threads.bind(s);
            recorded = t;
        } else if (t == recorded) {
            s.become(s.own, null);
        } else {
            return null; // a thread of the program
        }
        return s.own;
    }

    /** Record: what else the VM does on the running thread is not recorded. */
    void leave() {
        Thread t = Thread.currentThread();
        if (t == recorded) {
            Threads.find(t).become(null, null);
        }
    }
}
