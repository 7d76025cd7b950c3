package rr.runtime;

import static rr.runtime.Memory.U;

import rr.runtime.races.ThreadClock;

/** What the recorder knows of one thread of the program. Changed by that thread alone (and by its parent before it starts). */
final class State {
    final Thread thread;
    /** The thread's id. */
    long tid;
    /** In an observed replay: the thread's vector clock. */
    ThreadClock clock;
    /** The thread's own lane. */
    Lane own;
    /** The lane on which the thread works now: its own, a class initialiser's, or null. */
    Lane current;
    /** Name of the class whose initialiser runs and had no event yet, else null. */
    String pending;
    /** Who carries the virtual thread at this moment; null for other threads. */
    Thread carrier;
    /** Address of the native cell: of the thread, or of the one that carries it; 0: none. */
    long cell;
    /** The thread's {@link Slot}, 0: none. */
    long slot;
    /** The thread's first event was made. */
    boolean begun;
    /** Its last event is being made: set before that is published on the thread's chain. */
    boolean ending;
    /** Of a virtual thread: it sleeps, and has come so far as to wait. */
    boolean sleeping;
    boolean slept;
    /** What the present body is, and the token of its write: {@link VirtualBodies}. */
    int heldFor;
    int token;
    /** The woven file of a hidden class that is on its way into the JDK: {@link HiddenClasses}. */
    byte[] defining;
    private Lane held;
    private int nested;

    /** An owner, and each lane that a chain may know as a reader, each with a class initialiser that ended on it. */
    private static final int MOST_STOLEN = 2 * (1 + Long.SIZE);

    /** Scratch of {@link Chains#steal}. */
    final int[] stealFrom = new int[MOST_STOLEN];
    final long[] stealCounts = new long[MOST_STOLEN];

    private Lane[] lanes = new Lane[8];
    private String[] names = new String[8];
    private final Randomness randomness = new Randomness();
    private int depth;

    State(Thread thread, long tid) {
        this.thread = thread;
        this.tid = tid;
    }

    /** The thread is going to run on this carrier, which has this native cell. */
    void mount(Thread who, long itsCell) {
        carrier = who;
        Randomness.toCarrier(thread, who);
        cell = itsCell;
        tell(current, pending);
    }

    /** It leaves the carrier. */
    void unmount() {
        tell(null, null);
        cell = 0;
        Randomness.fromCarrier(thread, carrier);
        Randomness.begin(carrier, true);
        carrier = null;
    }

    /** Hooks pass until {@link #unhold()}. */
    void hold(Lane lane, int what) {
        held = lane;
        heldFor = what;
        lane.hold();
    }

    /** A body of a kind that ends with {@link #unhold()} runs inside of another. Always false. */
    boolean nest() {
        nested += held == null ? 0 : 1;
        return false;
    }

    /** Ends {@link #hold}: the lane to release, null if none is or if this is the end of a nested body. */
    Lane unhold() {
        if (nested > 0) {
            nested--;
            return null;
        }
        Lane lane = held;
        held = null;
        return lane;
    }

    private void push() {
        if (depth == lanes.length) {
            Lane[] moreLanes = new Lane[2 * depth];
            String[] moreNames = new String[2 * depth];
            for (int i = 0; i < depth; i++) {
                moreLanes[i] = lanes[i];
                moreNames[i] = names[i];
            }
            lanes = moreLanes;
            names = moreNames;
        }
        if (carrier != null) {
            Randomness.fromCarrier(thread, carrier);
        }
        randomness.save(thread, depth);
        lanes[depth] = current;
        names[depth++] = pending;
    }

    /** From here on nothing is recorded, or (name given) the class initialiser's events are, on a lane of their own. */
    void enter(String name) {
        push();
        Randomness.begin(thread, name == null);
        if (carrier != null) {
            Randomness.toCarrier(thread, carrier);
        }
        become(null, name);
    }

    /** Ends {@link #enter}; returns the class lane that was in use, or null. */
    Lane leave() {
        if (depth == 0) {
            return null; // entered before this thread was recorded
        }
        Lane was = current;
        String name = names[--depth];
        Lane lane = lanes[depth];
        lanes[depth] = null;
        names[depth] = null;
        randomness.restore(thread, depth);
        if (carrier != null) {
            Randomness.toCarrier(thread, carrier);
        }
        become(lane, name);
        return was;
    }

    /** The innermost lane below the present one. */
    Lane enclosing() {
        for (int i = depth - 1; i >= 0; i--) {
            if (lanes[i] != null) {
                return lanes[i];
            }
        }
        return own;
    }

    void become(Lane lane, String name) {
        if (current != null) {
            current.thread = null;
        }
        current = lane;
        pending = name;
        if (lane != null) {
            lane.thread = thread;
        }
        Slot.set(slot, lane);
        tell(lane, name);
    }

    private void tell(Lane lane, String name) {
        if (cell != 0) {
            U.putLong(cell + Memory.CELL_CURRENT, lane == null ? 0 : lane.at);
            U.putLong(cell + Memory.CELL_PENDING, name == null ? 0 : 1);
        }
    }
}
