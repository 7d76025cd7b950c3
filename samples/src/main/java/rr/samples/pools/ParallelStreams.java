package rr.samples.pools;

import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import rr.samples.Fingerprint;
import rr.samples.Report;

/** Parallel streams on the common pool: the order of forEach, findAny, concurrent grouping, and stable reductions beside them. */
public final class ParallelStreams {
    private static final int SIZE = 20_000;

    private ParallelStreams() {}

    public static void main(String[] args) {
        Report report = new Report();
        ConcurrentLinkedQueue<Integer> order = new ConcurrentLinkedQueue<>();
        IntStream.range(0, SIZE).parallel().forEach(order::add);
        Fingerprint visited = new Fingerprint();
        order.forEach(visited::add);
        report.line("forEach order %s", visited);

        StringBuilder found = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            found.append(IntStream.range(0, SIZE).parallel().filter(x -> x % 1_000 == 999).findAny().orElse(-1)).append(' ');
        }
        report.line("findAny %s", found.toString().trim());

        Map<String, Long> byThread = IntStream.range(0, SIZE).parallel().boxed()
                .collect(Collectors.groupingByConcurrent(x -> Thread.currentThread().getName(), Collectors.counting()));
        byThread.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> report.line("  %s did %d", entry.getKey(), entry.getValue()));

        report.line("sum %d, sorted head %s", IntStream.range(0, SIZE).parallel().mapToLong(x -> x * (long) x).sum(),
                order.parallelStream().sorted().limit(5).collect(Collectors.toList()));
        report.line("doubles %s", IntStream.range(1, SIZE).parallel().mapToDouble(x -> 1.0 / x).sum());
        report.end();
    }
}
