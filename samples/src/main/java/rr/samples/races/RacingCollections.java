package rr.samples.races;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Collections of java.util that threads share without a lock, as none of them allows. */
public final class RacingCollections {
    private static final int THREADS = 3;
    private static final int ROUNDS = 3_000;
    private static final int KEYS = 64;

    private RacingCollections() {}

    public static void main(String[] args) throws InterruptedException {
        Map<Integer, Integer> map = new HashMap<>();
        ArrayDeque<Integer> deque = new ArrayDeque<>();
        List<Integer> list = new ArrayList<>();
        Fingerprint[] seen = new Fingerprint[THREADS];
        Workers.run(THREADS, worker -> {
            Fingerprint mine = new Fingerprint();
            seen[worker] = mine;
            for (int i = 0; i < ROUNDS; i++) {
                mine.add(step(map, deque, list, i * 31 + worker));
            }
        });
        Report report = new Report();
        for (int i = 0; i < THREADS; i++) {
            report.line("thread %d saw %s", i, seen[i]);
        }
        report.line("map %d deque %d list %d", map.size(), deque.size(), list.size()).end();
    }

    /** What the collections say, or the kind of exception by which they tell that they are broken. */
    private static long step(Map<Integer, Integer> map, ArrayDeque<Integer> deque, List<Integer> list, int number) {
        try {
            Integer before = map.put(number % KEYS, number);
            if (number % 5 == 0) {
                map.remove(number % KEYS);
            }
            deque.addLast(number);
            Integer first = deque.size() > 20 ? deque.pollFirst() : null;
            list.add(number);
            return (before == null ? 1 : before) + (first == null ? 2 : first) + list.size() + map.size();
        } catch (RuntimeException broken) {
            return broken.getClass().getName().length();
        }
    }
}
