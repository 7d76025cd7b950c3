package rr.runtime;

import static rr.runtime.Memory.U;

import jdk.internal.vm.annotation.Hidden;

/** What natives answer from the VM's own books: called behind the native, in both modes, with its answer; gives the recorded one. */
public final class ValueHooks {
    private ValueHooks() {}

    /** The fields of {@code java.lang.management.MemoryUsage}. */
    private static final String[] MEMORY = {"init", "used", "committed", "max"};

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
        Thread[] present = (Thread[]) found;
        if (!Mode.REPLAY) {
            Shim.sample(lane.at); // they have been started by now
        }
        int count = (int) recorded(lane, Mode.REPLAY || present == null ? -1 : laned(present));
        if (count < 0) {
            return null;
        }
        Thread[] threads = new Thread[count];
        int at = 0;
        for (int i = 0; at < count; i++) {
            State s = Mode.REPLAY ? null : Threads.find(present[i]);
            if (Mode.REPLAY || s != null) {
                int id = (int) recorded(lane, Mode.REPLAY ? 0 : s.own.id);
                threads[at++] = Mode.REPLAY ? threadOf(lane, id) : present[i];
            }
        }
        return threads;
    }

    private static Thread threadOf(Lane lane, int id) {
        Thread t = Threads.threadOf(id);
        if (t == null) {
            Shim.diverge(lane.at, "expected a living thread on lane ".concat(String.valueOf(id)).concat(", found it ended"));
        }
        return t;
    }

    private static int laned(Thread[] threads) {
        int count = 0;
        for (Thread t : threads) {
            count += Threads.find(t) != null ? 1 : 0;
        }
        return count;
    }

    @Hidden
    private static long recorded(Lane lane, long present) {
        if (Mode.REPLAY) {
            lane.gate();
        }
        return Tape.exchange(lane, Op.VM_VALUE, present);
    }
}
