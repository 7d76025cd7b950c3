package rr.runtime;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;

/**
 * Replay: what keeps the referent of a reference from the collector until the moment at which the recorded program saw that it was gone.
 * It stands in the reference's field for its queue, which only the JDK's own code looks at: so it lives exactly as long as the reference.
 * Whoever enqueues the reference puts it into this queue, where nobody looks: what queues give is in the log.
 */
final class Held extends ReferenceQueue<Object> {
    /** The reference's own queue. */
    final Object queue;
    /** Never read: it is what keeps it. */
    @SuppressWarnings("unused")
    private final Object referent;

    private Held(Object queue, Object referent) {
        this.queue = queue;
        this.referent = referent;
    }

    /** Keeps the referent, unless it is kept or gone already. */
    static void hold(Reference<?> reference, Object referent) {
        Object queue = References.queueOf(reference);
        if (referent != null && !(queue instanceof Held) && queue != References.ENQUEUED) {
            References.setQueue(reference, new Held(queue, referent));
        }
    }

    /** Whether the reference is one of that queue's; one that the program has enqueued itself does not tell any more. */
    static boolean isOf(Reference<?> reference, Object queue) {
        Object own = References.queueOf(reference);
        return (own instanceof Held ? ((Held) own).queue : own) == queue || own == References.ENQUEUED;
    }

    /** The collector has cleared it, as the recorded one did by now. */
    static void release(Reference<?> reference) {
        References.clear(reference);
        letGo(reference);
    }

    /** From now on it is the collector's. */
    static void letGo(Reference<?> reference) {
        Object queue = References.queueOf(reference);
        if (queue instanceof Held) {
            References.setQueue(reference, ((Held) queue).queue);
        }
    }
}
