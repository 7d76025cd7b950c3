package rr.agent.table;

import static rr.agent.table.Operation.atStart;
import static rr.agent.table.Operation.call;
import static rr.agent.table.Operation.instead;
import static rr.agent.table.Operation.passes;

import java.util.List;

/** The life of threads, and what one can ask about them. */
final class ThreadOps {
    private static final String HOOKS = "rr/runtime/ThreadHooks";
    private static final String THREAD = "java.lang.Thread";

    private ThreadOps() {}

    static List<Operation> rows() {
        return List.of(
                passes(THREAD, "static void clearInterruptEvent()", "resets what wakes a sleeper; the flag itself is a volatile field"),
                atStart(HOOKS, "exiting", THREAD, "void exit()").because("the VM calls it last, in the thread that ends"),
                call(HOOKS, THREAD, "static java.util.Map getAllStackTraces()"),
                call(HOOKS, THREAD, "StackTraceElement[] getStackTrace()"),
                call(HOOKS, THREAD, "Thread$State getState()"),
                passes(THREAD, "static boolean holdsLock(Object obj)", "answers about the calling thread, whose monitors are re-executed"),
                passes(THREAD, "void interrupt0()", "wakes a sleeper; nobody sleeps on replay, and the flag itself is a volatile field"),
                call(HOOKS, THREAD, "boolean isAlive()").isFinal(),
                instead(HOOKS, "isInterrupted", THREAD, "boolean isInterrupted()").because("the VM clears the flag before the event that ends a wait"),
                passes(THREAD, "join(...)", "waits on the thread's monitor (17) or asks isAlive (both), which are rows of their own"),
                passes(THREAD, "static void onSpinWait()", "a hint to the processor"),
                call(HOOKS, THREAD, "static void sleep(long millis)"),
                call(HOOKS, THREAD, "static void sleep(long millis, int nanos)"),
                call(HOOKS, THREAD, "static void sleep(java.time.Duration duration)").since(19),
                call(HOOKS, THREAD, "void start0()").isFinal().because("private; every way to start a thread ends here"),
                call(HOOKS, THREAD, "static void yield()"));
    }
}
