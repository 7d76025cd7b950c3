package rr.samples.threads;

import java.lang.ref.Cleaner;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.atomic.AtomicInteger;
import rr.samples.Report;
import rr.samples.Workers;

/** Threads that wait for references which the collector never clears, while others go on. */
public final class ReferenceWaiters {
    private static final int ROUNDS = 200;

    private ReferenceWaiters() {}

    public static void main(String[] args) throws InterruptedException {
        AtomicInteger waiters = new AtomicInteger();
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        Thread waiting = new Thread(() -> {
            waiters.incrementAndGet();
            try {
                queue.remove();
                waiters.decrementAndGet();
            } catch (InterruptedException e) {
                waiters.addAndGet(10);
            }
        });
        waiting.setDaemon(true);
        waiting.start();
        Cleaner cleaner = Cleaner.create();
        AtomicInteger cleaned = new AtomicInteger();
        Workers.run(2, worker -> {
            for (int i = 0; i < ROUNDS; i++) {
                cleaner.register(new Object(), cleaned::incrementAndGet).clean();
            }
        });
        new Report().line("waiting %d", waiters.get()).line("cleaned %d", cleaned.get()).end();
    }
}
