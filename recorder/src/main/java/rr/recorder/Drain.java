package rr.recorder;

import static rr.runtime.trace.ShmLayout.*;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * Moves what the primary logged from the shared memory into the trace, on one thread.
 *
 * <p>Published blocks come through the full ring and go back through the free ring, stored or dropped, so that the primary
 * never waits longer than for one round of this loop. What lanes have in blocks that are not full yet is stored as PARTIAL
 * documents about once a second: if all processes are killed at once, the trace still holds all but the last seconds.
 */
final class Drain {
    /** Between two rounds. The primary cannot fill the free blocks, 64 MB, in that time; each round takes a processor from it. */
    private static final long PARK_NANOS = 5_000_000;
    /** After rounds that found nothing. */
    private static final long IDLE_PARK_NANOS_MAX = 20_000_000;
    /** A round that found more published blocks is followed by the next one at once. */
    private static final int BUSY_BLOCKS = BLOCKS / 16;
    private static final long PARTIALS_EVERY_NANOS = 1_000_000_000L;
    /** More published blocks than this waiting: packing them is what would slow the primary down, so they are stored as they are. */
    private static final int BACKLOG_BLOCKS = BLOCKS / 4;

    private final SharedMemory memory;
    private final TraceStore store;
    private final Liveness liveness;
    private final byte[] block = new byte[BLOCK_SIZE];

    /** For each lane: number of the block expected next, blocks stored. */
    private final long[] nextSeq = new long[MAX_LANES];
    private final long[] storedBlocks = new long[MAX_LANES];
    /** For each lane: its current block, bytes of it seen one round ago and bytes of it stored; see {@link #storePartials}. */
    private final long[] partialSeq = new long[MAX_LANES];
    private final int[] partialSeen = new int[MAX_LANES];
    private final int[] partialStored = new int[MAX_LANES];
    private long blockBytes;
    private boolean damaged;

    /** What the loop needs to know about the other processes. */
    interface Liveness {
        /** Whether the coordinator has died or left. */
        boolean coordinatorGone();

        /** Whether no process runs the application any more. */
        boolean primaryGone();
    }

    Drain(SharedMemory memory, TraceStore store, Liveness liveness) {
        this.memory = memory;
        this.store = store;
        this.liveness = liveness;
        Arrays.fill(partialSeq, -1);
    }

    /** Drains until the primary has ended, then stores what the lanes still hold. */
    EndRecord run() {
        long partialsAt = System.nanoTime() + PARTIALS_EVERY_NANOS;
        long park = PARK_NANOS;
        while (true) {
            boolean ended = memory.getInt(CONTROL_PRIMARY_STATE) == PRIMARY_ENDED;
            if (ended || liveness.coordinatorGone() && liveness.primaryGone()) {
                return finish(ended);
            }
            int blocks = drainRing();
            if (System.nanoTime() - partialsAt >= 0) {
                storePartials();
                partialsAt = System.nanoTime() + PARTIALS_EVERY_NANOS;
            }
            park = blocks > 0 ? PARK_NANOS : Math.min(park * 2, IDLE_PARK_NANOS_MAX);
            if (blocks <= BUSY_BLOCKS) {
                LockSupport.parkNanos(park); // the coordinator cuts it short when the primary has ended
            }
        }
    }

    /** Takes what is in the full ring at this moment; the number of blocks. */
    private int drainRing() {
        long head = memory.getLong(CONTROL_FULL_HEAD);
        long tail = memory.getLong(CONTROL_FULL_TAIL);
        for (long slot = head; slot < tail; slot++) {
            int number = memory.getInt(OFF_FULL_RING + 4 * (int) (slot % RING));
            if (number < 0 || number >= BLOCKS) {
                damaged = true;
            } else {
                int at = blockOffset(number);
                storeBlock(at, memory.getInt(at + BLOCK_USED), tail - slot < BACKLOG_BLOCKS);
                memory.free(number);
            }
            memory.setLong(CONTROL_FULL_HEAD, slot + 1);
        }
        return (int) (tail - head);
    }

    private void storeBlock(int at, int used, boolean compress) {
        int lane = memory.getInt(at + BLOCK_LANE);
        if (lane <= 0 || lane >= MAX_LANES || used < BLOCK_HEAD || used > BLOCK_SIZE) {
            damaged = true;
            return;
        }
        long seq = memory.getLong(at + BLOCK_SEQ);
        long first = memory.getLong(at + BLOCK_FIRST);
        if (seq != nextSeq[lane]) {
            damaged = true;
        }
        nextSeq[lane] = seq + 1;
        memory.copy(at, block, 0, used);
        blockBytes += used;
        if (store.block(lane, seq, first, block, BLOCK_HEAD, used - BLOCK_HEAD, compress)) {
            storedBlocks[lane]++;
        }
    }

