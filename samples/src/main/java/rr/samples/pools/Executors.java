package rr.samples.pools;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** A bounded thread pool: which thread ran which task, which tasks were refused, cancelled in time, or came first. */
public final class Executors {
    private static final int TASKS = 8; // as many as the queue holds

    private Executors() {}

    public static void main(String[] args) throws InterruptedException, ExecutionException {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(2, 4, 5, TimeUnit.MILLISECONDS, new ArrayBlockingQueue<>(TASKS));
        Report report = new Report();
        try {
            submit(pool, report);
            completionOrder(pool, report);
            invoke(pool, report);
            cancel(pool, report);
        } finally {
            pool.shutdown();
        }
        report.line("terminated %b", pool.awaitTermination(10, TimeUnit.SECONDS));
        report.line("completed %d, largest pool %d", pool.getCompletedTaskCount(), pool.getLargestPoolSize());
        report.end();
    }

    private static void submit(ThreadPoolExecutor pool, Report report) throws InterruptedException, ExecutionException {
        List<Future<String>> futures = new ArrayList<>();
        int refused = 0;
        for (int i = 0; i < 1_000; i++) {
            int task = i;
            try {
                futures.add(pool.submit(() -> task + "@" + Thread.currentThread().getName() + Workers.spin(100)));
            } catch (RejectedExecutionException full) {
                refused++;
                Thread.yield();
            }
        }
        Fingerprint who = new Fingerprint();
        for (Future<String> future : futures) {
            who.add(future.get());
        }
        report.line("ran %s, refused %d", who, refused);
    }

    private static void completionOrder(ThreadPoolExecutor pool, Report report) throws InterruptedException, ExecutionException {
        ExecutorCompletionService<Integer> service = new ExecutorCompletionService<>(pool);
        for (int i = 0; i < TASKS; i++) {
            int task = i;
            service.submit(() -> {
                Workers.spin(20_000);
                return task;
            });
        }
        StringBuilder order = new StringBuilder();
        for (int i = 0; i < TASKS; i++) {
            order.append(service.take().get());
        }
        report.line("completed in order %s", order);
    }

    private static void invoke(ThreadPoolExecutor pool, Report report) throws InterruptedException, ExecutionException {
        List<Callable<String>> racers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int racer = i;
            racers.add(() -> {
                Workers.spin(30_000);
                return "racer " + racer;
            });
        }
        report.line("first of all: %s", pool.invokeAny(racers));
        Fingerprint all = new Fingerprint();
        for (Future<String> future : pool.invokeAll(racers)) {
            all.add(future.get());
        }
        report.line("all: %s", all);
        Future<Object> failing = pool.submit(() -> {
            throw new IllegalStateException("task failed");
        });
        try {
            failing.get();
        } catch (ExecutionException expected) {
            report.line("failing task: %s", expected.getCause());
        }
    }

    private static void cancel(ThreadPoolExecutor pool, Report report) throws InterruptedException, ExecutionException {
        StringBuilder outcomes = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            int steps = 500 * i;
            Future<Long> future;
            try {
                future = pool.submit(() -> Workers.spin(steps));
            } catch (RejectedExecutionException full) { // cancelled tasks keep their place in the queue
                outcomes.append('r');
                Thread.yield();
                continue;
            }
            Workers.spin(15_000);
            future.cancel(true);
            try {
                future.get();
                outcomes.append('d'); // done before it was cancelled
            } catch (CancellationException cancelled) {
                outcomes.append('c');
            }
        }
        report.line("cancelled: %s", outcomes);
    }
}
