package rr.runtime;

import static rr.runtime.Memory.U;

import jdk.internal.vm.annotation.Hidden;

/** What natives answer from the VM's own books: called behind the native, in both modes, with its answer; gives the recorded one. */
public final class ValueHooks {
    private ValueHooks() {}

    /** The fields of {@code java.lang.management.MemoryUsage}. */
    private static final String[] MEMORY = {"init", "used", "committed", "max"};

    /** In a list of lanes: a thread that is about to end, the end of the list, and no list at all. */
    private static final int ENDING = 0;

    private static final int END_OF_LIST = -1;
    private static final int NO_LIST = -2;

    @Hidden
    public static long value(long present) {
        Lane lane = Lane.current();
        return lane == null ? present : recorded(lane, present);
    }

    @Hidden
    public static int value(int present) {
        return (int) value((long) present);
    }

    @Hidden
    public static boolean value(boolean present) {
        return value(present ? 1L : 0) != 0;
    }

    @Hidden
    public static double value(double present) {
        return Double.longBitsToDouble(value(Double.doubleToRawLongBits(present)));
    }

    /** A {@code MemoryUsage}, which nobody else has yet. */
    @Hidden
    public static Object memory(Object usage) {
        Lane lane = Lane.current();
        if (lane == null || usage == null) {
            return usage; // a pool has none at all, or always one
        }
        for (String name : MEMORY) {
            long at = U.objectFieldOffset(usage.getClass(), name);
            U.putLong(usage, at, recorded(lane, U.getLong(usage, at)));
        }
        return usage;
    }

    /** Texts, none of them null. */
    @Hidden
    public static Object texts(Object found) {
        Lane lane = Lane.current();
        return lane == null || found == null ? found : texts(lane, (String[]) found);
    }

    static String[] texts(Lane lane, String[] present) {
        if (Mode.REPLAY) {
            lane.gate();
            lane.count();
            Frames recorded = new Frames(Tape.takeBlob(lane, Op.VM_TEXTS));
            String[] texts = new String[recorded.number()];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = recorded.text();
            }
            return texts;
        }
        Frames texts = new Frames();
        texts.put(present.length);
        for (String text : present) {
            texts.put(text);
        }
        Tape.blob(lane, Op.VM_TEXTS, texts.bytes, texts.at);
        lane.count();
        return present;
    }

    /** Threads of which the VM tells; those without a lane are left out, null stands for none. */
    @Hidden
    public static Object threads(Object found) {
        Lane lane = Lane.current();
        if (lane == null) {
            return found;
        }
        return Mode.REPLAY ? recordedThreads(lane) : alive(lane, (Thread[]) found);
    }

    /**
     * An event for each thread, as each is published where that thread's end is: its last event comes behind then, or was seen to have
     * begun. One event for all would publish in several places, not at once, and two of them could each come before the other.
     */
    private static Thread[] alive(Lane lane, Thread[] found) {
        if (found == null) {
            recorded(lane, NO_LIST);
            return null;
        }
        int count = 0;
        for (Thread t : found) {
            State s = Threads.find(t);
            if (s != null) {
                Chains.publish(lane, ChainOf.object(lane, t));
                boolean alive = !s.ending;
                recorded(lane, alive ? s.own.id : ENDING);
                if (alive) {
                    found[count++] = t;
                }
            }
        }
        recorded(lane, END_OF_LIST);
        return copy(found, count, count);
    }

    private static Thread[] recordedThreads(Lane lane) {
        Thread[] threads = new Thread[8];
        int count = 0;
        long id = recorded(lane, 0);
        if (id == NO_LIST) {
            return null;
        }
        for (; id != END_OF_LIST; id = recorded(lane, 0)) {
            if (id != ENDING) {
                if (count == threads.length) {
                    threads = copy(threads, count, 2 * count);
                }
                threads[count++] = threadOf(lane, (int) id);
            }
        }
        return copy(threads, count, count);
    }

    private static Thread[] copy(Thread[] threads, int count, int length) {
        Thread[] copy = new Thread[length];
        for (int i = 0; i < count; i++) {
            copy[i] = threads[i];
        }
        return copy;
    }

    private static Thread threadOf(Lane lane, int id) {
        Thread t = Threads.threadOf(id);
        if (t == null) {
            Shim.diverge(lane.at, "expected a living thread on lane ".concat(String.valueOf(id)).concat(", found it ended"));
        }
        return t;
    }

    @Hidden
    private static long recorded(Lane lane, long present) {
        if (Mode.REPLAY) {
            lane.gate();
        }
        return Tape.exchange(lane, Op.VM_VALUE, present);
    }
}
