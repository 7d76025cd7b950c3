package rr.agent.table;

import static rr.agent.table.Operation.call;

import java.util.List;

/** Waiting and waking. Monitors, volatile fields and atomic accesses are no rows: the weaver knows them by their shape. */
final class SyncOps {
    private static final String HOOKS = "rr/runtime/SyncHooks";
    private static final String JDK_UNSAFE = "jdk.internal.misc.Unsafe";
    private static final String SUN_UNSAFE = "sun.misc.Unsafe";
    private static final String PARK = "void park(boolean isAbsolute, long time)";
    private static final String UNPARK = "void unpark(Object thread)";

    private SyncOps() {}

    static List<Operation> rows() {
        return List.of(
                call(HOOKS, "java.lang.Object", "void notify()").isFinal(),
                call(HOOKS, "java.lang.Object", "void notifyAll()").isFinal(),
                call(HOOKS, "java.lang.Object", "void wait()").isFinal(),
                call(HOOKS, "java.lang.Object", "void wait(long timeoutMillis)").isFinal(),
                call(HOOKS, "java.lang.Object", "void wait(long timeoutMillis, int nanos)").isFinal(),
                call(HOOKS, JDK_UNSAFE, PARK).receiverAsObject(),
                call(HOOKS, JDK_UNSAFE, UNPARK).receiverAsObject(),
                call(HOOKS, SUN_UNSAFE, PARK).receiverAsObject(),
                call(HOOKS, SUN_UNSAFE, UNPARK).receiverAsObject());
    }
}
