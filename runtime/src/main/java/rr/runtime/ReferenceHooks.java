package rr.runtime;

import static rr.runtime.Memory.U;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.ForceInline;
import jdk.internal.vm.annotation.Hidden;
import rr.runtime.races.Shadow;

/**
 * References and their queues: what the program sees of the collector. Looking is an event; one that finds the referent gone has an entry.
 * On replay a referent is held from the start and let go at the first such event, see {@link Held}.
 */
public final class ReferenceHooks {
    private ReferenceHooks() {}

    /** In the log of a wait for a reference, where a number would be. */
    private static final int NOTHING = 0;
    private static final int INTERRUPTED = -1;
    private static final int INTERRUPTED_AGAIN = -2;

    private static final long FOR_EVER = -1;

    /** How long a replay waits for the collector to find a reference that is not held. */
    private static final int PATIENCE_TRIES = 50;
    private static final long PATIENCE_MILLIS = 100;

    /** At the end of {@link Reference}'s constructor. */
    @Hidden
    @ForceInline
    public static void created(Object o) {
        Reference<?> reference = (Reference<?>) o;
        Object queue = References.queueOf(reference);
        if (Mode.REPLAY) {
            hold(reference, queue);
        } else if (queue != References.NO_QUEUE) {
            name(reference, queue);
        }
    }

    @Hidden
    @DontInline
    private static void name(Reference<?> reference, Object queue) {
        Lane lane = Lane.current();
        if (lane != null && !References.isLeftAlone(reference)) {
            References.name(reference, References.drawNumber(lane));
        }
    }

    /**
     * Replay. Of what suppressed regions make those are held that have no queue: who takes them from one could not tell which they are.
     */
    @Hidden
    private static void hold(Reference<?> reference, Object queue) {
        if (References.isLeftAlone(reference) || Mode.OBSERVED && reference instanceof Shadow) { // the race finder's own
            return;
        }
        Lane lane = Lane.current();
        if (lane == null && (queue != References.NO_QUEUE || Threads.find(Thread.currentThread()) == null || References.isOfVm(reference))) {
            return;
        }
        if (lane != null && queue != References.NO_QUEUE) {
            TakenReferences.add(References.drawNumber(lane), reference);
        }
        Held.hold(reference, References.referent(reference));
    }

    /** {@link Reference#get()}. */
    @Hidden
    @ForceInline
    public static Object get(Object o) {
        // The class that most have is named, so that the compilers see that it has no get of its own.
        Object referent = o instanceof WeakReference ? ((WeakReference<?>) o).get() : ((Reference<?>) o).get();
        Lane lane = Lane.current();
        return lane == null ? referent : seen(lane, o, referent);
    }

    /** {@link SoftReference#get()}. */
    @Hidden
    @ForceInline
    public static Object getSoft(Object o) {
        Object referent = ((SoftReference<?>) o).get();
        Lane lane = Lane.current();
        return lane == null ? referent : seen(lane, o, referent);
    }

    /** {@code super.get()}. */
    @Hidden
    public static Object ownGet(Object o) {
        Object referent = References.referent((Reference<?>) o);
        Lane lane = Lane.current();
        return lane == null ? referent : seen(lane, o, referent);
    }

    @Hidden
    @ForceInline
    private static Object seen(Lane lane, Object o, Object referent) {
        if (!Mode.REPLAY && referent != null) {
            lane.count();
            return referent;
        }
        return o instanceof PhantomReference || !isCleared(lane, (Reference<?>) o, referent) ? referent : null;
    }

    /** {@link Reference#refersTo(Object)}: whom the caller has in hand, the collector has not taken. */
    @Hidden
    @ForceInline
    @SuppressWarnings("unchecked")
    public static boolean refersTo(Object o, Object other) {
        boolean same = ((Reference<Object>) o).refersTo(other);
        return other != null ? same : refersToNull((Reference<?>) o, same);
    }

    @Hidden
    private static boolean refersToNull(Reference<?> reference, boolean cleared) {
        Lane lane = Lane.current();
        if (lane == null) {
            return cleared;
        }
        if (!Mode.REPLAY && !cleared) {
            lane.count();
            return false;
        }
        return isCleared(lane, reference, cleared ? null : reference);
    }

    /**
     * The event of a look at a reference; {@code referent} is null if this process found none. While recording that has an entry, and
     * lies behind what other lanes have seen until now: the collection was before it, their looks at the referent were before that.
     */
    @Hidden
    @DontInline
    private static boolean isCleared(Lane lane, Reference<?> reference, Object referent) {
        if (!Mode.REPLAY) {
            Shim.sample(lane.at);
            Tape.value(lane, Op.REFERENCE_CLEARED, 1);
            lane.countFenced();
            return true;
        }
        lane.gate();
        lane.count();
        if (Tape.hasValue(lane, Op.REFERENCE_CLEARED)) {
            Tape.takeValue(lane, Op.REFERENCE_CLEARED);
            if (referent == null || !Shim.overridesGet(reference.getClass())) {
                Held.release(reference);
            }
            return true;
        }
        if (referent == null) {
            Shim.diverge(lane.at, "expected the referent of a ".concat(reference.getClass().getName()).concat(", found it cleared"));
        }
        if (referent != reference) {
            Held.hold(reference, referent);
        }
        return false;
    }

    /** {@link Reference#enqueue()}. */
    @Hidden
    public static boolean enqueue(Object o) {
        Reference<?> reference = (Reference<?>) o;
        boolean enqueued = reference.enqueue();
        return asRecorded(Op.REFERENCE_ENQUEUE, enqueued);
    }

