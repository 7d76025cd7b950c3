package rr.samples.references;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Maps with weak keys, one for each thread and one for all, in and out of which entries go while collections come. */
public final class WeakMaps {
    private static final int WORKERS = 3;
    private static final int ROUNDS = 600;
    private static final int KEPT = 40;

    private WeakMaps() {}

    /** A key with a hash of its own, so that maps iterate alike. */
    private record Key(int number) {}

    private static Fingerprint churn(int worker, Map<Object, Integer> shared) {
        Map<Key, byte[]> own = new WeakHashMap<>();
        Set<Object> set = Collections.newSetFromMap(new WeakHashMap<>());
        Deque<Object> kept = new ArrayDeque<>();
        Fingerprint seen = new Fingerprint();
        for (int i = 0; i < ROUNDS; i++) {
            Key key = new Key(worker * ROUNDS + i);
            own.put(key, new byte[10_000]);
            set.add(new Object());
            shared.put(key, i);
            kept.add(key);
            if (kept.size() > KEPT) {
                kept.remove();
            }
            seen.add(own.size()).add(set.size()).add(shared.size());
            if (i % 20 == 0) {
                for (Key each : own.keySet()) {
                    seen.add(each.number);
                }
                seen.add(own.containsKey(new Key(worker * ROUNDS + i / 2)) ? 1 : 0);
            }
            if (i % 150 == 149) {
                System.gc();
            }
            if (i % 200 == 199) {
                own.clear();
            }
        }
        return seen;
    }

    public static void main(String[] args) throws InterruptedException {
        Map<Object, Integer> shared = Collections.synchronizedMap(new WeakHashMap<>());
        List<Fingerprint> seen = new ArrayList<>(Collections.nCopies(WORKERS, null));
        Workers.run(WORKERS, worker -> seen.set(worker, churn(worker, shared)));
        Report report = new Report();
        for (Fingerprint each : seen) {
            report.line("seen %s", each);
        }
        report.line("left %d", shared.size()).end();
    }
}
