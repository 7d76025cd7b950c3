package rr.agent.table;

import static rr.agent.table.Operation.atEnd;
import static rr.agent.table.Operation.call;

import java.util.List;

/** Identity hash codes. */
final class HashOps {
    private static final String HOOKS = "rr/runtime/HashHooks";

    private HashOps() {}

    static List<Operation> rows() {
        return List.of(
                call(HOOKS, "java.lang.Object", "int hashCode()")
                        .withOverrides()
                        .superCallAs("identityHashCode")
                        .inClassesAs("tableHashCode", "java.util.HashMap", "java.util.ImmutableCollections$MapN", "java.util.ImmutableCollections$SetN")
                        .because("the owner of a call is Object, an interface, or (other compilers than javac) a class that inherits it; the hook dispatches"),
                atEnd(HOOKS, "written", "java.lang.IllegalAccessError", "void <init>(String s)")
                        .receiverAsObject()
                        .because("the VM names the module of the class path by its hash"),
                call(HOOKS, "java.lang.System", "static int identityHashCode(Object x)")
                        .inClassesAs("jdksIdentityHashCode", "java.lang.WeakPairMap$Pair", "java.lang.ClassLoader")
                        .because("who opens what to whom is in tables that the start, and agents that come before, have begun; "
                                + "reflection (17) makes loaders of its own when racing threads have called a method often enough"));
    }
}
