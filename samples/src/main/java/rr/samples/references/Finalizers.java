package rr.samples.references;

import java.util.concurrent.atomic.AtomicInteger;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Objects with a finalizer that counts and locks; what threads see of the count is in the collector's hands. */
public final class Finalizers {
    private static final int WORKERS = 2;
    private static final int OBJECTS = 300;
    private static final AtomicInteger FINALIZED = new AtomicInteger();
    private static final Fingerprint ORDER = new Fingerprint();

    private Finalizers() {}

    private static final class Resource {
        private final int number;

        Resource(int number) {
            this.number = number;
        }

        @Override
        @SuppressWarnings({"deprecation", "removal"})
        protected void finalize() {
            synchronized (ORDER) {
                ORDER.add(number);
            }
            FINALIZED.incrementAndGet();
        }
    }

    @SuppressWarnings({"deprecation", "removal"})
    public static void main(String[] args) throws InterruptedException {
        Fingerprint[] seen = new Fingerprint[WORKERS];
        Workers.run(WORKERS, worker -> {
            Fingerprint counts = new Fingerprint();
            for (int i = 0; i < OBJECTS; i++) {
                counts.add(new Resource(worker * OBJECTS + i).number).add(FINALIZED.get());
                if (i % 50 == 49) {
                    System.gc();
                    System.runFinalization();
                }
            }
            seen[worker] = counts;
        });
        for (int i = 0; i < 100 && FINALIZED.get() < WORKERS * OBJECTS; i++) {
            System.gc();
            Thread.sleep(5);
        }
        Report report = new Report();
        for (Fingerprint counts : seen) {
            report.line("seen %s", counts);
        }
        synchronized (ORDER) {
            report.line("order %s, finalized %d", ORDER, FINALIZED.get());
        }
        report.end();
    }
}
