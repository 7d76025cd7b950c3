package rr.runtime;

import java.lang.ref.Reference;
import jdk.internal.vm.annotation.Hidden;

/**
 * Finalizers that the VM's thread runs. (Those that {@code runFinalization} runs are on a recorded thread, which polls the queue as any other.)
 * On replay it is the same thread: after each recorded action it waits here for the next one to be due, and then puts that into the real
 * queue, from which it takes it. So whatever the program asks about its thread, or of the stack, is as recorded.
 */
public final class FinalizerHooks {
    private FinalizerHooks() {}

    private static final ActionLane ACTIONS = new ActionLane(Threads.FINALIZER);

    /** Record: what the thread runs is of the program. */
    private static boolean acting;
    /** Replay: the first one brings the thread to here, and is of nobody; then the one whose action is due. */
    private static Object due;

    private static boolean first;

    /** From now on finalizers are events. */
    static void begin() {
        if (Mode.REPLAY && ACTIONS.isRecorded()) {
            first = true;
            Reference<?> caller = References.emptyFinalizer();
            due = caller;
            Shim.enqueue(References.finalizers(), caller);
        }
    }

    @Hidden
    private static boolean isFinalizerThread() {
        return Thread.currentThread().getClass() == References.FINALIZER_THREAD;
    }

    /** {@code Finalizer.runFinalizer} begins. */
    @Hidden
    public static void running(Object finalizer) {
        if (!isFinalizerThread()) {
            return;
        }
        if (!Mode.REPLAY) {
            acting = ACTIONS.take((Reference<?>) finalizer);
        } else if (finalizer == due && !first) {
            ACTIONS.enter();
        }
    }

    /** It ends; what the finalizer threw was caught. */
    @Hidden
    public static void ran(Object finalizer) {
        if (!isFinalizerThread()) {
            return;
        }
        if (Mode.REPLAY) {
            if (finalizer == due) {
                offerNext();
            }
        } else if (acting) {
            acting = false;
            ACTIONS.leave();
        }
    }

    @Hidden
    private static void offerNext() {
        if (first) {
            ACTIONS.open(0);
            first = false;
        }
        Reference<?> next = ACTIONS.next();
        ACTIONS.leave();
        due = next;
        Held.letGo(next);
        Shim.enqueue(References.finalizers(), next);
    }
}
