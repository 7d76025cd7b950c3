package rr.runtime;

import static rr.runtime.Memory.U;

import jdk.internal.vm.annotation.Hidden;

/** Waiting: on monitors and in park. Nothing waits for real on replay, where the outcome is known. */
public final class SyncHooks {
    private SyncHooks() {}

    private static final long INTERRUPTED = U.objectFieldOffset(Thread.class, "interrupted");
    private static final int WAS_INTERRUPTED = 1;

    /** {@link Object#wait()}. */
    @Hidden
    public static void wait(Object o) throws InterruptedException {
        Lane lane = Lane.current();
        if (lane == null || !holds(o)) {
            o.wait();
        } else {
            await(lane, o, 0, 0, 0);
        }
    }

    /** {@link Object#wait(long)}. */
    @Hidden
    public static void wait(Object o, long millis) throws InterruptedException {
        Lane lane = Lane.current();
        if (lane == null || !holds(o) || millis < 0) {
            o.wait(millis);
        } else {
            await(lane, o, 1, millis, 0);
        }
    }

    /** {@link Object#wait(long, int)}. */
    @Hidden
    public static void wait(Object o, long millis, int nanos) throws InterruptedException {
        Lane lane = Lane.current();
        if (lane == null || !holds(o) || millis < 0 || nanos < 0 || nanos > 999999) {
            o.wait(millis, nanos);
        } else {
            await(lane, o, 2, millis, nanos);
        }
    }

    @Hidden
    private static boolean holds(Object o) {
        return o != null && Thread.holdsLock(o);
    }

    /** Two events: the release of the monitor, and its return with the outcome. */
    @Hidden
    private static void await(Lane lane, Object o, int form, long millis, int nanos) throws InterruptedException {
        if (Mode.REPLAY) {
            lane.gate();
            lane.count();
            Shim.gateReleasing(lane.at, o);
            lane.count();
            if (Tape.has(lane, Tape.VALUE) && Tape.takeValue(lane, Op.WAIT) == WAS_INTERRUPTED) {
                lane.hold();
                interruptedWait(lane, o, form, millis, nanos);
            }
            return;
        }
        long chain = Chains.ofHeld(o);
        Chains.release(lane, chain, lane.next());
        lane.countFenced();
        boolean interrupted = true;
        lane.hold();
        try {
            realWait(o, form, millis, nanos);
            interrupted = false;
        } finally {
            lane.release();
            Chains.observe(lane, chain);
            if (millis != 0 || nanos != 0) {
                Shim.sample(lane.at);
            }
            if (interrupted) {
                Tape.value(lane, Op.WAIT, WAS_INTERRUPTED);
            }
            lane.countFenced();
        }
    }

    @Hidden
    private static void realWait(Object o, int form, long millis, int nanos) throws InterruptedException {
        if (form == 0) {
            o.wait();
        } else if (form == 1) {
            o.wait(millis);
        } else {
            o.wait(millis, nanos);
        }
    }

    /** An interrupted thread's wait throws at once, with the same stack trace and the flag cleared. */
    @Hidden
    private static void interruptedWait(Lane lane, Object o, int form, long millis, int nanos) throws InterruptedException {
        try {
            setInterrupted();
            realWait(o, form, millis, nanos);
        } finally {
            lane.release();
        }
    }

    @Hidden
    static void setInterrupted() {
        U.putBooleanVolatile(Thread.currentThread(), INTERRUPTED, true);
    }

    /** {@link Object#notify()}. Whom it woke shows in that thread's wait. */
    @Hidden
    public static void notify(Object o) {
        if (!Mode.REPLAY || Lane.current() == null || !holds(o)) {
            o.notify();
        }
    }

    /** {@link Object#notifyAll()}. */
    @Hidden
    public static void notifyAll(Object o) {
        if (!Mode.REPLAY || Lane.current() == null || !holds(o)) {
            o.notifyAll();
        }
    }

    /** {@code park} of either Unsafe: one event, when it returns. Why it returned shows in what the caller reads next. */
    @Hidden
    public static void park(Object unsafe, boolean absolute, long time) {
        Lane lane = Lane.current();
        if (lane == null) {
            U.park(absolute, time);
            return;
        }
        if (Mode.REPLAY) {
            lane.gate();
            lane.count();
            return;
        }
        U.park(absolute, time);
        if (time != 0) {
            Shim.sample(lane.at);
        }
        lane.countFenced();
    }

    /** {@code unpark} of either Unsafe: no event; on replay it wakes only threads that are not recorded. */
    @Hidden
    public static void unpark(Object unsafe, Object thread) {
        U.unpark(thread);
    }
}
