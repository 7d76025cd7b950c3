package rr.samples.collections;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Skip lists (whose levels are random) and copy-on-write lists: what each thread found, and what is left. */
public final class SkipListsAndCopies {
    private static final int THREADS = 3;
    private static final int ROUNDS = 1_500;

    private SkipListsAndCopies() {}

    public static void main(String[] args) throws InterruptedException {
        ConcurrentSkipListMap<Integer, Integer> map = new ConcurrentSkipListMap<>();
        ConcurrentSkipListSet<String> set = new ConcurrentSkipListSet<>();
        CopyOnWriteArrayList<Integer> list = new CopyOnWriteArrayList<>();
        CopyOnWriteArraySet<Integer> distinct = new CopyOnWriteArraySet<>();
        Fingerprint[] seen = new Fingerprint[THREADS];
        Workers.run(THREADS, worker -> {
            Fingerprint mine = new Fingerprint();
            seen[worker] = mine;
            for (int i = 0; i < ROUNDS; i++) {
                int key = i * 7919 % 501;
                mine.add(map.merge(key, worker + 1, (a, b) -> (a * 31 + b) & 0xffffff));
                Map.Entry<Integer, Integer> ceiling = map.ceilingEntry(key + worker);
                mine.add(ceiling == null ? -1 : ceiling.getValue());
                if (i % 4 == worker) {
                    Map.Entry<Integer, Integer> first = map.pollFirstEntry();
                    mine.add(first == null ? -1 : first.getKey());
                }
                mine.add(set.add("k" + key % 50) ? 1 : 0);
                String least = set.pollFirst();
                mine.add(least == null ? "none" : least);
                if (i % 10 == 0) {
                    list.add(i * THREADS + worker);
                    mine.add(list.size()).add(distinct.add(i % 40) ? 1 : 0);
                    for (Integer element : list) { // a snapshot
                        mine.add(element);
                    }
                    if (list.size() > 20) {
                        list.removeIf(element -> element % THREADS == worker);
                    }
                    distinct.remove((i + 20) % 40);
                }
            }
        });
        Report report = new Report();
        for (int i = 0; i < THREADS; i++) {
            report.line("thread %d saw %s", i, seen[i]);
        }
        Fingerprint contents = new Fingerprint();
        map.forEach((key, value) -> contents.add(key).add(value));
        report.line("map of %d: %s", map.size(), contents);
        report.line("set %s", set);
        report.line("list %s distinct %s", list, distinct);
        report.end();
    }
}
