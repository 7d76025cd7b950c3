package rr.samples;

import rr.samples.collections.BlockingQueues;
import rr.samples.collections.ConcurrentMaps;
import rr.samples.collections.DelayQueues;
import rr.samples.collections.LockFreeQueues;
import rr.samples.collections.SkipListsAndCopies;
import rr.samples.collections.TransferQueues;
import rr.samples.harness.Guest;

/** Concurrent collections. */
class CollectionsIT {
    @Guest(main = BlockingQueues.class)
    void blockingQueues() {}

    @Guest(main = TransferQueues.class)
    void transferQueues() {}

    @Guest(main = LockFreeQueues.class)
    void lockFreeQueues() {}

    @Guest(main = DelayQueues.class)
    void delayQueues() {}

    @Guest(main = ConcurrentMaps.class)
    void concurrentMaps() {}

    @Guest(main = SkipListsAndCopies.class)
    void skipListsAndCopies() {}
}
