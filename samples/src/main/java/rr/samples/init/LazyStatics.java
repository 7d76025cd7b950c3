package rr.samples.init;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Fields of the JDK, static ones and those of one shared object, that whoever finds them empty fills, behind a lock or not. */
public final class LazyStatics {
    private static final int THREADS = 4;

    private LazyStatics() {}

    public static void main(String[] args) throws InterruptedException {
        AtomicInteger arrivals = new AtomicInteger();
        Fingerprint[] seen = new Fingerprint[THREADS];
        Workers.run(THREADS, worker -> {
            Fingerprint mine = new Fingerprint();
            seen[worker] = mine;
            mine.add("grüße".getBytes().length).add(arrivals.incrementAndGet());
            List<Integer> cards = new ArrayList<>(List.of(1, 2, 3, 4, 5, 6, 7));
            Collections.shuffle(cards);
            mine.add(ZoneId.systemDefault().getId());
            mine.add(cards.toString()).add(arrivals.incrementAndGet());
            for (Class<?> type : new Class<?>[] {ArrayList.class, Thread.class, Fingerprint.class}) {
                mine.add(type.getMethods().length);
            }
            mine.add(arrivals.incrementAndGet());
        });
        Report report = new Report();
        for (int i = 0; i < THREADS; i++) {
            report.line("thread %d saw %s", i, seen[i]);
        }
        report.end();
    }
}
