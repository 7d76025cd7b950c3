package rr.samples.collections;

import java.util.concurrent.ConcurrentHashMap;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/**
 * One ConcurrentHashMap through several resizes: put, compute, merge, putIfAbsent, removal, iteration meanwhile, and keys whose
 * hashes collide so that bins become trees.
 */
public final class ConcurrentMaps {
    private static final int THREADS = 4;
    private static final int ROUNDS = 3_000;

    private ConcurrentMaps() {}

    /** Few hash values for many keys. */
    private static final class Colliding implements Comparable<Colliding> {
        final int value;

        Colliding(int value) {
            this.value = value;
        }

        @Override
        public int hashCode() {
            return value % 3;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Colliding && ((Colliding) other).value == value;
        }

        @Override
        public int compareTo(Colliding other) {
            return Integer.compare(value, other.value);
        }
    }

    public static void main(String[] args) throws InterruptedException {
        ConcurrentHashMap<Integer, Long> map = new ConcurrentHashMap<>(2);
        ConcurrentHashMap<Colliding, Integer> trees = new ConcurrentHashMap<>();
        Fingerprint[] seen = new Fingerprint[THREADS];
        Workers.run(THREADS, worker -> {
            Fingerprint mine = new Fingerprint();
            seen[worker] = mine;
            for (int i = 0; i < ROUNDS; i++) {
                mine.add(map.merge(i, worker + 1L, (a, b) -> a * 31 + b));
                mine.add(map.compute(i % 64, (key, value) -> value == null ? worker : value * 3 + worker));
                mine.add(map.computeIfAbsent(-1 - i, key -> (long) worker));
                Long earlier = map.putIfAbsent(100_000 + i / 2, (long) i * THREADS + worker);
                mine.add(earlier == null ? -1 : earlier);
                if (i % 7 == worker) {
                    Long removed = map.remove(i - 1);
                    mine.add(removed == null ? -1 : removed);
                }
                Integer first = trees.putIfAbsent(new Colliding(i % 200), worker);
                mine.add(first == null ? -1 : first);
                if (i % 50 == 0) {
                    trees.remove(new Colliding((i + worker) % 200));
                }
                if (i % 1_000 == 0) {
                    mine.add(map.mappingCount()).add(map.reduceValuesToLong(Long.MAX_VALUE, Long::longValue, 0, Long::sum));
                }
            }
        });
        Report report = new Report();
        for (int i = 0; i < THREADS; i++) {
            report.line("thread %d saw %s", i, seen[i]);
        }
        Fingerprint contents = new Fingerprint();
        map.forEach((key, value) -> contents.add(key).add(value));
        Fingerprint treeContents = new Fingerprint();
        trees.forEach((key, value) -> treeContents.add(key.value).add(value));
        report.line("map of %d: %s", map.size(), contents);
        report.line("trees of %d: %s", trees.size(), treeContents);
        report.end();
    }
}
