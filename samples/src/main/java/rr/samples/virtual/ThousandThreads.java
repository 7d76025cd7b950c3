package rr.samples.virtual;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import rr.samples.Report;

/** A thousand virtual threads alive at a time, in an executor that makes one for each task; each starts another one. */
public final class ThousandThreads {
    private ThousandThreads() {}

    private static final int THREADS = 1000;

    public static void main(String[] args) throws Exception {
        ExecutorService executor = VirtualStarts.executor();
        CountDownLatch all = new CountDownLatch(THREADS);
        AtomicLong order = new AtomicLong();
        AtomicLong children = new AtomicLong();
        List<Future<Long>> results = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            results.add(executor.submit(() -> {
                all.countDown();
                all.await();
                long mine = order.updateAndGet(before -> before * 31 + number);
                Thread child = VirtualStarts.start("", () -> children.updateAndGet(before -> before * 17 + number));
                child.join();
                return mine;
            }));
        }
        long sum = 0;
        for (Future<Long> result : results) {
            sum = sum * 31 + result.get();
        }
        executor.shutdown();
        boolean ended = executor.awaitTermination(60, TimeUnit.SECONDS);
        new Report().line("order %d", order.get()).line("children %d", children.get()).line("results %d", sum).line("ended %b", ended).end();
    }
}
