package rr.samples.virtual;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import rr.samples.Fingerprint;
import rr.samples.Report;

/** Two hundred virtual threads: order of a lock, sleeps, a monitor, a synchronized method and yields. */
public final class LocksAndSleeps {
    private LocksAndSleeps() {}

    private static final class Counter {
        private final Fingerprint order = new Fingerprint();

        synchronized void add(int number) {
            order.add(number);
        }
    }

    public static void main(String[] args) throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        Object monitor = new Object();
        Fingerprint byLock = new Fingerprint();
        Fingerprint byMonitor = new Fingerprint();
        Counter byMethod = new Counter();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int number = i;
            threads.add(VirtualStarts.start("v" + i, () -> {
                lock.lock();
                try {
                    byLock.add(number);
                } finally {
                    lock.unlock();
                }
                Thread.yield();
                try {
                    Thread.sleep(number % 3);
                } catch (InterruptedException unexpected) {
                    return;
                }
                synchronized (monitor) {
                    byMonitor.add(number);
                }
                byMethod.add(number);
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        new Report().line("lock %s", byLock).line("monitor %s", byMonitor).line("method %s", byMethod.order).end();
    }
}
