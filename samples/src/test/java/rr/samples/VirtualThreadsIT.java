package rr.samples;

import rr.samples.harness.Guest;
import rr.samples.virtual.BoundedQueue;
import rr.samples.virtual.LocksAndSleeps;
import rr.samples.virtual.PerTaskExecutor;
import rr.samples.virtual.ThousandThreads;
import rr.samples.virtual.VirtualInterrupts;
import rr.samples.virtual.VirtualViews;
import rr.samples.virtual.WaitingAndPinned;

/** Virtual threads, on JDKs that have them. */
class VirtualThreadsIT {
    @Guest(main = PerTaskExecutor.class)
    void perTaskExecutor() {}

    @Guest(main = LocksAndSleeps.class, recordings = 2)
    void locksAndSleeps() {}

    @Guest(main = BoundedQueue.class, recordings = 2)
    void boundedQueue() {}

    @Guest(main = ThousandThreads.class)
    void thousandThreads() {}

    @Guest(main = WaitingAndPinned.class, recordings = 2)
    void waitingAndPinned() {}

    @Guest(main = VirtualInterrupts.class, recordings = 2)
    void virtualInterrupts() {}

    @Guest(main = VirtualViews.class, recordings = 2)
    void virtualViews() {}
}
