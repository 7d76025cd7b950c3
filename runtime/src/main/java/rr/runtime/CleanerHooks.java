package rr.runtime;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import jdk.internal.misc.InnocuousThread;
import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.Hidden;

/**
 * Actions of the JDK's own cleaner, among them those of executors and of memory segments. A program's own cleaner runs on a thread of the program,
 * whose lane has its events.
 *
 * <p>On replay the same thread runs what was recorded, from inside of an action of the recorder's own. It must not go back to its loop
 * between two of them: there it looks at the cleaner's list, whose monitor another lane may have that waits for its turn.
 */
public final class CleanerHooks implements Runnable {
    private CleanerHooks() {}

    private static final String NAME = "Common-Cleaner";
    private static final ActionLane ACTIONS = new ActionLane(Threads.CLEANER);

    private static Thread cleaner;
    /** Record: an action runs; those that it calls itself are part of it. */
    private static boolean acting;
    /** Replay: brings the thread to here. Its referent must not be found by the collector. */
    private static Reference<?> caller;

    private static final Object REFERENT = new Object();

    /** From now on the actions are events. */
    static void begin() {
        if (Mode.REPLAY && ACTIONS.isRecorded()) {
            caller = (Reference<?>) References.commonCleaner().register(REFERENT, new CleanerHooks());
            Shim.enqueue(References.queueOf(caller), caller);
        }
    }

    /** What the recorder's own action does, when it has called the thread. */
    @Override
    public void run() {
        // nothing
    }

    /** {@code PhantomCleanable.clean} begins. True: it is done. */
    @Hidden
    public static boolean clean(Object cleanable) {
        Thread t = Thread.currentThread();
        return t.getClass() == InnocuousThread.class && isCommonCleaner(t) && act((Reference<?>) cleanable);
    }

    @Hidden
    private static boolean isCommonCleaner(Thread t) {
        if (cleaner == null && Threads.find(t) == null && NAME.equals(t.getName())) { // to look at a name is an event
            cleaner = t;
        }
        return cleaner == t;
    }

    @Hidden
    @DontInline
    private static boolean act(Reference<?> cleanable) {
        if (Mode.REPLAY) {
            if (cleanable == caller) {
                replay();
            }
            return false;
        }
        if (acting || !ACTIONS.take(cleanable)) {
            return false;
        }
        acting = true;
        try {
            run(cleanable);
        } finally {
            acting = false;
            ACTIONS.leave();
        }
        return true;
    }

    /** Runs the recorded actions, then waits for a turn that does not come. */
    @Hidden
    private static void replay() {
        ACTIONS.open(0);
        while (true) {
            Reference<?> next = ACTIONS.next();
            Held.release(next);
            References.setTaken(next);
            ((InnocuousThread) cleaner).eraseThreadLocals(); // as its loop does
            run(next);
        }
    }

    @Hidden
    private static void run(Reference<?> cleanable) {
        try {
            ((Cleaner.Cleanable) cleanable).clean();
        } catch (Throwable ignored) {
            // as the thread's loop does
        }
    }
}
