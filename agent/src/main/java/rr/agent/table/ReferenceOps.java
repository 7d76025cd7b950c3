package rr.agent.table;

import static rr.agent.table.Operation.atStart;
import static rr.agent.table.Operation.passes;
import static rr.agent.table.Operation.suppress;

import java.util.List;

/**
 * References that the collector clears. What the collector did is not recorded yet; the rows here keep the JDK's own clean-up of
 * caches, whose amount of work depends on it, out of the events.
 */
final class ReferenceOps {
    private static final String CLEAN_UP = "removes entries whose referents were collected: how many depends on the collector";

    private ReferenceOps() {}

    static List<Operation> rows() {
        return List.of(
                suppress("java.io.ClassCache", "processQueue(...)", CLEAN_UP),
                atStart("rr/runtime/Kept", "keep", "java.util.logging.Logger", "void doSetParent(java.util.logging.Logger newParent)")
                        .receiverAsObject()
                        .because("the log manager holds loggers weakly, and takes those apart that were collected whenever one is made"),
                passes("java.lang.ref.Reference", "get(...)", "compiled code does not run its body, and clearing is not recorded yet"),
                passes("java.lang.ref.ReferenceQueue", "poll(...)", "what the collector enqueued is not recorded yet"),
                suppress("java.util.WeakHashMap", "expungeStaleEntries(...)", CLEAN_UP),
                suppress("sun.util.locale.LocaleObjectCache", "cleanStaleEntries(...)", CLEAN_UP).until(20),
                suppress("sun.util.locale.provider.LocaleResources", "removeEmptyReferences(...)", CLEAN_UP),
                suppress("sun.util.resources.Bundles", "cleanupCache(...)", CLEAN_UP));
    }
}
