package rr.recorder;

import java.util.Arrays;
import rr.runtime.trace.EntryReader;
import rr.runtime.trace.TraceUnusable;

/**
 * Where the blocks of one lane are, and how much of them is usable: those from the first one on without a gap. Published
 * blocks are one document each; a last one may consist of PARTIAL documents.
 */
final class LaneIndex {
    final int lane;
    private long[] offsets = new long[4];
    private int blocks;
    private long[] partials = new long[0];
    private int partialBytes;
    /** The first block, in the order of the trace, that does not follow the one before; -1: none. */
    private long missing = -1;

    private boolean complete;
    private long finalCount;
    /** Bytes of the last block that are usable; -1: all. */
    private int lastBlockBytes = -1;

    LaneIndex(int lane) {
        this.lane = lane;
    }

    void addBlock(long seq, long offset) {
        if (missing >= 0 || seq < blocks) {
            return;
        }
        if (seq > blocks) {
            missing = blocks;
            return;
        }
        if (blocks == offsets.length) {
            offsets = Arrays.copyOf(offsets, blocks * 2);
        }
        offsets[blocks++] = offset;
        partials = new long[0];
        partialBytes = 0;
    }

    void addPartial(long seq, int from, int length, long offset) {
        if (missing >= 0 || seq != blocks || from != partialBytes) {
            return;
        }
        partials = Arrays.copyOf(partials, partials.length + 1);
        partials[partials.length - 1] = offset;
        partialBytes += length;
    }

    /** Blocks whose number follows without a gap, a last one of PARTIAL documents included. */
    int usableBlocks() {
        return blocks + (partials.length > 0 ? 1 : 0);
    }

    /** The documents of which that block consists. */
    long[] documentsOf(int block) {
        return block < blocks ? new long[] {offsets[block]} : partials;
    }

    boolean complete() {
        return complete;
    }

    long finalCount() {
        return finalCount;
    }

    int lastBlockBytes() {
        return lastBlockBytes;
    }

    /**
     * Decides how far the lane is usable. {@code last}: entries of the last usable block, {@code first}: where its distances
     * count from, {@code end}: what the end record says of the lane, or null. Returns a problem or null.
     */
    String settle(byte[] last, long first, EndRecord.Lane end) {
        EntryReader entry = new EntryReader();
        entry.open(last, 0, last.length, first);
        long reached = Math.max(first - 1, 0);
        int good = 0;
        String problem = null;
        try {
            while (entry.next()) {
                good = entry.end();
                // Of the last event itself more entries may be lost, or it never happened: BEGIN and RESUME are written ahead.
                reached = entry.count() - 1;
            }
        } catch (TraceUnusable e) {
            lastBlockBytes = good;
            problem = "lane " + lane + " is usable up to event " + reached + ": " + e.getMessage();
        }
        // Whole blocks only: what PARTIAL documents have of a block that was published later is not all of it.
        complete = end != null && problem == null && end.published() == blocks;
        finalCount = complete ? end.finalCount() : reached;
        if (end != null && !complete && problem == null) {
            problem = "lane " + lane + " is usable up to event " + reached + " of " + end.finalCount() + ": "
                    + (end.published() - blocks) + " of " + end.published() + " blocks are missing";
        } else if (end == null && missing >= 0 && problem == null) {
            problem = "lane " + lane + " is usable up to event " + reached + ": its block " + missing + " is missing";
        }
        return problem;
    }
}
