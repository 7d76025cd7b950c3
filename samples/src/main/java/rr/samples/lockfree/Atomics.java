package rr.samples.lockfree;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicMarkableReference;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicStampedReference;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Each class of {@code java.util.concurrent.atomic} under contention; each thread fingerprints the values it was given. */
public final class Atomics {
    private static final int THREADS = 3;
    private static final int ROUNDS = 2_000;

    private final AtomicInteger number = new AtomicInteger();
    private final AtomicLong wide = new AtomicLong();
    private final AtomicBoolean flag = new AtomicBoolean();
    private final AtomicReference<String> text = new AtomicReference<>("");
    private final AtomicIntegerArray numbers = new AtomicIntegerArray(4);
    private final AtomicLongArray wides = new AtomicLongArray(4);
    private final AtomicReferenceArray<Integer> cells = new AtomicReferenceArray<>(new Integer[] {0, 0, 0, 0});
    private final AtomicStampedReference<Integer> stamped = new AtomicStampedReference<>(0, 0);
    private final AtomicMarkableReference<Integer> marked = new AtomicMarkableReference<>(0, false);

    private Atomics() {}

    private void round(int worker, int i, Fingerprint seen) {
        seen.add(number.getAndIncrement()).add(number.addAndGet(worker)).add(number.accumulateAndGet(i, (a, b) -> a ^ b));
        seen.add(number.getAndUpdate(value -> value & 0xffff)).add(number.getAcquire());
        number.lazySet(i);
        seen.add(wide.getAndAdd(worker + 1)).add(wide.updateAndGet(value -> value * 31 + worker));
        seen.add(wide.compareAndSet(i, worker) ? 1 : 0).add(wide.getAndSet(i));
        boolean won = flag.compareAndSet((i & 1) == 0, (i & 1) != 0);
        seen.add(won ? 1 : 0).add(flag.getAndSet(worker == 0) ? 1 : 0).add(flag.weakCompareAndSetPlain(true, false) ? 1 : 0);
        seen.add(text.getAndSet(worker + "." + i)).add(text.updateAndGet(value -> value.isEmpty() ? "x" : value.substring(1)));
        seen.add(numbers.incrementAndGet(i & 3)).add(numbers.getAndAdd(worker, i));
        seen.add(wides.getAndSet(i & 3, i)).add(wides.accumulateAndGet(worker, i, Long::sum));
        seen.add(cells.getAndUpdate(i & 3, value -> (value + worker) & 0xffff).intValue()).add(cells.get(worker).intValue());
        int[] stamp = new int[1];
        Integer stampedValue = stamped.get(stamp);
        boolean stampedWon = stamped.compareAndSet(stampedValue, (stampedValue + worker + 1) & 63, stamp[0], stamp[0] + 1);
        seen.add(stamp[0]).add(stampedWon ? 1 : 0);
        boolean[] mark = new boolean[1];
        Integer markedValue = marked.get(mark);
        boolean markedWon = marked.compareAndSet(markedValue, (markedValue + 1) & 63, mark[0], !mark[0]);
        seen.add(mark[0] ? 1 : 0).add(markedWon ? 1 : 0);
    }

    public static void main(String[] args) throws InterruptedException {
        Atomics shared = new Atomics();
        Fingerprint[] seen = new Fingerprint[THREADS];
        Workers.run(THREADS, worker -> {
            seen[worker] = new Fingerprint();
            for (int i = 0; i < ROUNDS; i++) {
                shared.round(worker, i, seen[worker]);
            }
        });
        Report report = new Report();
        for (int i = 0; i < THREADS; i++) {
            report.line("thread %d saw %s", i, seen[i]);
        }
        report.line("int %s long %s boolean %s reference %s", shared.number, shared.wide, shared.flag, shared.text);
        report.line("arrays %s %s %s", shared.numbers, shared.wides, shared.cells);
        report.line("stamped %d stamp %d", shared.stamped.getReference(), shared.stamped.getStamp());
        report.line("marked %d mark %b", shared.marked.getReference(), shared.marked.isMarked());
        report.end();
    }
}
