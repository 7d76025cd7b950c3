package rr.agent.table;

import static rr.agent.table.Operation.atEnd;
import static rr.agent.table.Operation.atStart;
import static rr.agent.table.Operation.call;
import static rr.agent.table.Operation.instead;
import static rr.agent.table.Operation.passes;
import static rr.agent.table.Operation.result;
import static rr.agent.table.Operation.suppress;
import static rr.agent.table.Operation.suppressAll;

import java.util.List;

/** References that the collector clears, and what the program sees of that. */
final class ReferenceOps {
    private static final String HOOKS = "rr/runtime/ReferenceHooks";
    private static final String REFERENCE = "java.lang.ref.Reference";
    private static final String QUEUE = "java.lang.ref.ReferenceQueue";
    private static final String FINALIZER_HOOKS = "rr/runtime/FinalizerHooks";
    private static final String FINALIZER = "java.lang.ref.Finalizer";
    private static final String RUN_FINALIZER = "void runFinalizer(jdk.internal.access.JavaLangAccess jla)";

    private ReferenceOps() {}

    static List<Operation> rows() {
        return List.of(
                suppressAll("java.io.ClassCache", "made of classes alone, by whichever thread finds that the collector has cleared an entry"),
                atStart(FINALIZER_HOOKS, "running", FINALIZER, RUN_FINALIZER)
                        .receiverAsObject()
                        .because("the VM's thread for finalizers has a lane while it runs one"),
                atEnd(FINALIZER_HOOKS, "ran", FINALIZER, RUN_FINALIZER).receiverAsObject(),
                atEnd(HOOKS, "created", REFERENCE, "void <init>(Object referent, java.lang.ref.ReferenceQueue queue)")
                        .receiverAsObject()
                        .because("every reference is made here; replay holds its referent"),
                passes(REFERENCE, "void clear()", "the program's own; nothing shows but that the referent is gone"),
                call(HOOKS, REFERENCE, "boolean enqueue()").receiverAsObject().withOverrides(),
                call(HOOKS, REFERENCE, "Object get()").superCallAs("ownGet").receiverAsObject().withOverrides(),
                call(HOOKS, REFERENCE, "boolean isEnqueued()").receiverAsObject().withOverrides(),
                call(HOOKS, REFERENCE, "boolean refersTo(Object obj)").receiverAsObject().isFinal(),
                passes("java.lang.ref.PhantomReference", "Object get()", "always null"),
                call(HOOKS, QUEUE, "java.lang.ref.Reference poll()"),
                call(HOOKS, QUEUE, "java.lang.ref.Reference remove()"),
                call(HOOKS, QUEUE, "java.lang.ref.Reference remove(long timeout)"),
                call(HOOKS, "java.lang.ref.SoftReference", "Object get()").as("getSoft").superCallAs("ownGet").receiverAsObject().withOverrides(),
                suppress("jdk.internal.misc.VM", "addFinalRefCount(...)", "counts what the collector puts into a queue, for whoever asks how many there are"),
                result("jdk.internal.misc.VM", "static int getFinalRefCount()"),
                instead("rr/runtime/CleanerHooks", "clean", "jdk.internal.ref.PhantomCleanable", "void clean()")
                        .because("so has the thread of the JDK's own cleaner"),
                suppressAll("sun.util.locale.LocaleObjectCache", "made of equal values by class initialisers and regions without events, too").until(20));
    }
}
