package rr.runtime;

/**
 * Objects that the JDK holds weakly and takes apart when they were collected, by events of whichever thread comes by. They are kept
 * for as long as the process lives, which the collector is free to do, too: so there is nothing to take apart.
 */
public final class Kept {
    private static Kept top;

    private final Object object;
    /** Never read: it is what keeps the others. */
    @SuppressWarnings("unused")
    private final Kept next;

    private Kept(Object object, Kept next) {
        this.object = object;
        this.next = next;
    }

    /** Keeps an object that a recorded thread uses. */
    public static void keep(Object o) {
        if (Threads.find(Thread.currentThread()) == null) {
            return;
        }
        synchronized (Kept.class) {
            if (top == null || top.object != o) {
                top = new Kept(o, top);
            }
        }
    }
}
