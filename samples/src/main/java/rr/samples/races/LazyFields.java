package rr.samples.races;

import java.util.concurrent.atomic.AtomicInteger;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Objects whose field two threads fill when they find it empty, without a lock: both may, and which value others see is up to chance. */
public final class LazyFields {
    private static final int THREADS = 2;
    private static final int ROUNDS = 24;

    private StringBuffer made;

    private LazyFields() {}

    private StringBuffer get(int worker) {
        StringBuffer found = made;
        if (found == null) {
            found = new StringBuffer();
            found.append(System.nanoTime() & 1); // a recorded result: who makes it twice, or not at all, is noticed there
            for (int i = 0; i < 20; i++) {
                found.append(worker); // its lock makes this an event
            }
            made = found;
        }
        return found;
    }

    public static void main(String[] args) throws InterruptedException {
        LazyFields[] all = new LazyFields[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            all[i] = new LazyFields();
        }
        AtomicInteger arrived = new AtomicInteger();
        Fingerprint[] seen = new Fingerprint[THREADS];
        Workers.run(THREADS, worker -> {
            Fingerprint mine = new Fingerprint();
            seen[worker] = mine;
            for (int i = 0; i < ROUNDS; i++) {
                arrived.incrementAndGet();
                for (int spins = 0; arrived.get() < (i + 1) * THREADS; spins++) {
                    if (spins > 1_000) {
                        Thread.yield();
                    }
                }
                mine.add(all[i].get(worker).charAt(1));
            }
        });
        Report report = new Report();
        for (int i = 0; i < THREADS; i++) {
            report.line("thread %d saw %s", i, seen[i]);
        }
        report.end();
    }
}
