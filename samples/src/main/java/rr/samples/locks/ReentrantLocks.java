package rr.samples.locks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Lock, tryLock, timed and interruptible lock, fair and unfair, with the number of vain tries as part of the result. */
public final class ReentrantLocks {
    private static final int THREADS = 3;
    private static final int ROUNDS = 2_000;

    private ReentrantLocks() {}

    public static void main(String[] args) throws InterruptedException {
        Report report = new Report();
        contend(new ReentrantLock(), "unfair", ROUNDS, report);
        contend(new ReentrantLock(true), "fair", ROUNDS / 10, report);
        interrupted(report);
        report.end();
    }

    private static void contend(ReentrantLock lock, String name, int rounds, Report report) throws InterruptedException {
        Fingerprint order = new Fingerprint();
        int[] refused = new int[THREADS];
        int[] timedOut = new int[THREADS];
        int[] queued = new int[1];
        Workers.run(THREADS, worker -> {
            for (int i = 0; i < rounds; i++) {
                switch (i % 4) {
                    case 0:
                        lock.lock();
                        break;
                    case 1:
                        while (!lock.tryLock()) {
                            refused[worker]++;
                            Thread.yield();
                        }
                        break;
                    case 2:
                        while (!lock.tryLock(20, TimeUnit.MICROSECONDS)) {
                            timedOut[worker]++;
                        }
                        break;
                    default:
                        lock.lockInterruptibly();
                }
                try {
                    order.add(worker).add(lock.getHoldCount());
                    queued[0] += lock.hasQueuedThreads() ? 1 : 0;
                    if (i % 16 == 0) {
                        lock.lock(); // reentrant
                        Workers.spin(2_000);
                        lock.unlock();
                    }
                } finally {
                    lock.unlock();
                }
            }
        });
        report.line("%s order %s", name, order);
        report.line("%s refused %d %d %d, timed out %d %d %d, others queued %d times", name, refused[0], refused[1], refused[2],
                timedOut[0], timedOut[1], timedOut[2], queued[0]);
    }

    private static void interrupted(Report report) throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        String[] outcome = new String[1];
        Thread victim = new Thread(() -> {
            try {
                lock.lockInterruptibly();
                outcome[0] = "got the lock";
            } catch (InterruptedException expected) {
                outcome[0] = "interrupted";
            }
        });
        lock.lock();
        try {
            victim.start();
            while (!lock.hasQueuedThread(victim)) {
                Thread.yield();
            }
            victim.interrupt();
            victim.join();
        } finally {
            lock.unlock();
        }
        report.line("lockInterruptibly: %s", outcome[0]);
    }
}
