package rr.agent.table;

import static rr.agent.table.Operation.atEnd;
import static rr.agent.table.Operation.instead;
import static rr.agent.table.Operation.passes;
import static rr.agent.table.Operation.result;

import java.util.List;

/** Signals. */
final class SignalOps {
    private static final String HOOKS = "rr/runtime/SignalHooks";
    private static final String SIGNAL = "jdk.internal.misc.Signal";

    private SignalOps() {}

    static List<Operation> rows() {
        return List.of(
                instead(HOOKS, "dispatch", SIGNAL, "static void dispatch(int number)")
                        .because("the VM calls it on a thread of its own for each signal that has a handler in Java"),
                atEnd(HOOKS, "dispatched", SIGNAL, "static void dispatch(int number)"),
                result(SIGNAL, "static long handle0(int sig, long nativeH)").because("tells whether the signal was ignored when the process began"),
                passes(SIGNAL, "raise0(...)", "a signal that arrives is an event; on replay those that come for real are left alone"));
    }
}
