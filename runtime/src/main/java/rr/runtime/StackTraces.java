package rr.runtime;

import static rr.runtime.Memory.U;

import java.util.HashMap;
import java.util.Map;

/**
 * {@link Thread#getAllStackTraces()}: which threads there are is recorded as for other lists of threads, their stacks as a text. Threads
 * that are not recorded are found by their names; those that a replay does not have, as it has other carriers, get a stand-in.
 */
final class StackTraces {
    private StackTraces() {}

    private static final long PATIENCE_NANOS = 1_000_000_000;

    /** Stand-ins by the recorded hash: a program that asks twice finds the same. */
    private static final Map<Integer, Thread> STAND_INS = new HashMap<>();

    static Map<Thread, StackTraceElement[]> recorded(Lane lane) {
        lane.hold();
        Map<Thread, StackTraceElement[]> all = Thread.getAllStackTraces();
        Thread[] found = all.keySet().toArray(new Thread[0]);
        lane.release();
        Thread[] alive = (Thread[]) ValueHooks.threads(found.clone());
        lane.hold();
        Map<Thread, StackTraceElement[]> result = new HashMap<>();
        Frames frames = new Frames();
        for (Thread t : alive) {
            put(frames, t, all.get(t), result);
        }
        for (Thread t : found) {
            if (Threads.find(t) == null) {
                ThreadGroup group = t.getThreadGroup();
                frames.put(1);
                frames.put(t.getName());
                frames.put(group == null ? null : group.getName());
                frames.put(t.getClass() == Threads.CARRIER ? 1 : 0);
                put(frames, t, all.get(t), result);
            }
        }
        frames.put(0);
        lane.release();
        Shim.sample(lane.at);
        Tape.blob(lane, Op.ALL_STACK_TRACES, frames.bytes, frames.at);
        lane.countFenced();
        return result;
    }

    private static void put(Frames frames, Thread t, StackTraceElement[] stack, Map<Thread, StackTraceElement[]> result) {
        StackTraceElement[] seen = Frames.visible(stack);
        frames.put(System.identityHashCode(t));
        frames.put(seen);
        result.put(t, seen);
    }

    static Map<Thread, StackTraceElement[]> replayed(Lane lane) {
        Thread[] alive = (Thread[]) ValueHooks.threads(null);
        lane.gate();
        lane.count();
        Frames frames = new Frames(Tape.takeBlob(lane, Op.ALL_STACK_TRACES));
        lane.hold();
        try {
            Map<Thread, StackTraceElement[]> result = new HashMap<>();
            for (Thread t : alive) {
                HashHooks.impose(t, frames.number(), true);
                result.put(t, frames.frames());
            }
            Map<String, Thread> others = new HashMap<>();
            while (frames.number() != 0) {
                String name = frames.text();
                String group = frames.text();
                boolean isCarrier = frames.number() != 0;
                int hash = frames.number();
                Thread t = unrecorded(name, group, isCarrier, hash, others);
                HashHooks.impose(t, hash, true);
                result.put(t, frames.frames());
            }
            return result;
        } finally {
            lane.release();
        }
    }

    /**
     * The thread of that name that has no lane. No event says when the VM starts such a one, like that which waits for the last
     * thread when main has returned, so it is waited for; not for ever, as a thread that was past its last event may be gone.
     */
    private static Thread unrecorded(String name, String group, boolean isCarrier, int hash, Map<String, Thread> others) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!isCarrier && !others.containsKey(name) && System.nanoTime() < end) {
            if (!others.isEmpty()) {
                Thread.yield();
            }
            for (Thread t : Thread.getAllStackTraces().keySet()) {
                others.put(t.getName(), t);
            }
        }
        Thread found = isCarrier ? null : others.get(name);
        return found != null ? found : standIn(name, group, isCarrier, hash);
    }

    private static synchronized Thread standIn(String name, String group, boolean isCarrier, int hash) {
        Thread known = STAND_INS.get(hash);
        if (known == null) {
            known = new Thread(group == null ? null : groupOf(group), name);
            known.setDaemon(true);
            if (isCarrier) {
                known = asCarrier(known);
            }
            STAND_INS.put(hash, known);
        }
        return known;
    }

    /** A carrier that was never started: what tells of it is in fields of Thread, since the JDK with virtual threads. */
    private static Thread asCarrier(Thread model) {
        try {
            Thread carrier = (Thread) U.allocateInstance(Threads.CARRIER);
            for (String field : new String[] {"name", "holder", "interruptLock"}) {
                long offset = U.objectFieldOffset(Thread.class, field);
                U.putReference(carrier, offset, U.getReference(model, offset));
            }
            U.putLong(carrier, Lane.TID, U.getLong(model, Lane.TID));
            return carrier;
        } catch (InstantiationException e) {
            return model;
        }
    }

    /** The group of that name directly below the outermost one, or that one itself; one of that name if the replay has none. */
    private static ThreadGroup groupOf(String name) {
        ThreadGroup outermost = Thread.currentThread().getThreadGroup();
        while (outermost.getParent() != null) {
            outermost = outermost.getParent();
        }
        if (name.equals(outermost.getName())) {
            return outermost;
        }
        ThreadGroup[] groups = new ThreadGroup[outermost.activeGroupCount() + 8];
        int n = outermost.enumerate(groups, false);
        for (int i = 0; i < n; i++) {
            if (name.equals(groups[i].getName())) {
                return groups[i];
            }
        }
        return new ThreadGroup(outermost, name);
    }
}
