package rr.runtime;

import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.Hidden;

/**
 * Short pauses at random, while recording, behind writes to what is known to race. Ordering such an access delays who reads what another thread has
 * just written, so it comes too late to see what was not finished yet: bugs that were seen before the race was known were not seen
 * any more. Bounded for the whole run, so that a field which races all the time costs no more than the order does.
 */
final class Noise {
    private static final int MOST = 20_000;
    /** Steps of waiting at most, each some tens of nanoseconds. */
    private static final int STEPS = 0xff;

    /** Races, which makes it no worse. */
    private static int random = (int) System.nanoTime();
    private static int left = MOST;

    private Noise() {}

    @Hidden
    @DontInline
    static void pause() {
        int now = random * 1664525 + 1013904223;
        random = now;
        if (now >>> 28 != 0 || left <= 0) {
            return;
        }
        left--;
        for (int steps = now >>> 8 & STEPS; steps > 0; steps--) {
            Thread.onSpinWait();
        }
    }
}
