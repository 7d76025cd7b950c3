package rr.runtime;

import static rr.runtime.Memory.U;

import java.time.Duration;
import java.util.Map;
import jdk.internal.vm.annotation.Hidden;
import rr.runtime.races.Races;

/** Threads: start, end, sleep, and what one thread may ask about another. */
public final class ThreadHooks {
    private ThreadHooks() {}

    /** {@code Thread.start0}: the child gets its lane here, so that (parent, event) names it. */
    @Hidden
    public static void start0(Thread thread) {
        Lane lane = Lane.current();
        if (lane == null) {
            Shim.start0(thread);
            return;
        }
        starting(lane, thread);
        Shim.start0(thread);
    }

    /** The event that starts a thread, which gets its lane. */
    @Hidden
    static void starting(Lane lane, Thread thread) {
        int child;
        if (Mode.REPLAY) {
            lane.gate();
            lane.count();
            child = (int) Tape.takeNumber(lane, Tape.START, Op.THREAD_START);
            U.putLong(thread, Lane.TID, Tape.takeValue(lane, Op.THREAD_ID)); // the VM's own threads take numbers, too
        } else {
            child = Shim.newLane();
            if (child == 0) {
                Threads.refuseMore();
            }
            Chains.publish(lane, ChainOf.object(lane, thread));
            Tape.number(lane, Tape.START, child);
            Tape.value(lane, Op.THREAD_ID, U.getLong(thread, Lane.TID));
            lane.countFenced();
        }
        lane.hold();
        try {
            State s = Threads.admit(thread, child, Threads.THREAD, lane.id, U.getLong(lane.at + Memory.COUNT));
            if (Mode.OBSERVED) {
                Races.started(lane.state.clock, s.clock, lane != lane.state.own);
            }
        } finally {
            lane.release();
        }
    }

    /** {@code Thread.exit} begins: the thread's last event. */
    @Hidden
    public static void exiting(Thread thread) {
        State s = Threads.find(thread);
        if (s != null && s.begun && Thread.currentThread() == thread && !SignalHooks.dispatches(thread)) {
            end(s);
        }
    }

    /** A thread's last event. */
    @Hidden
    static void end(State s) {
        Lane lane = s.own;
        if (Mode.OBSERVED) {
            Races.release(s.clock, s.thread);
        }
        if (Mode.REPLAY) {
            lane.gate();
            lane.count();
        } else {
            s.ending = true;
            Chains.publish(lane, ChainOf.object(lane, s.thread)); // counted with its END
        }
        Threads.ended(s);
    }

    /** {@link Thread#sleep(long)}. */
    @Hidden
    public static void sleep(long millis) throws InterruptedException {
        Lane lane = Lane.current();
        if (lane == null || millis < 0) {
            Thread.sleep(millis);
            return;
        }
        int outcome = Mode.REPLAY ? slept(lane) : 0;
        if (Mode.REPLAY && outcome == 0) {
            return;
        }
        goToSleep(lane, outcome);
        boolean interrupted = true;
        try {
            Thread.sleep(millis); // on replay it throws at once
            interrupted = false;
        } finally {
            awake(lane, interrupted, outcome);
        }
    }

    /** {@link Thread#sleep(long, int)}. */
    @Hidden
    public static void sleep(long millis, int nanos) throws InterruptedException {
        Lane lane = Lane.current();
        if (lane == null || millis < 0 || nanos < 0 || nanos > 999999) {
            Thread.sleep(millis, nanos);
            return;
        }
        int outcome = Mode.REPLAY ? slept(lane) : 0;
        if (Mode.REPLAY && outcome == 0) {
            return;
        }
        goToSleep(lane, outcome);
        boolean interrupted = true;
        try {
            Thread.sleep(millis, nanos);
            interrupted = false;
        } finally {
            awake(lane, interrupted, outcome);
        }
    }

    /** {@code Thread.sleep(Duration)}, since 19. */
    @Hidden
    public static void sleep(Duration duration) throws InterruptedException {
        long millis;
        try {
            millis = duration.toMillis();
        } catch (ArithmeticException e) {
            millis = Long.MAX_VALUE;
        }
        int nanos = millis == Long.MAX_VALUE ? 0 : duration.minusMillis(millis).getNano() % 1_000_000;
        if (millis >= 0) {
            sleep(millis, nanos);
        }
    }

    /** Replay of a sleep: its outcome, 0 when nothing is left to do. */
    @Hidden
    private static int slept(Lane lane) {
        lane.gate();
        lane.count();
        return SyncHooks.takeOutcome(lane, Op.SLEEP);
    }

