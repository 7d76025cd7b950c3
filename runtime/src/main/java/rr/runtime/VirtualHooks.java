package rr.runtime;

import static rr.runtime.Memory.U;

import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.internal.vm.annotation.Hidden;
import rr.runtime.races.Races;

/**
 * Virtual threads: each is a lane, whoever carries it. The carriers and the scheduler have no lanes; while one of them works, hooks
 * pass. On replay each virtual thread has a carrier to itself and stays on it from its first event to its last, so that waiting for a
 * turn costs nobody else his.
 */
public final class VirtualHooks {
    private VirtualHooks() {}

    /** Ids of threads that are not recorded begin here on replay: far from recorded ones, which the VM tells owners of monitors apart by. */
    private static final long UNRECORDED_IDS = 1L << 40;
    /** In the logged outcome of a join; less for one that was interrupted: as that of a sleep. */
    private static final int TIMED_OUT = 8;
    private static final int TERMINATED = 16;
    private static final CountDownLatch NEVER = new CountDownLatch(1);
    /** Fewer free blocks than this, and a lane whose thread is not mounted gives its block away. */
    private static final int SCARCE_BLOCKS = 1024;
    private static final Cell[] CELLS = new Cell[256];
    /** Address of the VM's next thread id; 0 where threads count otherwise. */
    private static long nextId;
    private static long task;
    private static volatile boolean used;

    /**
     * Looks the JDK's fields up.
     *
     * @throws ReflectiveOperationException if this JDK, of those that have the rows, lacks one
     */
    static void find() throws ReflectiveOperationException {
        if (Runtime.version().feature() < 25) {
            return;
        }
        Field next = Class.forName("java.lang.Thread$ThreadIdentifiers").getDeclaredField("NEXT_TID_OFFSET");
        nextId = U.getLong(U.staticFieldBase(next), U.staticFieldOffset(next));
        task = U.objectFieldOffset(Class.forName("java.lang.VirtualThread", false, null), "runContinuation");
        if (Mode.REPLAY) {
            U.putLong(nextId, UNRECORDED_IDS);
        }
    }

    /** Whether any virtual thread was started through these hooks, that is, whether this JDK has the methods that they are woven into. */
    static boolean used() {
        return used;
    }

    /** {@code Thread.ThreadIdentifiers.next}. */
    @Hidden
    public static Object nextThreadId() {
        Lane lane = Lane.current();
        if (lane == null) {
            return null;
        }
        if (Mode.REPLAY) {
            lane.gate();
        }
        return Tape.exchange(lane, Op.THREAD_ID, Mode.REPLAY ? 0 : U.getAndAddLong(null, nextId, 1));
    }

    /** A virtual thread is about to be started: its lane is opened, as by {@link ThreadHooks#start0}. */
    @Hidden
    public static boolean submit(Object thread) {
        used = true;
        Lane lane = Lane.current();
        if (lane == null) {
            return false;
        }
        ThreadHooks.starting(lane, (Thread) thread);
        if (!Mode.REPLAY) {
            return false;
        }
        lane.hold();
        try {
            Carrier.carry((Runnable) U.getReference(thread, task));
        } finally {
            lane.release();
        }
        return true;
    }

    /** The carrier that runs this is going to be the virtual thread. */
    @Hidden
    public static void mounting(Object thread) {
        State s = Threads.find((Thread) thread);
        if (s != null) {
            Thread carrier = Thread.currentThread();
            s.mount(carrier, cellOf(carrier));
        }
    }

    @Hidden
    private static long cellOf(Thread carrier) {
        int i = (int) U.getLong(carrier, Lane.TID) & CELLS.length - 1;
        Cell cell = CELLS[i];
        if (cell == null || cell.carrier != carrier) {
            cell = new Cell(carrier, Shim.bindThread());
            CELLS[i] = cell;
        }
        return cell.at;
    }

