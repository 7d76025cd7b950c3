package rr.samples;

import rr.samples.harness.Guest;
import rr.samples.monitors.LockOrderDeadlock;
import rr.samples.monitors.SharedBuffers;
import rr.samples.monitors.SynchronizedForms;
import rr.samples.monitors.TimedWaits;
import rr.samples.monitors.TwoThreadsOneLock;
import rr.samples.monitors.WaitNotify;
import rr.samples.monitors.WaitOutcomes;

/** Monitors: entry, exit, wait, notify. */
class MonitorsIT {
    @Guest(main = TwoThreadsOneLock.class)
    void twoThreadsOneLock() {}

    @Guest(main = SynchronizedForms.class)
    void synchronizedForms() {}

    /** Headers of locked objects on the stacks of their lockers, as in JDK 17. */
    @Guest(main = SynchronizedForms.class, vmSince24 = {"-XX:-PrintWarnings", "-XX:+IgnoreUnrecognizedVMOptions", "-XX:LockingMode=1"})
    void headersOnStacks() {}

    @Guest(main = SharedBuffers.class)
    void sharedBuffers() {}

    @Guest(main = WaitNotify.class)
    void waitNotify() {}

    @Guest(main = WaitOutcomes.class)
    void waitOutcomes() {}

    @Guest(main = LockOrderDeadlock.class, exit = {0, 3}, recordings = 2)
    void lockOrderDeadlock() {}

    @Guest(main = TimedWaits.class, recordings = 5)
    void timedWaits() {}
}
