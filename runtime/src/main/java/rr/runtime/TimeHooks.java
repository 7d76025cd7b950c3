package rr.runtime;

import jdk.internal.misc.VM;
import jdk.internal.vm.annotation.Hidden;

/** Clocks. Each value is logged as the difference to the last one of the lane. */
public final class TimeHooks {
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

    /** {@code jdk.internal.misc.VM.getNanoTimeAdjustment}, which {@link java.time.Instant#now()} reads. */
    @Hidden
    public static long getNanoTimeAdjustment(long offsetSeconds) {
        Lane lane = Lane.current();
        if (lane == null) {
            return VM.getNanoTimeAdjustment(offsetSeconds);
        }
        if (Mode.REPLAY) {
            lane.gate();
        }
        return Tape.exchange(lane, Op.NANO_TIME_ADJUSTMENT, Mode.REPLAY ? 0 : VM.getNanoTimeAdjustment(offsetSeconds));
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