    /** The native cell of a carrier. */
    private static final class Cell {
        final Thread carrier;
        final long at;

        Cell(Thread carrier, long at) {
            this.carrier = carrier;
            this.at = at;
        }
    }

    /** It is going to be itself again. */
    @Hidden
    public static void unmounting(Object thread) {
        State s = Threads.find((Thread) thread);
        if (s == null) {
            return;
        }
        s.unmount();
        if (!Mode.REPLAY && U.getLongVolatile(null, Memory.BASE + Memory.FREE_TAIL) - U.getLong(Memory.BASE + Memory.FREE_HEAD) < SCARCE_BLOCKS) {
            Shim.giveBlock(s.own.at);
        }
    }

    /** The first thing on a virtual thread. */
    @Hidden
    public static void began(Object thread) {
        State s = Threads.find((Thread) thread);
        if (s == null) {
            return;
        }
        if (Mode.REPLAY) {
            Shim.pin();
        }
        Threads.begin(s);
    }

    /** The last thing, on the carrier, when the virtual thread has left it for good. */
    @Hidden
    public static void ended(Object thread) {
        State s = Threads.find((Thread) thread);
        if (s == null || !s.begun) {
            return; // one that could not be started
        }
        ThreadHooks.end(s);
    }

    /** {@code VirtualThread.park}: true on replay, where nothing waits. */
    @Hidden
    public static boolean park(Object thread) {
        return parking((Thread) thread, false);
    }

    /** {@code VirtualThread.parkNanos}, which without a time to wait only takes the permit. */
    @Hidden
    public static boolean parkNanos(Object thread, long nanos) {
        if (nanos > 0) {
            return parking((Thread) thread, true);
        }
        State s = Threads.find((Thread) thread);
        return s != null && s.nest();
    }

    @Hidden
    private static boolean parking(Thread t, boolean timed) {
        Lane lane = Lane.current();
        if (lane == null) {
            State s = Threads.find(t);
            return s != null && (s.sleeping && sleeps(s) || s.nest());
        }
        if (Mode.REPLAY) {
            lane.gate();
            lane.count();
            return true;
        }
        lane.state.hold(lane, timed ? VirtualBodies.TIMED_PARK : VirtualBodies.PARK);
        return false;
    }

    /** A sleep waits; on replay it is interrupted at the place where it was. */
    @Hidden
    private static boolean sleeps(State s) {
        s.slept = true;
        if (Mode.REPLAY) {
            SyncHooks.setInterrupted();
        }
        return Mode.REPLAY;
    }

    /** {@code VirtualThread.joinNanos}. */
    @Hidden
    public static Object join(Object thread, long nanos) throws InterruptedException {
        Lane lane = Lane.current();
        if (lane == null) {
            return null;
        }
        Thread t = (Thread) thread;
        if (Mode.REPLAY) {
            lane.gate();
            lane.count();
            int outcome = (int) Tape.takeValue(lane, Op.JOIN);
            if (Mode.OBSERVED && outcome == TERMINATED) {
                Races.acquire(lane.state.clock, t);
            }
            if (outcome >= TIMED_OUT) {
                return outcome == TERMINATED;
            }
            lane.hold();
            throw interrupted(lane, nanos, outcome);
        }
        boolean terminated = false;
        lane.hold();
        try {
            t.join(nanos / 1_000_000, (int) (nanos % 1_000_000));
            terminated = !t.isAlive();
        } catch (InterruptedException e) {
            lane.release();
            int outcome = SyncHooks.countOutcome(lane, Op.JOIN, true);
            lane.hold();
            throw interrupted(lane, nanos, outcome);
        }
        lane.release();
        if (terminated) {
            Chains.observe(lane, ChainOf.object(lane, t));
        } else {
            Shim.sample(lane.at);
        }
        Tape.value(lane, Op.JOIN, terminated ? TERMINATED : TIMED_OUT);
        lane.countFenced();
        return terminated;
    }

