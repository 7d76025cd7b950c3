package rr.runtime.races;

import rr.runtime.Observed;

/** A stack for each thread and place: that with which the thread came there first. Used under {@link Races#LOCK}. */
final class Stacks {
    private static final int MOST = 1 << 14;

    private static long[] keys = new long[1 << 12];
    private static Throwable[] stacks = new Throwable[1 << 12];
    private static int count;

    private Stacks() {}

    /** Keeps the running thread's stack if it comes to a place for the first time. */
    static void sample(ThreadClock clock, int site) {
        if (count < MOST) {
            long key = key(clock.lane, site);
            int place = place(key);
            if (keys[place] != key) {
                add(key, place);
            }
        }
    }

    /** The stack with which the thread of a lane came to a place first; null if it was not kept. */
    static Throwable first(int lane, int site) {
        long key = key(lane, site);
        int place = place(key);
        return keys[place] == key ? stacks[place] : null;
    }

    private static void add(long key, int place) {
        keys[place] = key;
        Observed.suppress();
        try {
            stacks[place] = new Throwable();
        } finally {
            Observed.resume();
        }
        if (2 * ++count > keys.length) {
            long[] before = keys;
            Throwable[] kept = stacks;
            keys = new long[2 * before.length];
            stacks = new Throwable[2 * before.length];
            for (int i = 0; i < before.length; i++) {
                if (before[i] != 0) {
                    int to = place(before[i]);
                    keys[to] = before[i];
                    stacks[to] = kept[i];
                }
            }
        }
    }

    private static long key(int lane, int site) {
        return (long) lane << 32 | site;
    }

    private static int place(long key) {
        int mask = keys.length - 1;
        int i = (int) (key * 0x9E3779B97F4A7C15L >>> 40) & mask;
        while (keys[i] != 0 && keys[i] != key) {
            i = i + 1 & mask;
        }
        return i;
    }
}
