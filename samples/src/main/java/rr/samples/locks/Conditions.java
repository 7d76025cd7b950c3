package rr.samples.locks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** A ring buffer with two conditions, untimed and timed awaits; timeouts and order of the consumers are the result. */
public final class Conditions {
    private static final int ITEMS = 3_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notFull = lock.newCondition();
    private final Condition notEmpty = lock.newCondition();
    private final int[] ring = new int[4];
    private int size;
    private int next;
    private int timeouts;

    private Conditions() {}

    private void put(int item) throws InterruptedException {
        lock.lock();
        try {
            while (size == ring.length) {
                notFull.await();
            }
            ring[(next + size++) % ring.length] = item;
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
    }

    private int take() throws InterruptedException {
        lock.lock();
        try {
            while (size == 0) {
                if (!notEmpty.await(30, TimeUnit.MICROSECONDS)) {
                    timeouts++;
                }
            }
            int item = ring[next];
            next = (next + 1) % ring.length;
            size--;
            notFull.signalAll();
            return item;
        } finally {
            lock.unlock();
        }
    }

    public static void main(String[] args) throws InterruptedException {
        Conditions buffer = new Conditions();
        Fingerprint[] taken = {new Fingerprint(), new Fingerprint()};
        Workers.run(4, worker -> {
            for (int i = 0; i < ITEMS; i++) {
                if (worker < 2) {
                    buffer.put(worker * ITEMS + i);
                    Workers.spin(i % 100 == 0 ? 40_000 : 50);
                } else {
                    taken[worker - 2].add(buffer.take());
                }
            }
        });
        new Report()
                .line("first consumer  %s", taken[0])
                .line("second consumer %s", taken[1])
                .line("timeouts %d", buffer.timeouts)
                .end();
    }
}
