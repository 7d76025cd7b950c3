package rr.samples.locks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.StampedLock;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Optimistic reads that fail when a writer came between, conversion from read to write, and timed tries. */
public final class StampedLocks {
    private static final int ROUNDS = 3_000;

    private final StampedLock lock = new StampedLock();
    private volatile int x;
    private volatile int y;

    private StampedLocks() {}

    private void move(int by) {
        long stamp = lock.writeLock();
        try {
            x += by;
            y -= by;
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    private int readOptimistically(int[] failures) {
        long stamp = lock.tryOptimisticRead();
        int seenX = x;
        int seenY = y;
        if (!lock.validate(stamp)) {
            failures[0]++;
            stamp = lock.readLock();
            try {
                seenX = x;
                seenY = y;
            } finally {
                lock.unlockRead(stamp);
            }
        }
        return seenX * 31 + seenY;
    }

    private boolean upgrade() throws InterruptedException {
        long stamp = lock.tryReadLock(50, TimeUnit.MICROSECONDS);
        if (stamp == 0) {
            return false;
        }
        long write = lock.tryConvertToWriteLock(stamp);
        if (write == 0) {
            lock.unlockRead(stamp);
            return false;
        }
        x++;
        y--;
        lock.unlockWrite(write);
        return true;
    }

    public static void main(String[] args) throws InterruptedException {
        StampedLocks shared = new StampedLocks();
        Fingerprint[] seen = new Fingerprint[3];
        int[][] failures = new int[3][1];
        Workers.run(3, worker -> {
            seen[worker] = new Fingerprint();
            for (int i = 0; i < ROUNDS; i++) {
                if (worker == 0) {
                    shared.move(i % 7);
                } else {
                    seen[worker].add(shared.readOptimistically(failures[worker]));
                    if (i % 5 == 0) {
                        seen[worker].add(shared.upgrade() ? 1 : 0);
                    }
                }
            }
        });
        new Report()
                .line("first reader  %s, failed validations %d", seen[1], failures[1][0])
                .line("second reader %s, failed validations %d", seen[2], failures[2][0])
                .line("x %d y %d", shared.x, shared.y)
                .end();
    }
}
