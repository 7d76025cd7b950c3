package rr.samples.virtual;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** An executor that makes a virtual thread for each task: order of a lock, sleeps, and monitors that pin or not. */
public final class PerTaskExecutor {
    private static final int THREADS = 200;

    private PerTaskExecutor() {}

    public static void main(String[] args) throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        Object monitor = new Object();
        Fingerprint byLock = new Fingerprint();
        Fingerprint byMonitor = new Fingerprint();
        ExecutorService executor = VirtualStarts.executor();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            executor.execute(() -> {
                lock.lock();
                try {
                    byLock.add(number);
                } finally {
                    lock.unlock();
                }
                Workers.spin(2_000);
                try {
                    Thread.sleep(number % 3);
                } catch (InterruptedException unexpected) {
                    return;
                }
                synchronized (monitor) {
                    byMonitor.add(number);
                }
            });
        }
        executor.shutdown();
        boolean ended = executor.awaitTermination(30, TimeUnit.SECONDS);
        new Report()
                .line("lock order %s", byLock)
                .line("monitor order %s", byMonitor)
                .line("ended %b", ended)
                .end();
    }
}
