package rr.replayer;

import java.util.ArrayList;
import java.util.List;

/**
 * A total order of all events, as segments: lane, and the count up to which the lane may execute events. Neighbouring
 * segments are of different lanes.
 */
public final class Schedule {
    private static final int PIECE_SHIFT = 16;
    private static final int PAUSE = 1 << 31;
    private static final int PIECE = 1 << PIECE_SHIFT;

    /** Pieces instead of one array: growing must not need twice the memory of ten million segments. */
    private final List<int[]> lanes = new ArrayList<>();
    private final List<long[]> limits = new ArrayList<>();
    private long size;
    private int lastLane = -1;
    private final List<String> cuts = new ArrayList<>();

    /** A segment up to that event; {@code pause}: what the lane does behind it, before the next one, comes with the lane's next turn. */
    void append(int lane, long limit, boolean pause) {
        int row = pause ? lane | PAUSE : lane;
        if (lane == lastLane) {
            int last = (int) (size - 1) & PIECE - 1;
            limits.get((int) (size - 1 >>> PIECE_SHIFT))[last] = limit;
            lanes.get((int) (size - 1 >>> PIECE_SHIFT))[last] = row;
            return;
        }
        int at = (int) size & PIECE - 1;
        if (at == 0) {
            lanes.add(new int[PIECE]);
            limits.add(new long[PIECE]);
        }
        lanes.get(lanes.size() - 1)[at] = row;
        limits.get(limits.size() - 1)[at] = limit;
        lastLane = lane;
        size++;
    }

    void cut(String why) {
        cuts.add(why);
    }

    /** Number of segments. */
    public long size() {
        return size;
    }

    public int lane(long segment) {
        return lanes.get((int) (segment >>> PIECE_SHIFT))[(int) segment & PIECE - 1] & ~PAUSE;
    }

    /** Whether the lane waits at once behind the segment's last event, not only before its next one. */
    public boolean pauses(long segment) {
        return lanes.get((int) (segment >>> PIECE_SHIFT))[(int) segment & PIECE - 1] < 0;
    }

    public long limit(long segment) {
        return limits.get((int) (segment >>> PIECE_SHIFT))[(int) segment & PIECE - 1];
    }

    /** Lanes that stop early, because what they wait for is lost from the trace; one line each. */
    public List<String> cuts() {
        return cuts;
    }
}
