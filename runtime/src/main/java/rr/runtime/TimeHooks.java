package rr.runtime;

import jdk.internal.misc.VM;
import jdk.internal.vm.annotation.Hidden;

/** Clocks. Each value is logged as the difference to the last one of the lane. */
public final class TimeHooks {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long OUT_OF_RANGE = Long.MIN_VALUE;

    private TimeHooks() {}

    /** {@link System#nanoTime()}. */
    @Hidden
    public static long nanoTime() {
        Lane lane = Lane.current();
        if (lane == null) {
            return System.nanoTime();
        }
        return delta(lane, Op.NANO_TIME, Memory.LAST_TIME, Mode.REPLAY ? 0 : System.nanoTime());
    }

    /** {@link System#currentTimeMillis()}. */
    @Hidden
    public static long currentTimeMillis() {
        Lane lane = Lane.current();
        if (lane == null) {
            return System.currentTimeMillis();
        }
        return delta(lane, Op.CURRENT_TIME_MILLIS, Memory.LAST_MILLIS, Mode.REPLAY ? 0 : System.currentTimeMillis());
    }

    /**
     * {@code jdk.internal.misc.VM.getNanoTimeAdjustment}, which {@link java.time.Instant#now()} reads: the time since an offset that the
     * caller keeps, -1 if that is too far off. Logged is the time itself, because the offset may be one that this process took before
     * its first event, and threads race to replace it.
     */
    @Hidden
    public static long getNanoTimeAdjustment(long offsetSeconds) {
        Lane lane = Lane.current();
        if (lane == null) {
            return VM.getNanoTimeAdjustment(offsetSeconds);
        }
        if (Mode.REPLAY) {
            lane.gate();
        }
        long base = offsetSeconds * NANOS_PER_SECOND;
        long last = Memory.U.getLong(lane.at + Memory.LAST_MILLIS) * NANOS_PER_MILLI;
        long adjustment = Mode.REPLAY ? 0 : VM.getNanoTimeAdjustment(offsetSeconds);
        long delta = Tape.exchange(lane, Op.NANO_TIME_ADJUSTMENT, adjustment == -1 ? OUT_OF_RANGE : base + adjustment - last);
        if (delta == OUT_OF_RANGE) {
            return -1;
        }
        Memory.U.putLong(lane.at + Memory.LAST_MILLIS, (last + delta) / NANOS_PER_MILLI);
        return last + delta - base;
    }

    @Hidden
    private static long delta(Lane lane, int op, int lastField, long now) {
        if (Mode.REPLAY) {
            lane.gate();
        }
        long last = Memory.U.getLong(lane.at + lastField);
        long value = last + Tape.exchange(lane, op, now - last);
        Memory.U.putLong(lane.at + lastField, value);
        return value;
    }
}
