package rr.samples.lockfree;

import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Striped counters: the sums that threads see on the way depend on the order, and sums of doubles on the stripes too. */
public final class Adders {
    private static final int THREADS = 4;
    private static final int ROUNDS = 5_000;

    private Adders() {}

    public static void main(String[] args) throws InterruptedException {
        LongAdder adder = new LongAdder();
        DoubleAdder fractions = new DoubleAdder();
        LongAccumulator maximum = new LongAccumulator(Long::max, Long.MIN_VALUE);
        DoubleAccumulator product = new DoubleAccumulator((a, b) -> (a * b) % 1e9, 1);
        Fingerprint[] seen = new Fingerprint[THREADS];
        Workers.run(THREADS, worker -> {
            seen[worker] = new Fingerprint();
            for (int i = 0; i < ROUNDS; i++) {
                adder.add(worker);
                fractions.add(1.0 / (i + worker + 1));
                maximum.accumulate(i * 31L % 977 + worker);
                product.accumulate(1.0 + worker / 7.0);
                if (i % 10 == 0) {
                    seen[worker].add(adder.sum()).add(Double.doubleToLongBits(fractions.sum())).add(maximum.get());
                }
            }
        });
        Report report = new Report();
        for (int i = 0; i < THREADS; i++) {
            report.line("thread %d saw %s", i, seen[i]);
        }
        report.line("sum %d, fractions %s, maximum %d, product %s", adder.sum(), fractions.sum(), maximum.get(), product.get());
        report.line("reset %d", adder.sumThenReset());
        report.end();
    }
}
