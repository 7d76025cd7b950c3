package rr.samples.pools;

import java.util.concurrent.CountedCompleter;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.atomic.AtomicIntegerArray;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Work stealing: a recursive sum and a counted completer; which worker did which leaf is the result. */
public final class ForkJoinTrees {
    private static final int LEAVES = 1 << 10;

    private ForkJoinTrees() {}

    private static int self() {
        Thread thread = Thread.currentThread();
        return thread instanceof ForkJoinWorkerThread ? ((ForkJoinWorkerThread) thread).getPoolIndex() + 1 : 0;
    }

    private static final class Sum extends RecursiveTask<Long> {
        private final int from;
        private final int to;
        private final transient AtomicIntegerArray doneBy;

        Sum(int from, int to, AtomicIntegerArray doneBy) {
            this.from = from;
            this.to = to;
            this.doneBy = doneBy;
        }

        @Override
        protected Long compute() {
            if (to - from == 1) {
                doneBy.set(from, self());
                return Workers.spin(300) % 1_000 + from;
            }
            int middle = (from + to) >>> 1;
            Sum left = new Sum(from, middle, doneBy);
            left.fork();
            long right = new Sum(middle, to, doneBy).compute();
            return left.join() * 3 + right;
        }
    }

    private static final class Count extends CountedCompleter<Void> {
        private final int from;
        private final int to;
        private final transient AtomicIntegerArray doneBy;

        Count(CountedCompleter<?> parent, int from, int to, AtomicIntegerArray doneBy) {
            super(parent);
            this.from = from;
            this.to = to;
            this.doneBy = doneBy;
        }

        @Override
        public void compute() {
            if (to - from > 4) {
                int middle = (from + to) >>> 1;
                setPendingCount(2);
                new Count(this, from, middle, doneBy).fork();
                new Count(this, middle, to, doneBy).fork();
            } else {
                for (int i = from; i < to; i++) {
                    Workers.spin(200);
                    doneBy.set(i, self());
                }
            }
            tryComplete();
        }
    }

    public static void main(String[] args) {
        Report report = new Report();
        ForkJoinPool pool = new ForkJoinPool(3);
        for (int round = 0; round < 4; round++) {
            AtomicIntegerArray doneBy = new AtomicIntegerArray(LEAVES);
            long sum = pool.invoke(new Sum(0, LEAVES, doneBy));
            report.line("round %d sum %d by %s", round, sum, fingerprint(doneBy));
        }
        AtomicIntegerArray doneBy = new AtomicIntegerArray(LEAVES);
        pool.invoke(new Count(null, 0, LEAVES, doneBy));
        report.line("counted by %s", fingerprint(doneBy));
        AtomicIntegerArray common = new AtomicIntegerArray(LEAVES);
        ForkJoinTask<Long> task = ForkJoinPool.commonPool().submit(new Sum(0, LEAVES, common));
        report.line("common pool %d by %s", task.join(), fingerprint(common));
        report.line("steals %d", pool.getStealCount());
        pool.shutdown();
        report.end();
    }

    private static Fingerprint fingerprint(AtomicIntegerArray doneBy) {
        Fingerprint result = new Fingerprint();
        for (int i = 0; i < doneBy.length(); i++) {
            result.add(doneBy.get(i));
        }
        return result;
    }
}
