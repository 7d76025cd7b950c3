package rr.agent.table;

import static rr.agent.table.Operation.call;

import java.util.List;

/** Natives whose outcome hangs on the VM's own tables and memory. */
final class NativeOps {
    private static final String HOOKS = "rr/runtime/NativeHooks";

    private NativeOps() {}

    static List<Operation> rows() {
        return List.of(
                call(HOOKS, "java.lang.String", "String intern()"),
                call(HOOKS, "jdk.internal.misc.Unsafe", "long allocateMemory(long bytes)")
                        .receiverAsObject()
                        .because("the JDK writes bytes of it out that nobody has set: the watch service of 17, to wake its thread"));
    }
}
