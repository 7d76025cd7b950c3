package rr.samples.monitors;

import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/**
 * Every way in which Java code enters and leaves a monitor: blocks, methods, static methods, nested and repeated entry, and
 * leaving by return, by exception and by an exception that is caught inside.
 */
public final class SynchronizedForms {
    private static final int ROUNDS = 3_000;
    private static final Fingerprint STATIC_ORDER = new Fingerprint();

    private final Fingerprint order = new Fingerprint();
    private int depth;
    private int thrown;

    private SynchronizedForms() {}

    private synchronized void method(int worker) {
        order.add(worker);
    }

    private static synchronized void staticMethod(int worker) {
        STATIC_ORDER.add(worker);
    }

    private synchronized int reenter(int worker, int levels) {
        depth = Math.max(depth, levels);
        if (levels == 0) {
            order.add(100 + worker);
            return 0;
        }
        synchronized (this) {
            return 1 + reenter(worker, levels - 1);
        }
    }

    private synchronized void throwing(int worker) {
        order.add(200 + worker);
        thrown++;
        throw new IllegalStateException("from " + worker);
    }

    private int throwingBlock(int worker, int[] array) {
        synchronized (array) {
            array[0] += worker + 1;
            return array[array.length + worker]; // always out of bounds: leaves the monitor by exception
        }
    }

    private void nested(Object first, Object second, int worker) {
        synchronized (first) {
            synchronized (second) {
                synchronized (this) {
                    order.add(300 + worker);
                }
            }
        }
    }

    public static void main(String[] args) throws InterruptedException {
        SynchronizedForms shared = new SynchronizedForms();
        Object first = new Object();
        int[] array = new int[1];
        int[] caught = new int[3];
        Workers.run(3, worker -> {
            for (int i = 0; i < ROUNDS; i++) {
                shared.method(worker);
                staticMethod(worker);
                shared.reenter(worker, i % 5);
                try {
                    shared.throwing(worker);
                } catch (IllegalStateException expected) {
                    caught[worker]++;
                }
                try {
                    shared.throwingBlock(worker, array);
                } catch (ArrayIndexOutOfBoundsException expected) {
                    caught[worker]++;
                }
                shared.nested(first, SynchronizedForms.class, worker);
            }
        });
        try {
            synchronized (nothing()) {
                throw new AssertionError("entered the monitor of null");
            }
        } catch (NullPointerException expected) {
            shared.order.add(-1);
        }
        new Report()
                .line("instance order %s", shared.order)
                .line("static order   %s", STATIC_ORDER)
                .line("depth %d thrown %d caught %d %d %d sum %d", shared.depth, shared.thrown, caught[0], caught[1], caught[2], array[0])
                .line("monitor held afterwards: %b", Thread.holdsLock(shared))
                .end();
    }

    private static Object nothing() {
        return null;
    }
}
