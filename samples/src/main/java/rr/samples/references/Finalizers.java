package rr.samples.references;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/**
 * What the collector causes on threads of the JDK's own. Objects with a finalizer that counts, locks and throws; what threads see of the count is
 * in the collector's hands. Executors that are dropped without a word: their workers end when the collector finds that. Files that nobody closes.
 */
public final class Finalizers {
    private static final int WORKERS = 2;
    private static final int OBJECTS = 300;
    private static final int MOST_WAITING = 120;
    private static final int EXECUTORS = 10;
    private static final AtomicInteger MADE = new AtomicInteger();
    private static final AtomicInteger FINALIZED = new AtomicInteger();
    private static final AtomicInteger WORKERS_ENDED = new AtomicInteger();
    private static final Fingerprint ORDER = new Fingerprint();

    private Finalizers() {}

    private static final class Resource {
        private final int number;
        @SuppressWarnings("unused")
        private final byte[] weight = new byte[100_000]; // of all together the heap has no room

        Resource(int number) {
            this.number = number;
        }

        @Override
        @SuppressWarnings({"deprecation", "removal"})
        protected void finalize() {
            synchronized (ORDER) {
                ORDER.add(number).add(ThreadLocalRandom.current().nextInt());
            }
            if (FINALIZED.incrementAndGet() % 100 == 0) {
                System.out.println("finalized " + FINALIZED.get() + ", at last " + number + " by " + Thread.currentThread());
                throw new IllegalStateException("nobody sees this");
            }
        }
    }

    /** In a method of its own, so that no local keeps the executor. */
    private static void dropExecutor(int number, Fingerprint results) throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor(task -> new Thread(() -> {
            task.run();
            WORKERS_ENDED.incrementAndGet();
        }, "dropped-" + number));
        results.add(executor.submit(() -> FINALIZED.get() + number).get());
    }

    private static void dropFile(File file, Fingerprint results) throws IOException {
        results.add(new FileInputStream(file).read()); // the descriptor comes back when the collector has found the stream
    }

    @SuppressWarnings({"deprecation", "removal"})
    public static void main(String[] args) throws Exception {
        File file = File.createTempFile("finalizers", null);
        file.deleteOnExit();
        Fingerprint[] seen = new Fingerprint[WORKERS];
        Workers.run(WORKERS, worker -> {
            Fingerprint counts = new Fingerprint();
            for (int i = 0; i < OBJECTS; i++) {
                while (MADE.get() - FINALIZED.get() > MOST_WAITING) {
                    System.gc();
                    Thread.sleep(1);
                }
                MADE.incrementAndGet();
                counts.add(new Resource(worker * OBJECTS + i).number).add(FINALIZED.get());
                if (i % (OBJECTS / EXECUTORS) == 0) {
                    dropExecutor(worker * OBJECTS + i, counts);
                    dropFile(file, counts);
                    counts.add(WORKERS_ENDED.get());
                }
                if (i % 50 == 49) {
                    System.gc();
                    System.runFinalization();
                    counts.add(ManagementFactory.getMemoryMXBean().getObjectPendingFinalizationCount());
                }
            }
            seen[worker] = counts;
        });
        for (int i = 0; i < 200 && (FINALIZED.get() < WORKERS * OBJECTS || WORKERS_ENDED.get() < WORKERS * EXECUTORS); i++) {
            System.gc();
            Thread.sleep(5);
        }
        Report report = new Report();
        for (Fingerprint counts : seen) {
            report.line("seen %s", counts);
        }
        synchronized (ORDER) {
            report.line("order %s, finalized %d, workers ended %d", ORDER, FINALIZED.get(), WORKERS_ENDED.get());
        }
        report.end();
    }
}
