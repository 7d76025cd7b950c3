package rr.runtime;

import static rr.runtime.Memory.U;

import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.Hidden;
import rr.runtime.races.Races;

/** The recorded threads: who has which lane, suppressed regions, class initialisers. */
final class Threads {
    private Threads() {}

    static final int MAIN = 1;
    static final int THREAD = 2;
    static final int DESTROY = 4;
    static final int SIGNALS = 5;
    static final int FINALIZER = 6;
    static final int CLEANER = 7;
    static final int AGENTS = 8;

    /** Open addressing by thread id; a removed state leaves REMOVED. Replaced as a whole when it grows. */
    private static volatile State[] table = new State[256];
    private static final State REMOVED = new State(null, -1);
    private static final Object LOCK = new Object();
    private static int used;
    /** Virtual threads of a JDK that starts them in a way that is not known: their events must not pass in silence. */
    private static final Class<?> VIRTUAL = since21("java.lang.VirtualThread");
    /** Threads of the JDK's scheduler, which never have a lane. */
    static final Class<?> CARRIER = since21("jdk.internal.misc.CarrierThread");

    private static Class<?> since21(String name) {
        try {
            return Runtime.version().feature() < 21 ? null : Class.forName(name, false, null);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    @Hidden
    static boolean isVirtual(Thread t) {
        return VIRTUAL != null && VIRTUAL.isInstance(t);
    }

    /** The state of a thread, null when it is not recorded. */
    @Hidden
    static State find(Thread t) {
        long tid = U.getLong(t, Lane.TID);
        State[] states = table;
        int mask = states.length - 1;
        for (int i = place(tid) & mask;; i = i + 1 & mask) {
            State s = states[i];
            if (s == null) {
                return null;
            }
            if (s.thread == t) {
                return s;
            }
        }
    }

    /** The slow half of {@link Lane#current()}. */
    @Hidden
    @DontInline
    static Lane current(Thread t) {
        if (t.getClass() == CARRIER) {
            return null;
        }
        State s = find(t);
        if (s == null) {
            if (isVirtual(t) && !VirtualHooks.used()) {
                Shim.refuse("virtual threads: found one of a JDK whose scheduler is not known; expected JDK 25; do run the program on that");
            }
            return null;
        }
        begin(s);
        Lane lane = s.current;
        if (lane == null) {
            if (s.pending == null) {
                return null;
            }
            lane = materialise(s);
            if (lane == null) {
                return null;
            }
        }
        Lane.CACHE[(int) s.tid & Lane.CACHE_MASK] = lane;
        return lane;
    }

    /** Called from native code when a library call is the first event of a class initialiser. */
    static void materialise() {
        State s = find(Thread.currentThread());
        if (s != null && s.pending != null) {
            materialise(s);
        }
    }

    @Hidden
    private static Lane materialise(State s) {
        Lane parent = s.enclosing();
        int id = Shim.classLane(s.pending, parent.id, U.getLong(parent.at + Memory.COUNT));
        Lane lane = id == 0 ? null : new Lane(s, id);
        s.become(lane, null);
        return lane;
    }

    /** Ids are given out one after the other, to threads without a state, too: mixed, so that these are not looked for among long runs. */
    @Hidden
    private static int place(long tid) {
        return (int) tid * 0x9E3779B9 >>> 8;
    }

    private static void put(State state) {
        synchronized (LOCK) {
            State[] states = table;
            if (2 * (used + 1) > states.length) {
                int live = 0;
                for (State s : states) {
                    live += s != null && s != REMOVED ? 1 : 0;
                }
                State[] fresh = new State[4 * live > states.length ? 2 * states.length : states.length];
                used = 0;
                for (State s : states) {
                    if (s != null && s != REMOVED) {
                        insert(fresh, s);
                    }
                }
                states = fresh;
            }
            insert(states, state);
            table = states;
        }
    }

    private static void insert(State[] states, State state) {
        int mask = states.length - 1;
        int i = place(state.tid) & mask;
        while (states[i] != null && states[i] != REMOVED) {
            i = i + 1 & mask;
        }
        used += states[i] == null ? 1 : 0;
        states[i] = state;
    }

    private static void remove(State state) {
        synchronized (LOCK) {
            State[] states = table;
            int mask = states.length - 1;
            for (int i = place(state.tid) & mask; states[i] != null; i = i + 1 & mask) {
                if (states[i] == state) {
                    states[i] = REMOVED;
                    return;
                }
            }
        }
    }

    /** The thread that works on a lane, null if none does. */
    static Thread threadOf(int lane) {
        for (State s : table) {
            if (s != null && s.own != null && s.own.id == lane) {
                return s.thread;
            }
        }
        return null;
    }

    /** There is no lane for one more. */
    static void refuseMore() {
        Shim.refuse("threads: found more than 16,383 alive; expected fewer; do run the program with fewer of them at a time");
    }

    /** A state whose lane is open; the thread itself still has to bind and begin. */
    static State admit(Thread t, int lane, int kind, int parent, long parentCount) {
        State s = new State(t, U.getLong(t, Lane.TID));
        String name = t.getName();
        Shim.openLane(lane, kind, parent, parentCount, name.isEmpty() ? "#".concat(String.valueOf(s.tid)) : name);
        s.own = new Lane(s, lane);
        s.current = s.own;
        if (Mode.OBSERVED) {
            s.clock = Races.admitted(t, lane, s.own.at, name);
        }
        put(s);
        return s;
    }

    /** First thing on a recorded thread: its first event. */
    static void bind(State s) {
        s.begun = true;
        s.cell = Shim.bindThread();
        s.slot = Slot.take(s.tid);
        Shim.begin(s.own.at);
        if (!Mode.REPLAY && isVirtual(s.thread)) {
            U.putInt(s.own.at + Memory.KERNEL_THREAD, 0); // its carrier's, which changes
        }
        s.become(s.own, null);
    }

    /**
     * Replay: the running thread, which the VM has started, gets the id that it had in the recording. If another has that here, which is not
     * recorded then, they exchange them: slots go by ids.
     */
    static void renumber(State s, long tid) {
        Lane lane = s.current;
        s.become(null, null);
        Slot.giveBack(s.slot);
        remove(s);
        for (Thread t : Thread.getAllStackTraces().keySet()) {
            if (U.getLong(t, Lane.TID) == tid) {
                U.putLong(t, Lane.TID, s.tid);
            }
        }
        s.tid = tid;
        U.putLong(s.thread, Lane.TID, tid);
        put(s);
        s.slot = Slot.take(tid);
        s.become(lane, null);
    }

    /** Called from native code on each new Java thread, before its run method. */
    static void began() {
        State s = find(Thread.currentThread());
        if (s != null) {
            begin(s);
        }
    }

    /** While the process is being ended by another thread, the VM does not tell any more that one begins: its first hook does. */
    @Hidden
    static void begin(State s) {
        if (!s.begun) {
            bind(s);
        }
    }

    /** The running thread's last event; later hooks on it pass. */
    static void ended(State s) {
        Lane lane = s.own;
        s.become(null, null);
        Slot.giveBack(s.slot);
        s.slot = 0;
        remove(s);
        Shim.end(lane.at);
    }

    /** Replay: waits if the lane that the running thread works on is to pause; does not begin that of a class initialiser. */
    @Hidden
    static void pauseInLoading() {
        State s = find(Thread.currentThread());
        if (s != null && s.cell != 0 && s.current != null && s.current.isToPause()) {
            Shim.pause(s.current.at, true);
        }
    }

    /** Hooks pass until {@link #resume()}. */
    @Hidden
    static void suppress() {
        State s = find(Thread.currentThread());
        if (s != null) {
            begin(s);
            s.enter(null);
        }
    }

    @Hidden
    static void resume() {
        State s = find(Thread.currentThread());
        if (s != null) {
            s.leave();
        }
    }

    @Hidden
    static void initBegin(String className) {
        State s = find(Thread.currentThread());
        if (s != null) {
            begin(s);
            s.enter(className);
        }
    }

    @Hidden
    static void initEnd() {
        State s = find(Thread.currentThread());
        if (s != null) {
            Lane was = s.leave();
            if (was != null) {
                Lane next = s.current != null ? s.current : s.enclosing();
                Shim.endClassLane(was.at, next.at);
            }
        }
    }

    /** Begins to record or replay on the calling thread, the main one: {@link Start}. */
    static void start() {
        Thread t = Thread.currentThread();
        int lane = Mode.REPLAY ? 1 : Shim.newLane();
        State s = admit(t, lane, MAIN, 0, 0);
        Shim.watchThreads();
        if (Mode.REPLAY) {
            Shim.startBaton();
        }
        bind(s);
    }
}
