package rr.agent.table;

import static rr.agent.table.Operation.call;

import java.util.List;

/** Names of classes that are made up at run time: those of hidden classes, such as lambdas, and of proxies. */
final class NameOps {
    private static final String HOOKS = "rr/runtime/NameHooks";

    private NameOps() {}

    static List<Operation> rows() {
        return List.of(
                call(HOOKS, "java.lang.Class", "String getName()"),
                call(HOOKS, "java.lang.Class", "String getSimpleName()"),
                call(HOOKS, "java.lang.Class", "String getTypeName()"),
                call(HOOKS, "java.lang.Class", "String toString()"));
    }
}
