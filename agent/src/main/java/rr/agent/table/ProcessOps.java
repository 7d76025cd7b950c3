package rr.agent.table;

import static rr.agent.table.Operation.passes;

import java.util.List;

/** Child processes and the own one: all through libc, where the shim stands. */
final class ProcessOps {
    private static final String LIBC = "a native of libjava, which asks libc";
    private static final String SHIM = "a native of libjava that is a row of the shim's table as a whole";

    private ProcessOps() {}

    static List<Operation> rows() {
        return List.of(
                passes("java.lang.ProcessHandleImpl", "getCurrentPid0(...)", LIBC),
                passes("java.lang.ProcessHandleImpl", "getProcessPids0(...)", SHIM),
                passes("java.lang.ProcessHandleImpl", "isAlive0(...)", LIBC),
                passes("java.lang.ProcessHandleImpl", "parent0(...)", SHIM),
                passes("java.lang.ProcessHandleImpl", "waitForProcessExit0(...)", LIBC),
                passes("java.lang.ProcessImpl", "forkAndExec(...)", SHIM));
    }
}