    /** Holds the lane. A virtual thread throws from another line when it was interrupted asleep than when it was before. */
    @Hidden
    private static void goToSleep(Lane lane, int outcome) {
        State s = lane.state;
        s.slept = false;
        s.sleeping = !Mode.REPLAY || (outcome & SyncHooks.INTERRUPTED_ASLEEP) != 0;
        lane.hold();
        if (!s.sleeping) {
            SyncHooks.setInterrupted();
        } else if (Mode.REPLAY) {
            Thread.interrupted(); // who interrupts it has come by already
        }
    }

    @Hidden
    private static void awake(Lane lane, boolean interrupted, int outcome) {
        lane.state.sleeping = false;
        if (Mode.REPLAY) {
            SyncHooks.leaveFlag(outcome);
            lane.release();
            return;
        }
        lane.release();
        Shim.sample(lane.at);
        SyncHooks.countOutcome(lane, Op.SLEEP, interrupted);
    }

    /** {@link Thread#yield()}: no event; pointless while one thread runs at a time. */
    @Hidden
    public static void yield() {
        if (!Mode.REPLAY || Lane.current() == null) {
            Thread.yield();
        }
    }

    /** {@link Thread#isAlive()}. */
    @Hidden
    public static boolean isAlive(Thread thread) {
        Lane lane = Lane.current();
        if (lane == null || thread == null) {
            return thread.isAlive();
        }
        if (Mode.REPLAY) {
            lane.gate();
            lane.count();
            boolean alive = Tape.takeValue(lane, Op.IS_ALIVE) != 0;
            if (Mode.OBSERVED && !alive) {
                Races.acquire(lane.state.clock, thread);
            }
            return alive;
        }
        lane.hold();
        boolean alive = thread.isAlive();
        lane.release();
        if (!alive) {
            Chains.observe(lane, ChainOf.object(lane, thread));
        }
        Tape.value(lane, Op.IS_ALIVE, alive ? 1 : 0);
        lane.countFenced();
        return alive;
    }

    /** {@link Thread#getState()}. */
    @Hidden
    public static Thread.State getState(Thread thread) {
        Lane lane = Lane.current();
        if (lane == null || thread == null) {
            return thread.getState();
        }
        if (Mode.REPLAY) {
            lane.gate();
            lane.count();
            Thread.State state = STATES[(int) Tape.takeValue(lane, Op.GET_STATE)];
            if (Mode.OBSERVED && state == Thread.State.TERMINATED) {
                Races.acquire(lane.state.clock, thread);
            }
            return state;
        }
        lane.hold();
        Thread.State state = thread.getState();
        lane.release();
        Shim.sample(lane.at);
        if (state == Thread.State.TERMINATED) {
            Chains.observe(lane, ChainOf.object(lane, thread));
        }
        Tape.value(lane, Op.GET_STATE, state.ordinal());
        lane.countFenced();
        return state;
    }

    /**
     * {@link Thread#isInterrupted()} of another thread. The VM clears the flag inside of a sleep or a wait, before the event that ends
     * it, and tells nobody: so what was seen is a value. The running thread's own flag is a volatile field like any other.
     */
    @Hidden
    public static Object isInterrupted(Object thread) {
        Lane lane = thread == Thread.currentThread() ? null : Lane.current();
        if (lane == null) {
            return null;
        }
        if (Mode.REPLAY) {
            lane.gate();
            lane.count();
            return Tape.takeValue(lane, Op.IS_INTERRUPTED) != 0;
        }
        boolean seen = U.getBooleanVolatile(thread, SyncHooks.INTERRUPTED);
        Chains.observe(lane, ChainOf.object(lane, thread));
        Tape.value(lane, Op.IS_INTERRUPTED, seen ? 1 : 0);
        lane.countFenced();
        return seen;
    }

    private static final Thread.State[] STATES = Thread.State.values();

    /** {@link Thread#getStackTrace()}; the caller's own needs no log. */
    @Hidden
    public static StackTraceElement[] getStackTrace(Thread thread) {
        Lane lane = Lane.current();
        if (lane == null || thread == null || thread == Thread.currentThread()) {
            return thread.getStackTrace();
        }
        if (Mode.REPLAY) {
            lane.gate();
            lane.count();
            return new Frames(Tape.takeBlob(lane, Op.STACK_TRACE)).frames();
        }
        lane.hold();
        Frames frames = new Frames();
        StackTraceElement[] stack = Frames.visible(thread.getStackTrace());
        frames.put(stack);
        lane.release();
        Shim.sample(lane.at);
        Tape.blob(lane, Op.STACK_TRACE, frames.bytes, frames.at);
        lane.countFenced();
        return stack;
    }

    /** {@link Thread#getAllStackTraces()}. */
    @Hidden
    public static Map<Thread, StackTraceElement[]> getAllStackTraces() {
        Lane lane = Lane.current();
        return lane == null ? Thread.getAllStackTraces() : Mode.REPLAY ? StackTraces.replayed(lane) : StackTraces.recorded(lane);
    }
}