    private EndRecord finish(boolean primaryEnded) {
        while (drainRing() > 0) {
            // Nothing is added any more; a last round sees all of it.
        }
        EndRecord end = new EndRecord();
        int threads = memory.highestThreadLane();
        int classes = memory.nextClassLane();
        for (int lane = 1; lane <= threads; lane++) {
            end.lanes.add(finishLane(lane));
        }
        for (int lane = MAX_THREAD_LANES; lane < classes; lane++) {
            end.lanes.add(finishLane(lane));
        }
        end.lost = (memory.getInt(CONTROL_FLAGS) & FLAG_SCRIBE_LOST) != 0;
        end.truncated = store.stopped() != null;
        end.waitStatus = primaryEnded ? memory.getInt(CONTROL_EXIT_STATUS) : 9;
        // A signal cuts the program off anywhere; the JVM turns those that it can handle into an exit.
        end.clean = primaryEnded && end.signal() == 0 && !end.lost && !end.truncated && !damaged && !endedOutside();
        end.reason = reason(end, primaryEnded);
        end.blockBytes = blockBytes;
        end.endNanos = System.currentTimeMillis() * 1_000_000L;
        if (!store.end(end.write()) && end.reason.isEmpty()) {
            end.clean = false;
            end.reason = store.stopped();
        }
        return end;
    }

    private EndRecord.Lane finishLane(int lane) {
        int at = laneOffset(lane);
        int used = memory.usedOfCurrentBlock(lane);
        if (used > BLOCK_HEAD) {
            int block = blockOffset(memory.getInt(at + LANE_BLOCK));
            // A primary killed while publishing has the block in the ring and at hand: it is stored already.
            if (memory.getInt(block + BLOCK_LANE) == lane && memory.getLong(block + BLOCK_SEQ) >= nextSeq[lane]) {
                storeBlock(block, used, true);
            }
        }
        return new EndRecord.Lane(lane, memory.getInt(at + LANE_KIND), memory.getInt(at + LANE_STATE), nextSeq[lane],
                storedBlocks[lane], memory.getLong(at + LANE_COUNT));
    }

    /** Threads of the VM on which it answers signals have no lanes, nor have the shutdown hooks that these start. */
    private boolean endedOutside() {
        return (memory.getInt(CONTROL_FLAGS) & FLAG_ENDED_OUTSIDE) != 0;
    }

    private String reason(EndRecord end, boolean primaryEnded) {
        if (end.truncated) {
            return store.stopped();
        }
        if (end.lost) {
            return "that the program could not wait for it to be written";
        }
        if (damaged) {
            return "damaged shared memory";
        }
        if (!primaryEnded) {
            return "the recording was killed";
        }
        if (endedOutside()) {
            return "killed by a signal: what its handlers and shutdown hooks did is not recorded";
        }
        return end.signal() == 0 ? "" : "killed by signal " + end.signal();
    }

    /**
     * Stores what was added to blocks that are still being written. Only bytes that were there a round ago: the primary writes
     * entries and position without a fence, but within a second its stores have long arrived. A block that was published
     * meanwhile is left to the ring.
     */
    private void storePartials() {
        int threads = memory.highestThreadLane();
        int classes = memory.nextClassLane();
        for (int lane = 1; lane <= threads; lane++) {
            storePartial(lane);
        }
        for (int lane = MAX_THREAD_LANES; lane < classes; lane++) {
            storePartial(lane);
        }
    }

    private void storePartial(int lane) {
        int used = memory.usedOfCurrentBlock(lane);
        int number = memory.getInt(laneOffset(lane) + LANE_BLOCK);
        if (used == 0 || number < 0 || number >= BLOCKS) {
            return;
        }
        int at = blockOffset(number);
        long seq = memory.getLong(at + BLOCK_SEQ);
        if (seq != partialSeq[lane]) {
            partialSeq[lane] = seq;
            partialSeen[lane] = used;
            partialStored[lane] = BLOCK_HEAD;
            return;
        }
        int from = partialStored[lane];
        int to = partialSeen[lane];
        partialSeen[lane] = used;
        if (to <= from || used < to) {
            return;
        }
        memory.copy(at, block, 0, to);
        boolean same = memory.getInt(laneOffset(lane) + LANE_BLOCK) == number
                && memory.getInt(at + BLOCK_LANE) == lane && memory.getLong(at + BLOCK_SEQ) == seq;
        long first = memory.getLong(at + BLOCK_FIRST);
        if (same && store.partial(lane, seq, first, from - BLOCK_HEAD, block, from, to - from)) {
            partialStored[lane] = to;
        }
    }
}
