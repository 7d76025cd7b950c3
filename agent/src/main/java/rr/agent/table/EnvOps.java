package rr.agent.table;

import static rr.agent.table.Operation.call;

import java.util.List;

/** What the VM says about the machine and its own memory. */
final class EnvOps {
    private static final String HOOKS = "rr/runtime/EnvHooks";

    private EnvOps() {}

    static List<Operation> rows() {
        return List.of(
                call(HOOKS, "java.lang.Runtime", "int availableProcessors()"),
                call(HOOKS, "java.lang.Runtime", "long freeMemory()"),
                call(HOOKS, "java.lang.Runtime", "long maxMemory()"),
                call(HOOKS, "java.lang.Runtime", "long totalMemory()"));
    }
}
