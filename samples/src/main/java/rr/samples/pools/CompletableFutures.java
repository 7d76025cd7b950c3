package rr.samples.pools;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Chains of completable futures: which side of anyOf won, which thread ran a dependent, timeouts, and exceptions passed on. */
public final class CompletableFutures {
    private CompletableFutures() {}

    public static void main(String[] args) {
        ExecutorService pool = Executors.newFixedThreadPool(3);
        Report report = new Report();
        report.line("winners %s", winners(pool));
        report.line("dependents ran on %s", dependents(pool));
        report.line("timeouts %s", timeouts(pool));
        report.line("failure: %s", failure(pool));
        report.line("combined %d", combined(pool));
        pool.shutdown();
        report.end();
    }

    private static String winners(ExecutorService pool) {
        StringBuilder winners = new StringBuilder();
        for (int i = 0; i < 150; i++) {
            CompletableFuture<String> left = CompletableFuture.supplyAsync(() -> work("l"), pool);
            CompletableFuture<String> right = CompletableFuture.supplyAsync(() -> work("r"), pool);
            winners.append(CompletableFuture.anyOf(left, right).join());
            winners.append(left.applyToEither(right, String::toUpperCase).join());
        }
        return new Fingerprint().add(winners.toString()) + " " + winners.substring(0, 40);
    }

    private static String work(String result) {
        Workers.spin(2_000);
        return result;
    }

    private static Fingerprint dependents(ExecutorService pool) {
        Fingerprint threads = new Fingerprint();
        for (int i = 0; i < 300; i++) {
            String ran = CompletableFuture.supplyAsync(() -> work("x"), pool)
                    .thenApply(x -> Thread.currentThread().getName()) // here or in the pool: whoever comes second
                    .thenCombineAsync(CompletableFuture.supplyAsync(() -> Thread.currentThread().getName()), (a, b) -> a + "/" + b, pool)
                    .join();
            threads.add(ran);
        }
        return threads;
    }

    private static String timeouts(ExecutorService pool) {
        StringBuilder outcomes = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            int steps = 100_000 * i;
            CompletableFuture<String> slow = CompletableFuture.supplyAsync(() -> Workers.spin(steps) == 0 ? "0" : "d", pool);
            outcomes.append(slow.completeOnTimeout("t", 1, TimeUnit.MILLISECONDS).join());
        }
        return outcomes.toString();
    }

    private static String failure(ExecutorService pool) {
        CompletableFuture<Integer> broken = CompletableFuture.supplyAsync(() -> Integer.parseInt("none"), pool);
        try {
            return "none: " + broken.thenApply(x -> x + 1).join();
        } catch (CompletionException expected) {
            return expected.getCause() + ", handled " + broken.handle((x, e) -> e == null ? x : -1).join();
        }
    }

    private static long combined(ExecutorService pool) {
        List<CompletableFuture<Long>> parts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int part = i;
            parts.add(CompletableFuture.supplyAsync(() -> Workers.spin(part), pool));
        }
        return CompletableFuture.allOf(parts.toArray(new CompletableFuture<?>[0]))
                .thenApply(done -> parts.stream().mapToLong(CompletableFuture::join).sum())
                .join();
    }
}
