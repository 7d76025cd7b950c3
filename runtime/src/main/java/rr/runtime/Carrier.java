package rr.runtime;

import java.util.concurrent.locks.LockSupport;

/** Replay: a thread that carries one virtual thread from its first event to its last, and then another one. It has no lane. */
final class Carrier extends Thread {
    /** Those that have nothing to carry. */
    private static Carrier idle;
    private static int made;
    private static final ThreadGroup GROUP = topGroup();

    private Carrier next;
    private volatile Runnable virtual;

    private Carrier(String name) {
        super(GROUP, null, name, 0, false);
    }

    private static ThreadGroup topGroup() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }

    /** Runs what a virtual thread gives its scheduler to run. */
    static void carry(Runnable virtual) {
        Carrier carrier;
        synchronized (Carrier.class) {
            carrier = idle;
            if (carrier == null) {
                carrier = new Carrier("ForkJoinPool-1-worker-".concat(String.valueOf(++made))); // as those of the JDK's scheduler
            } else {
                idle = carrier.next;
                carrier.next = null;
            }
        }
        boolean isNew = carrier.getState() == Thread.State.NEW;
        carrier.virtual = virtual;
        if (isNew) {
            carrier.setDaemon(true);
            carrier.start();
        } else {
            LockSupport.unpark(carrier);
        }
    }

    @Override
    public void run() {
        for (;;) {
            Runnable mine = virtual;
            if (mine == null) {
                LockSupport.park();
                continue;
            }
            virtual = null;
            mine.run();
            synchronized (Carrier.class) {
                next = idle;
                idle = this;
            }
        }
    }
}
