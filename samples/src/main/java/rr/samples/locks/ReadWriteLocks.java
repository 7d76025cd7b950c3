package rr.samples.locks;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Readers see the version of the moment, one writer advances it, and a third kind downgrades from write to read. */
public final class ReadWriteLocks {
    private static final int ROUNDS = 3_000;

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Fingerprint writes = new Fingerprint();
    private int version;

    private ReadWriteLocks() {}

    private int read() {
        lock.readLock().lock();
        try {
            return version;
        } finally {
            lock.readLock().unlock();
        }
    }

    private int writeThenRead(int worker) {
        lock.writeLock().lock();
        try {
            version++;
            writes.add(worker);
            lock.readLock().lock(); // downgrade
        } finally {
            lock.writeLock().unlock();
        }
        try {
            return version;
        } finally {
            lock.readLock().unlock();
        }
    }

    private int tryRead() {
        return lock.readLock().tryLock() ? unlockRead(version) : -1;
    }

    private int unlockRead(int result) {
        lock.readLock().unlock();
        return result;
    }

    public static void main(String[] args) throws InterruptedException {
        ReadWriteLocks shared = new ReadWriteLocks();
        Fingerprint[] seen = new Fingerprint[4];
        Workers.run(4, worker -> {
            seen[worker] = new Fingerprint();
            for (int i = 0; i < ROUNDS; i++) {
                if (worker < 2) {
                    seen[worker].add(i % 3 == 0 ? shared.tryRead() : shared.read());
                } else {
                    seen[worker].add(shared.writeThenRead(worker));
                    Workers.spin(100);
                }
            }
        });
        new Report()
                .line("readers %s / %s", seen[0], seen[1])
                .line("writers %s / %s", seen[2], seen[3])
                .line("write order %s, version %d", shared.writes, shared.version)
                .end();
    }
}
