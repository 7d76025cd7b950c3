package rr.runtime;

import jdk.internal.vm.annotation.Hidden;

/** Figures of the machine and the heap. */
public final class EnvHooks {
    private EnvHooks() {}

    /** {@link Runtime#availableProcessors()}. */
    @Hidden
    public static int availableProcessors(Runtime runtime) {
        Lane lane = Lane.current();
        if (lane == null) {
            return runtime.availableProcessors();
        }
        if (Mode.REPLAY) {
            lane.gate();
        }
        return (int) Tape.exchange(lane, Op.AVAILABLE_PROCESSORS, Mode.REPLAY ? 0 : runtime.availableProcessors());
    }

    /** {@link Runtime#freeMemory()}. */
    @Hidden
    public static long freeMemory(Runtime runtime) {
        Lane lane = Lane.current();
        if (lane == null) {
            return runtime.freeMemory();
        }
        if (Mode.REPLAY) {
            lane.gate();
        }
        return Tape.exchange(lane, Op.FREE_MEMORY, Mode.REPLAY ? 0 : runtime.freeMemory());
    }

    /** {@link Runtime#totalMemory()}. */
    @Hidden
    public static long totalMemory(Runtime runtime) {
        Lane lane = Lane.current();
        if (lane == null) {
            return runtime.totalMemory();
        }
        if (Mode.REPLAY) {
            lane.gate();
        }
        return Tape.exchange(lane, Op.TOTAL_MEMORY, Mode.REPLAY ? 0 : runtime.totalMemory());
    }

    /** {@link Runtime#maxMemory()}. */
    @Hidden
    public static long maxMemory(Runtime runtime) {
        Lane lane = Lane.current();
        if (lane == null) {
            return runtime.maxMemory();
        }
        if (Mode.REPLAY) {
            lane.gate();
        }
        return Tape.exchange(lane, Op.MAX_MEMORY, Mode.REPLAY ? 0 : runtime.maxMemory());
    }
}
