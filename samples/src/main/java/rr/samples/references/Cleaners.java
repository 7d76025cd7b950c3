package rr.samples.references;

import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** A program's own cleaner, whose actions print and change what the program reads, in the collector's order or called by hand. */
public final class Cleaners {
    private static final int WORKERS = 3;
    private static final int ROUNDS = 200;

    private static final Fingerprint ORDER = new Fingerprint();
    private static final AtomicInteger CLEANED = new AtomicInteger();

    private Cleaners() {}

    private static void clean(int number) {
        synchronized (ORDER) {
            ORDER.add(number);
        }
        if (CLEANED.incrementAndGet() % 100 == 0) {
            System.out.println("cleaned " + CLEANED.get() + ", at last " + number);
        }
    }

    private static Runnable action(int number) {
        return () -> clean(number); // in a method of its own: the action must not hold the object
    }

    public static void main(String[] args) throws InterruptedException {
        Cleaner cleaner = Cleaner.create();
        Fingerprint[] seen = new Fingerprint[WORKERS];
        Workers.run(WORKERS, worker -> {
            Fingerprint counts = new Fingerprint();
            List<Cleaner.Cleanable> cleanables = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                Cleaner.Cleanable cleanable = cleaner.register(new byte[20_000], action(worker * ROUNDS + i));
                if (i % 5 == 0) {
                    cleanables.add(cleanable);
                } else if (i % 7 == 0) {
                    cleanable.clean();
                }
                counts.add(CLEANED.get());
                if (i % 50 == 49) {
                    System.gc();
                    cleanables.forEach(Cleaner.Cleanable::clean); // most of them are too late
                }
            }
            seen[worker] = counts;
        });
        System.gc();
        for (int i = 0; i < 100 && CLEANED.get() < WORKERS * ROUNDS; i++) {
            Thread.sleep(10);
        }
        Report report = new Report();
        for (Fingerprint counts : seen) {
            report.line("seen %s", counts);
        }
        synchronized (ORDER) {
            report.line("order %s", ORDER);
        }
        report.end();
    }
}
