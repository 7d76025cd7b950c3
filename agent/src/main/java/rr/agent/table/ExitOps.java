package rr.agent.table;

import static rr.agent.table.Operation.atStart;
import static rr.agent.table.Operation.call;

import java.util.List;

/** How the process ends. */
final class ExitOps {
    private static final String HOOKS = "rr/runtime/ExitHooks";

    private ExitOps() {}

    static List<Operation> rows() {
        return List.of(
                call(HOOKS, "java.lang.Shutdown", "static void halt0(int status)")
                        .as("halt")
                        .because("System.exit and Runtime.halt both end here"),
                call(HOOKS, "jdk.internal.misc.VM", "static void shutdown()")
                        .because("the end of Java's part in the end of the VM"),
                atStart(HOOKS, "destroying", "java.lang.Shutdown", "static void shutdown()")
                        .because("the VM calls it when the last non-daemon thread has ended"));
    }
}
