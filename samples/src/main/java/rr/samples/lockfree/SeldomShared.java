package rr.samples.lockfree;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/**
 * Each thread writes variables of its own, nearly always alone: fences between its writes are few, and others come by once in a while,
 * to read, to write without a fence, or to change atomically. Then the variables change hands.
 */
public final class SeldomShared {
    private static final int THREADS = 3;
    private static final int OWN = 8;
    private static final int TURNS = 6;
    private static final int ROUNDS = 60_000;

    private final AtomicLong[] wide = new AtomicLong[THREADS * OWN];
    private final AtomicInteger[] narrow = new AtomicInteger[THREADS * OWN];

    private SeldomShared() {
        for (int i = 0; i < wide.length; i++) {
            wide[i] = new AtomicLong(i);
            narrow[i] = new AtomicInteger(i);
        }
    }

    private void work(int worker, Fingerprint seen) {
        long random = worker + 1;
        for (int turn = 0; turn < TURNS; turn++) {
            int mine = (worker + turn) % THREADS * OWN;
            for (int i = 0; i < ROUNDS; i++) {
                random = random * 6364136223846793005L + 1442695040888963407L;
                int at = mine + (i & OWN - 1);
                wide[at].lazySet(random);
                narrow[at].set(i);
                if (wide[at].get() != random || narrow[at].get() != i) {
                    seen.add(turn).add(i);
                }
                if ((random >>> 52) == 0) {
                    visit((int) (random >>> 40) % wide.length, random, seen);
                }
            }
        }
    }

    /** A look at, or a change of, what is most likely another thread's. */
    private void visit(int at, long random, Fingerprint seen) {
        int i = Math.abs(at);
        switch ((int) (random >>> 32) & 3) {
            case 0 -> seen.add(wide[i].get()).add(narrow[i].get());
            case 1 -> wide[i].lazySet(-random);
            case 2 -> seen.add(wide[i].getAndSet(random)).add(narrow[i].incrementAndGet());
            default -> seen.add(narrow[i].compareAndSet((int) random, i) ? 1 : 0).add(wide[i].getAndAdd(1));
        }
    }

    public static void main(String[] args) throws InterruptedException {
        SeldomShared shared = new SeldomShared();
        Fingerprint[] seen = new Fingerprint[THREADS];
        Workers.run(THREADS, worker -> {
            seen[worker] = new Fingerprint();
            shared.work(worker, seen[worker]);
        });
        Report report = new Report();
        for (int i = 0; i < THREADS; i++) {
            report.line("thread %d saw %s", i, seen[i]);
        }
        Fingerprint last = new Fingerprint();
        for (int i = 0; i < shared.wide.length; i++) {
            last.add(shared.wide[i].get()).add(shared.narrow[i].get());
        }
        report.line("left %s", last);
        report.end();
    }
}
