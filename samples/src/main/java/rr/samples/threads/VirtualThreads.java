package rr.samples.threads;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Virtual threads (JDK 21 and later, found by reflection): order of a lock, sleeps, and monitors that pin or not. */
public final class VirtualThreads {
    private static final int THREADS = 200;

    private VirtualThreads() {}

    public static void main(String[] args) throws ReflectiveOperationException, InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        Object monitor = new Object();
        Fingerprint byLock = new Fingerprint();
        Fingerprint byMonitor = new Fingerprint();
        ExecutorService executor = executor();
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

    private static ExecutorService executor() throws ReflectiveOperationException {
        Method perTask;
        try {
            perTask = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
        } catch (NoSuchMethodException older) {
            System.out.println("no virtual threads here: platform threads");
            return Executors.newCachedThreadPool();
        }
        try {
            return (ExecutorService) perTask.invoke(null);
        } catch (InvocationTargetException refused) {
            throw new IllegalStateException(refused.getCause());
        }
    }
}
