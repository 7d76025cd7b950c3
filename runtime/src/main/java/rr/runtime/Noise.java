package rr.runtime;

import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.ForceInline;
import jdk.internal.vm.annotation.Hidden;

/**
 * Short pauses at random, while recording, where threads have just met: between what one does with a lock and what it does with the next, and
 * behind writes to what is known to race. What the hooks cost shifts when threads meet, and windows that a plain run hits now and then
 * are then hardly hit any more; the pauses widen them again. They take a bounded share of the program's time. After noise injection as in
 * Edelstein and others, "Multithreaded Java program testing" (2002).
 *
 * <p>All fields race, which makes it no worse.
 */
final class Noise {
    /** Steps of waiting at most, each some tens of nanoseconds. */
    private static final int STEPS = 0x3ff;
    /** Of so many nanoseconds one goes to pauses at most, */
    private static final int SHARE = 256;
    /** counted over so many: short runs and bursts of meetings get their pauses, too. */
    private static final long SPAN = 2_560_000_000L;
    /** A pause falls before one of so many locks behind a meeting. */
    private static final int LOCKS = 8;

    /** Where there is no time for pauses, a lane looks again after so many meetings: all threads share what a look reads and writes. */
    private static final int CALM = 1024;

    private static int random = (int) System.nanoTime();
    private static long next = System.nanoTime() - SPAN;
    private static int locks;

    private Noise() {}

    /** A lock, or what is used like one, has come from another thread: now and then, somebody waits before one of the next. */
    @Hidden
    static void met(Lane lane) {
        if (lane.calm > 0) {
            lane.calm--;
        } else if (isSpent(System.nanoTime())) {
            lane.calm = CALM;
        } else if (locks == 0 && drawn(1)) {
            locks = 1 + ((random >>> 16 & LOCKS - 1) >>> (random >>> 8 & 3));
        }
    }

    /** Somebody is about to take a lock, or has just read what another thread wrote. */
    @Hidden
    @ForceInline
    static void passing() {
        if (locks != 0) {
            approach();
        }
    }

    @Hidden
    @DontInline
    private static void approach() {
        int left = locks - 1;
        locks = Math.max(left, 0);
        if (left == 0) {
            pause();
        }
    }

    /** A write to what is known to race is done. */
    @Hidden
    @DontInline
    static void raced() {
        if (drawn(4)) {
            pause();
        }
    }

    @Hidden
    private static boolean drawn(int bits) {
        random = random * 1664525 + 1013904223;
        return random >>> -bits == 0;
    }

    @Hidden
    private static boolean isSpent(long now) {
        return now - next < 0;
    }

    @Hidden
    private static void pause() {
        long start = System.nanoTime();
        if (isSpent(start)) {
            return;
        }
        for (int steps = (random >>> 18 & STEPS) >>> (random >>> 10 & 7); steps > 0; steps--) {
            Thread.onSpinWait();
        }
        next = Math.max(next, start - SPAN) + (System.nanoTime() - start) * SHARE;
    }
}
