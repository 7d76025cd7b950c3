package rr.agent.table;

import static rr.agent.table.Operation.call;
import static rr.agent.table.Operation.passes;

import java.util.List;

/** Clocks. */
final class TimeOps {
    private static final String HOOKS = "rr/runtime/TimeHooks";

    private TimeOps() {}

    static List<Operation> rows() {
        return List.of(
                passes("java.time.Clock", "currentInstant(...)", "reads VM.getNanoTimeAdjustment and System.currentTimeMillis"),
                call(HOOKS, "java.lang.System", "static long currentTimeMillis()"),
                call(HOOKS, "java.lang.System", "static long nanoTime()"),
                call(HOOKS, "jdk.internal.misc.VM", "static long getNanoTimeAdjustment(long offsetInSeconds)"));
    }
}
