package rr.samples.monitors;

import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** A StringBuffer that all threads append to and read, between others that no other thread sees and that compilers like to remove. */
public final class SharedBuffers {
    private static final int THREADS = 3;
    private static final int ROUNDS = 3_000;

    private SharedBuffers() {}

    private static String local(int worker, int i) {
        return new StringBuffer().append("w").append(worker).append('-').append(i).toString();
    }

    public static void main(String[] args) throws InterruptedException {
        StringBuffer shared = new StringBuffer();
        Fingerprint[] seen = new Fingerprint[THREADS];
        Workers.run(THREADS, worker -> {
            Fingerprint mine = new Fingerprint();
            seen[worker] = mine;
            for (int i = 0; i < ROUNDS; i++) {
                shared.append(local(worker, i)).append(';').append(i);
                if (i % 16 == 0) {
                    mine.add(shared.toString());
                }
                if (shared.length() > 500) {
                    shared.setLength(0);
                }
            }
        });
        Report report = new Report();
        for (int i = 0; i < THREADS; i++) {
            report.line("thread %d saw %s", i, seen[i]);
        }
        report.line("left %s", shared).end();
    }
}
