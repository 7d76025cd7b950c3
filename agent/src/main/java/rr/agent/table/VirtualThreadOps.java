package rr.agent.table;

import static rr.agent.table.Operation.atStart;
import static rr.agent.table.Operation.instead;
import static rr.agent.table.Operation.suppress;
import static rr.agent.table.Operation.suppressAll;

import java.util.List;

/**
 * Virtual threads. Each is a lane of its own; what carries and schedules them is not recorded. Classes that do that are skipped, and
 * what they call under a virtual thread's identity is suppressed.
 */
final class VirtualThreadOps {
    private static final String HOOKS = "rr/runtime/VirtualHooks";
    private static final String HELD = "rr/runtime/VirtualBodies";
    private static final String VIRTUAL = "java.lang.VirtualThread";
    private static final String SCHEDULER = "the scheduler, whose carriers are not recorded";
    private static final String CONTAINERS = "counts virtual threads for thread dumps; they are taken out by their carriers";

    private static final String REGISTRY = "for thread dumps; removes what was collected: how much depends on the collector";

    private VirtualThreadOps() {}

    static List<Operation> rows() {
        return List.of(
                instead(HOOKS, "nextThreadId", "java.lang.Thread$ThreadIdentifiers", "static long next()")
                        .since(25)
                        .because("carriers and the VM's own threads take numbers, too; a virtual thread's is its hash code"),
                suppress(VIRTUAL, "<clinit>(...)", SCHEDULER).since(25),
                atStart(HOOKS, "mounting", VIRTUAL, "void mount()").receiverAsObject().since(25).because("native code finds the lane by the carrier"),
                atStart(HOOKS, "unmounting", VIRTUAL, "void unmount()").receiverAsObject().since(25).because("the carrier has no lane"),
                atStart(HOOKS, "began", VIRTUAL, "void run(Runnable task)").receiverAsObject().since(25).because("the thread's first event"),
                atStart(HOOKS, "ended", VIRTUAL, "void afterDone(boolean notifyContainer)")
                        .receiverAsObject()
                        .since(25)
                        .because("its last event, before anybody can see that it has ended; its carrier runs it"),
                instead(HOOKS, "submit", VIRTUAL, "void externalSubmitRunContinuationOrThrow()")
                        .since(25)
                        .because("the end of every way to start one; on replay it gets a carrier to itself"),
                suppress(VIRTUAL, "externalSubmitRunContinuationOrThrow(...)", SCHEDULER).since(25),
                suppress(VIRTUAL, "externalSubmitRunContinuation(...)", SCHEDULER).since(25),
                suppress(VIRTUAL, "lazySubmitRunContinuation(...)", SCHEDULER).since(25),
                suppress(VIRTUAL, "submitRunContinuation(...)", SCHEDULER).since(25),
                suppressAll("jdk.internal.misc.CarrierThread", SCHEDULER).since(21),
                suppress("jdk.internal.vm.SharedThreadContainer", "onExit(...)", CONTAINERS).since(21),
                suppress("jdk.internal.vm.SharedThreadContainer", "onStart(...)", CONTAINERS).since(21),
                suppress("jdk.internal.vm.ThreadContainers", "<clinit>(...)", "reads a property, in whichever thread makes the first pool").since(21),
                suppress("jdk.internal.vm.ThreadContainers", "deregisterContainer(...)", REGISTRY).since(21),
                suppress("jdk.internal.vm.ThreadContainers", "registerContainer(...)", REGISTRY).since(21),
                suppressAll("jdk.internal.vm.ThreadContainers$RootContainer$CountingRootContainer", CONTAINERS).since(21),
                suppressAll("jdk.internal.vm.ThreadContainers$RootContainer$TrackingRootContainer", CONTAINERS).since(21),
                instead(HOOKS, "park", VIRTUAL, "void park()").since(25).because("one event, when it returns; no wait on replay"),
                suppress(VIRTUAL, "park(...)", "its event is counted when it ends").by(HELD).since(25),
                instead(HOOKS, "parkNanos", VIRTUAL, "void parkNanos(long nanos)").since(25).because("one event, when it returns; no wait on replay"),
                suppress(VIRTUAL, "parkNanos(...)", "its event is counted when it ends").by(HELD).since(25),
                instead(HOOKS, "join", VIRTUAL, "boolean joinNanos(long nanos)").since(25).because("what it waits for is counted down by the carrier"),
                instead(HOOKS, "interrupt", VIRTUAL, "void interrupt()").since(25).because("a write of the flag, with the carrier's kept equal"),
                suppress(VIRTUAL, "interrupt(...)", "the write ends with it").by(HELD).since(25),
                instead(HOOKS, "isInterrupted", VIRTUAL, "boolean isInterrupted()").since(25).because("a read of the flag"),
                instead(HOOKS, "getAndClearInterrupt", VIRTUAL, "boolean getAndClearInterrupt()")
                        .since(25)
                        .because("a read of the flag, and a write if it is set"),
                suppress(VIRTUAL, "getAndClearInterrupt(...)", "the write ends with it").by(HELD).since(25),
                instead(HOOKS, "threadState", VIRTUAL, "Thread$State threadState()").since(25).because("depends on who carries it"),
                instead(HOOKS, "isTerminated", VIRTUAL, "boolean isTerminated()").since(25).because("its carrier sets that"),
                instead(HOOKS, "toString", VIRTUAL, "String toString()").since(25).because("names the carrier and its state"));
    }
}
