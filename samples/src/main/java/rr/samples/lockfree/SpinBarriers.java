package rr.samples.lockfree;

import java.util.concurrent.atomic.AtomicInteger;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Four threads meet at a sense-reversing spin barrier; the order of arrival in each round is the result. */
public final class SpinBarriers {
    private static final int THREADS = 4;
    private static final int ROUNDS = 150;

    private final AtomicInteger arrived = new AtomicInteger();
    private volatile boolean sense;

    private SpinBarriers() {}

    private int await(boolean mySense) {
        int place = arrived.getAndIncrement();
        if (place == THREADS - 1) {
            arrived.set(0);
            sense = mySense;
        } else {
            for (int spins = 0; sense != mySense; spins++) {
                if (spins > 100) {
                    Thread.yield();
                } else {
                    Thread.onSpinWait();
                }
            }
        }
        return place;
    }

    public static void main(String[] args) throws InterruptedException {
        SpinBarriers barrier = new SpinBarriers();
        Fingerprint[] places = new Fingerprint[THREADS];
        int[] lastPlaces = new int[THREADS];
        Workers.run(THREADS, worker -> {
            places[worker] = new Fingerprint();
            boolean mySense = false;
            for (int i = 0; i < ROUNDS; i++) {
                mySense = !mySense;
                int place = barrier.await(mySense);
                places[worker].add(place);
                lastPlaces[worker] = place;
            }
        });
        Report report = new Report();
        for (int i = 0; i < THREADS; i++) {
            report.line("thread %d arrived %s, last as number %d", i, places[i], lastPlaces[i]);
        }
        report.end();
    }
}
