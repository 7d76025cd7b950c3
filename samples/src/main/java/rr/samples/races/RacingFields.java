package rr.samples.races;

import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Counters of several kinds that threads change without any synchronisation: an instance field, a static one, an element of an array. */
public final class RacingFields {
    private static final int THREADS = 3;
    private static final int ROUNDS = 4_000;

    private static int shared;

    private long count;
    private final int[] numbers = new int[4];
    private final int[][] table = new int[2][2];

    private RacingFields() {}

    private void work(int worker, Fingerprint seen) {
        for (int i = 0; i < ROUNDS; i++) {
            count++;
            shared += worker + 1;
            numbers[i & 3]++;
            table[i & 1][worker & 1] += i;
            seen.add(count).add(shared).add(numbers[i + worker & 3]).add(table[1][i & 1]);
        }
    }

    public static void main(String[] args) throws InterruptedException {
        RacingFields fields = new RacingFields();
        Fingerprint[] seen = new Fingerprint[THREADS];
        Workers.run(THREADS, worker -> {
            seen[worker] = new Fingerprint();
            fields.work(worker, seen[worker]);
        });
        Report report = new Report();
        for (int i = 0; i < THREADS; i++) {
            report.line("thread %d saw %s", i, seen[i]);
        }
        report.line("count %d shared %d first %d", fields.count, shared, fields.numbers[0]).end();
    }
}