    /** {@link Reference#isEnqueued()}. */
    @Hidden
    @SuppressWarnings("deprecation")
    public static boolean isEnqueued(Object o) {
        return asRecorded(Op.REFERENCE_ENQUEUED, ((Reference<?>) o).isEnqueued());
    }

    @Hidden
    private static boolean asRecorded(int op, boolean present) {
        Lane lane = Lane.current();
        if (lane == null) {
            return present;
        }
        if (Mode.REPLAY) {
            lane.gate();
        } else {
            Shim.sample(lane.at);
        }
        return Tape.exchange(lane, op, present ? 1 : 0) != 0;
    }

    /** {@link ReferenceQueue#poll()}. */
    @Hidden
    @ForceInline
    public static Reference<?> poll(ReferenceQueue<?> queue) {
        Lane lane = Lane.current();
        if (Mode.REPLAY && lane != null) {
            return replayedPoll(lane, queue);
        }
        Reference<?> reference = queue.poll();
        if (lane == null) {
            return reference;
        }
        if (reference == null) {
            lane.count();
            return null;
        }
        return taken(lane, reference);
    }

    @Hidden
    private static Reference<?> replayedPoll(Lane lane, ReferenceQueue<?> queue) {
        queue.getClass(); // no event comes before the exception
        lane.gate();
        lane.count();
        return Tape.hasValue(lane, Op.REFERENCE_TAKEN) ? given(lane, queue, (int) Tape.takeValue(lane, Op.REFERENCE_TAKEN)) : null;
    }

    /** {@link ReferenceQueue#remove()}. */
    @Hidden
    public static Reference<?> remove(ReferenceQueue<?> queue) throws InterruptedException {
        Lane lane = Lane.current();
        return lane == null ? queue.remove() : await(lane, queue, FOR_EVER);
    }

    /** {@link ReferenceQueue#remove(long)}. */
    @Hidden
    public static Reference<?> remove(ReferenceQueue<?> queue, long timeoutMillis) throws InterruptedException {
        Lane lane = Lane.current();
        return lane == null || timeoutMillis < 0 ? queue.remove(timeoutMillis) : await(lane, queue, timeoutMillis);
    }

    @Hidden
    private static Reference<?> await(Lane lane, ReferenceQueue<?> queue, long timeoutMillis) throws InterruptedException {
        queue.getClass(); // no event comes before the exception
        if (Mode.REPLAY) {
            lane.gate();
            lane.count();
            int outcome = (int) Tape.takeValue(lane, Op.REFERENCE_TAKEN);
            if (outcome >= 0) {
                return given(lane, queue, outcome);
            }
            SyncHooks.setInterrupted();
            lane.hold();
            try {
                return realRemove(queue, timeoutMillis); // throws at once
            } finally {
                lane.release();
                if (outcome == INTERRUPTED_AGAIN) {
                    SyncHooks.setInterrupted();
                }
            }
        }
        Reference<?> reference = null;
        boolean interrupted = true;
        lane.hold();
        try {
            reference = realRemove(queue, timeoutMillis);
            interrupted = false;
        } finally {
            lane.release();
            if (interrupted) {
                interrupted(lane);
            }
        }
        if (reference == null) {
            Shim.sample(lane.at);
            Tape.value(lane, Op.REFERENCE_TAKEN, NOTHING);
            lane.countFenced();
            return null;
        }
        return taken(lane, reference);
    }

    @Hidden
    private static Reference<?> realRemove(ReferenceQueue<?> queue, long timeoutMillis) throws InterruptedException {
        return timeoutMillis == FOR_EVER ? queue.remove() : queue.remove(timeoutMillis);
    }

    /** Record: as the end of a wait by an interrupt, a write of the thread's flag, which the VM has cleared. */
    @Hidden
    private static void interrupted(Lane lane) {
        Thread t = Thread.currentThread();
        int token = Chains.writeBegin(lane, ChainOf.object(lane, t));
        Tape.value(lane, Op.REFERENCE_TAKEN, SyncHooks.isInterrupted(t) ? INTERRUPTED_AGAIN : INTERRUPTED);
        Hooks.writeEnd(token);
        U.fullFence();
    }

    /** Record: the event in which a queue gave a reference. */
    @Hidden
    @DontInline
    private static Reference<?> taken(Lane lane, Reference<?> reference) {
        Shim.sample(lane.at);
        Tape.value(lane, Op.REFERENCE_TAKEN, System.identityHashCode(reference));
        lane.countFenced();
        return reference;
    }

    /** Replay: the reference of that number, as the queue gave it. */
    @Hidden
    private static Reference<?> given(Lane lane, ReferenceQueue<?> queue, int number) {
        if (number == NOTHING) {
            return null;
        }
        Reference<?> reference = TakenReferences.take(number);
        if (reference == null) {
            return collected(lane, queue);
        }
        if (!Held.isOf(reference, queue)) {
            Shim.diverge(lane.at, "expected a reference from a queue, found that number given to one of another queue, a "
                    .concat(reference.getClass().getName()));
        }
        References.setTaken(reference);
        return reference;
    }

    /** A reference that was made in a suppressed region has no number, and is not held: the next one that the collector finds. */
    @Hidden
    private static Reference<?> collected(Lane lane, ReferenceQueue<?> queue) {
        lane.hold();
        try {
            for (int i = 0; i < PATIENCE_TRIES; i++) {
                Reference<?> found = queue.remove(i == 0 ? 1 : PATIENCE_MILLIS);
                if (found != null) {
                    return found;
                }
                System.gc();
            }
        } catch (InterruptedException e) {
            SyncHooks.setInterrupted();
        } finally {
            lane.release();
        }
        Shim.diverge(lane.at, "expected a reference from a queue, found none");
        return null;
    }
}
