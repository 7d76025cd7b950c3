package rr.samples;

import rr.samples.harness.Guest;
import rr.samples.pools.CompletableFutures;
import rr.samples.pools.Executors;
import rr.samples.pools.ForkJoinTrees;
import rr.samples.pools.ParallelStreams;
import rr.samples.pools.ScheduledTicks;

/** Thread pools, fork/join, streams, futures, timers. */
class PoolsIT {
    @Guest(main = Executors.class)
    void executors() {}

    @Guest(main = ScheduledTicks.class)
    void scheduledTicks() {}

    @Guest(main = ForkJoinTrees.class)
    void forkJoinTrees() {}

    @Guest(main = ParallelStreams.class)
    void parallelStreams() {}

    @Guest(main = CompletableFutures.class)
    void completableFutures() {}
}
