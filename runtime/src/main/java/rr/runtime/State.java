package rr.runtime;

import static rr.runtime.Memory.U;

/** What the recorder knows of one thread of the program. Changed by that thread alone (and by its parent before it starts). */
final class State {
    final Thread thread;
    final long tid;
    /** The thread's own lane. */
    Lane own;
    /** The lane on which the thread works now: its own, a class initialiser's, or null. */
    Lane current;
    /** Name of the class whose initialiser runs and had no event yet, else null. */
    String pending;
    /** Address of the native cell, 0 until the thread runs. */
    long cell;

    /** An owner and 63 readers, each with a class initialiser that ended on it. */
    private static final int MOST_STOLEN = 128;

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
        randomness.save(thread, depth);
        lanes[depth] = current;
        names[depth++] = pending;
    }

    /** From here on nothing is recorded, or (name given) the class initialiser's events are, on a lane of their own. */
    void enter(String name) {
        push();
        Randomness.begin(thread, name == null);
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
        if (cell != 0) {
            U.putLong(cell + Memory.CELL_CURRENT, lane == null ? 0 : lane.at);
            U.putLong(cell + Memory.CELL_PENDING, name == null ? 0 : 1);
        }
    }
}
