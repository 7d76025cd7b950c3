package rr.runtime;

import jdk.internal.vm.annotation.Hidden;

/** Random numbers of threads that are not recorded, or not at this moment: none may be drawn from what all threads share. */
public final class RandomHooks {
    private RandomHooks() {}

    /** {@code ThreadLocalRandom.localInit}. */
    @Hidden
    public static boolean localInit() {
        if (Lane.current() != null) {
            return false;
        }
        begin(Thread.currentThread());
        return true;
    }

    /** {@code ThreadLocalRandom.nextSecondarySeed} begins. */
    @Hidden
    public static void secondarySeed() {
        Thread t = Thread.currentThread();
        if (Randomness.lacksSecondary(t) && Lane.current() == null) {
            begin(t);
        }
    }

    private static void begin(Thread t) {
        Randomness.begin(t, true);
        State s = Threads.find(t);
        if (s != null && s.carrier != null) {
            Randomness.toCarrier(t, s.carrier);
        }
    }
}
