package rr.samples;

import java.util.concurrent.atomic.AtomicInteger;

/** Runs the same body in several threads that start as nearly at the same moment as a spin barrier allows. */
public final class Workers {
    /** What each thread does; may throw anything. */
    @FunctionalInterface
    public interface Body {
        void run(int worker) throws Exception;
    }

    private Workers() {}

    /** Starts {@code count} threads, waits for all of them, and throws what the first of them by number threw. */
    public static void run(int count, Body body) throws InterruptedException {
        AtomicInteger missing = new AtomicInteger(count);
        Throwable[] failures = new Throwable[count];
        Thread[] threads = new Thread[count];
        for (int i = 0; i < count; i++) {
            int worker = i;
            threads[i] = new Thread(() -> {
                meet(missing);
                try {
                    body.run(worker);
                } catch (Throwable failure) {
                    failures[worker] = failure;
                }
            }, "worker-" + i);
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (Throwable failure : failures) {
            if (failure != null) {
                throw new IllegalStateException("worker failed", failure);
            }
        }
    }

    /** Local work of a length that the compiler cannot remove: the result depends on every step. */
    public static long spin(int steps) {
        long x = steps;
        for (int i = 0; i < steps; i++) {
            x = x * 6364136223846793005L + 1442695040888963407L;
        }
        return x;
    }

    private static void meet(AtomicInteger missing) {
        missing.decrementAndGet();
        for (int spins = 0; missing.get() > 0; spins++) {
            if (spins < 1_000) {
                Thread.onSpinWait();
            } else {
                Thread.yield(); // more threads than cores: let the missing ones run
            }
        }
    }
}
