package rr.runtime;

import static rr.runtime.Memory.U;

import jdk.internal.vm.annotation.Hidden;
import rr.runtime.races.Races;

/** Waiting: on monitors and in park. Nothing waits for real on replay, where the outcome is known. */
public final class SyncHooks {
    private SyncHooks() {}

    static final long INTERRUPTED = U.objectFieldOffset(Thread.class, "interrupted");
    /** In the logged outcome: an interrupt ended it; the flag was set again since the VM had cleared it. */
    private static final int WAS_INTERRUPTED = 1;
    private static final int INTERRUPTED_AGAIN = 2;
    /** A virtual thread had begun to wait in its sleep. */
    static final int INTERRUPTED_ASLEEP = 4;

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
            if (Mode.OBSERVED) {
                Races.release(lane.state.clock, o);
            }
            lane.gate();
            lane.count();
            Shim.gateReleasing(lane.at, o);
            lane.count();
            if (Mode.OBSERVED) {
                Races.acquire(lane.state.clock, o);
            }
            int outcome = takeOutcome(lane, Op.WAIT);
            if (outcome != 0) {
                lane.hold();
                interruptedWait(lane, o, form, millis, nanos, outcome);
            }
            return;
        }
        long chain = ChainOf.held(lane, o);
        Chains.pass(lane, chain);
        boolean interrupted = true;
        lane.hold();
        try {
            realWait(o, form, millis, nanos);
            interrupted = false;
        } finally {
            lane.release();
            if (millis != 0 || nanos != 0) {
                Shim.sample(lane.at); // first: who comes behind what is published must not be found to come before it, too
            }
            Chains.publish(lane, chain);
            countOutcome(lane, Op.WAIT, interrupted);
        }
    }

    /**
     * Record: the event that ends a wait or a sleep. If an interrupt did, the VM has cleared the thread's flag, which is a volatile
     * field that other threads write: so the event is a write of it.
     *
     * @return the logged outcome
     */
    @Hidden
    static int countOutcome(Lane lane, int op, boolean interrupted) {
        if (!interrupted) {
            lane.countFenced();
            return 0;
        }
        Thread t = Thread.currentThread();
        int token = Chains.writeBegin(lane, ChainOf.object(lane, t));
        int asleep = op == Op.SLEEP && lane.state.slept ? INTERRUPTED_ASLEEP : 0;
        int outcome = WAS_INTERRUPTED | asleep | (isInterrupted(t) ? INTERRUPTED_AGAIN : 0);
        Tape.value(lane, op, outcome);
        Hooks.writeEnd(token);
        U.fullFence();
        return outcome;
    }

    /** Replay: how the wait or sleep at the lane's present event ended, 0 for not by an interrupt. */
    @Hidden
    static int takeOutcome(Lane lane, int op) {
        int outcome = Tape.has(lane, Tape.VALUE) ? (int) Tape.takeValue(lane, op) : 0;
        if (Mode.OBSERVED && outcome != 0) {
            Races.acquire(lane.state.clock, Thread.currentThread()); // released by whoever has set the flag
        }
        return outcome;
    }

    /** Replay: the flag after a wait or sleep that an interrupt ended. */
    @Hidden
    static void leaveFlag(int outcome) {
        if ((outcome & INTERRUPTED_AGAIN) != 0) {
            setInterrupted();
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
    private static void interruptedWait(Lane lane, Object o, int form, long millis, int nanos, int outcome) throws InterruptedException {
        try {
            setInterrupted();
            realWait(o, form, millis, nanos);
        } finally {
            leaveFlag(outcome);
            lane.release();
        }
    }

    @Hidden
    static boolean isInterrupted(Thread t) {
        return U.getBoolean(t, INTERRUPTED);
    }

    @Hidden
    static void setInterrupted() {
        Thread t = Thread.currentThread();
        if (Threads.isVirtual(t)) {
            t.interrupt(); // the VM looks at the carrier's flag
        } else {
            U.putBooleanVolatile(t, INTERRUPTED, true);
        }
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
            lane.done();
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