    /** What a join throws that was interrupted, with the frames between it and where it waited. */
    @Hidden
    private static InterruptedException interrupted(Lane lane, long nanos, int outcome) {
        try {
            SyncHooks.setInterrupted();
            if (nanos == 0) {
                NEVER.await();
            } else {
                NEVER.await(nanos, TimeUnit.NANOSECONDS);
            }
            return new InterruptedException();
        } catch (InterruptedException e) {
            return e;
        } finally {
            SyncHooks.leaveFlag(outcome);
            lane.release();
        }
    }

    /** {@code VirtualThread.interrupt}: the write of the flag lasts until {@link VirtualBodies#resume}. */
    @Hidden
    public static boolean interrupt(Object thread) {
        Lane lane = Lane.current();
        if (lane == null) {
            State s = Threads.find(Thread.currentThread());
            return s != null && s.nest();
        }
        beginWrite(lane, thread);
        return false;
    }

    @Hidden
    private static void beginWrite(Lane lane, Object thread) {
        if (Mode.REPLAY) {
            lane.gate();
        }
        if (Mode.OBSERVED) {
            Races.release(lane.state.clock, thread);
        }
        int token = Mode.REPLAY ? 0 : Chains.writeBegin(lane, ChainOf.object(lane, thread));
        lane.state.hold(lane, VirtualBodies.WRITE);
        lane.state.token = token;
    }

    /** {@code VirtualThread.isInterrupted}. */
    @Hidden
    public static Object isInterrupted(Object thread) {
        return flag(thread);
    }

    @Hidden
    private static boolean flag(Object thread) {
        if (Mode.OBSERVED) {
            Races.acquire(Observed.clock(), thread);
        }
        boolean value = U.getBooleanVolatile(thread, SyncHooks.INTERRUPTED);
        if (!Hooks.read(thread)) {
            value = U.getBooleanVolatile(thread, SyncHooks.INTERRUPTED);
            Hooks.readAgain();
        }
        return value;
    }

    /** {@code VirtualThread.getAndClearInterrupt}: a read, and if the flag is set a write, which lasts until {@link VirtualBodies#resume}. */
    @Hidden
    public static Object getAndClearInterrupt(Object thread) {
        Lane lane = Lane.current();
        if (lane == null) {
            State s = Threads.find((Thread) thread);
            if (s != null) {
                s.nest();
            }
            return null;
        }
        if (!flag(thread)) {
            return Boolean.FALSE;
        }
        beginWrite(lane, thread);
        return null;
    }

    /** {@code VirtualThread.threadState}, as called by the JDK: the program asks {@link Thread#getState()}. */
    @Hidden
    public static Object threadState(Object thread) {
        return Lane.current() == null ? null : ThreadHooks.getState((Thread) thread);
    }

    /** {@code VirtualThread.isTerminated}. */
    @Hidden
    public static Object isTerminated(Object thread) {
        if (Lane.current() == null || thread == Thread.currentThread()) {
            return null;
        }
        return ThreadHooks.getState((Thread) thread) == Thread.State.TERMINATED;
    }

    /** {@code VirtualThread.toString}. */
    @Hidden
    public static Object toString(Object thread) {
        Lane lane = Lane.current();
        if (lane == null) {
            return null;
        }
        if (Mode.REPLAY) {
            lane.gate();
            lane.count();
            byte[] bytes = Tape.takeBlob(lane, Op.THREAD_TEXT);
            lane.hold();
            try {
                return new String(bytes, StandardCharsets.UTF_8);
            } finally {
                lane.release();
            }
        }
        lane.hold();
        String text;
        byte[] bytes;
        try {
            text = thread.toString();
            bytes = text.getBytes(StandardCharsets.UTF_8);
        } finally {
            lane.release();
        }
        Tape.blob(lane, Op.THREAD_TEXT, bytes, bytes.length);
        lane.count();
        return text;
    }
}
