package rr.runtime;

import static rr.runtime.Memory.U;

/**
 * A thread's part of ThreadLocalRandom, kept apart for suppressed regions and class initialisers. Concurrent maps and counters
 * draw the first numbers of a thread when it meets contention. In a suppressed region that is chance, but it would decide whether
 * the program, later on, finds its thread with numbers or draws them, which is an event and moves the generator that all threads share.
 */
final class Randomness {
    private static final long SEED = U.objectFieldOffset(Thread.class, "threadLocalRandomSeed");
    private static final long PROBE = U.objectFieldOffset(Thread.class, "threadLocalRandomProbe");
    private static final long SECONDARY = U.objectFieldOffset(Thread.class, "threadLocalRandomSecondarySeed");

    private long[] seeds = new long[8];
    private int[] probes = new int[16];

    /** Keeps the numbers of the running thread; {@code depth} counts the regions around it. */
    void save(Thread t, int depth) {
        if (depth == seeds.length) {
            long[] moreSeeds = new long[2 * depth];
            int[] moreProbes = new int[4 * depth];
            for (int i = 0; i < depth; i++) {
                moreSeeds[i] = seeds[i];
                moreProbes[2 * i] = probes[2 * i];
                moreProbes[2 * i + 1] = probes[2 * i + 1];
            }
            seeds = moreSeeds;
            probes = moreProbes;
        }
        seeds[depth] = U.getLong(t, SEED);
        probes[2 * depth] = U.getInt(t, PROBE);
        probes[2 * depth + 1] = U.getInt(t, SECONDARY);
    }

    void restore(Thread t, int depth) {
        U.putLong(t, SEED, seeds[depth]);
        U.putInt(t, PROBE, probes[2 * depth]);
        U.putInt(t, SECONDARY, probes[2 * depth + 1]);
    }

    /** A virtual thread's probe, which the JDK looks up in whoever carries it: so each keeps its own. */
    static void toCarrier(Thread t, Thread carrier) {
        U.putInt(carrier, PROBE, U.getInt(t, PROBE));
    }

    static void fromCarrier(Thread t, Thread carrier) {
        U.putInt(t, PROBE, U.getInt(carrier, PROBE));
    }

    /** Whether the thread has no seed for transient uses yet. */
    static boolean lacksSecondary(Thread t) {
        return U.getInt(t, SECONDARY) == 0;
    }

    /** Numbers for a suppressed region, so that it draws none; none for a class initialiser, whichever thread runs it. */
    static void begin(Thread t, boolean suppressed) {
        int own = suppressed ? (int) U.getLong(t, Lane.TID) * 0x9E3779B9 | 1 : 0;
        U.putLong(t, SEED, own);
        U.putInt(t, PROBE, own);
        U.putInt(t, SECONDARY, own);
    }
}
