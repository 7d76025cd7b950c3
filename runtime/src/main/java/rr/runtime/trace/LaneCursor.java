package rr.runtime.trace;

/** Walks over the entries of one lane, across its blocks, as far as the lane's events are usable. */
public final class LaneCursor {
    private final int lane;
    private final long finalCount;
    private final LaneLogs.Blocks blocks;
    private final EntryReader entry = new EntryReader();
    private boolean ended;

    public LaneCursor(LaneLogs logs, int lane) {
        this.lane = lane;
        this.finalCount = logs.finalCount(lane);
        this.blocks = logs.blocks(lane);
    }

    /** Goes to the next entry; false behind the last one that belongs to a usable event. */
    public boolean next() throws TraceUnusable {
        if (ended) {
            return false;
        }
        try {
            while (!entry.next()) {
                if (!blocks.next()) {
                    ended = true;
                    return false;
                }
                if (blocks.first() != entry.count()) {
                    throw new TraceUnusable("the next block goes on from event " + blocks.first());
                }
                entry.open(blocks.bytes(), blocks.start(), blocks.end(), blocks.first());
            }
        } catch (TraceUnusable e) {
            throw new TraceUnusable("lane " + lane + ", behind event " + entry.count() + ": " + e.getMessage(), e);
        }
        // A RESUME may stand for an event that never came.
        ended = entry.count() > finalCount;
        return !ended;
    }

    /** The present entry. */
    public EntryReader entry() {
        return entry;
    }

    public int lane() {
        return lane;
    }
}
