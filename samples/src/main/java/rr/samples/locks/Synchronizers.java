package rr.samples.locks;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Semaphore, latch, cyclic barrier, phaser and exchanger: who came in which place, who met whom, who timed out. */
public final class Synchronizers {
    private static final int THREADS = 4;

    private Synchronizers() {}

    public static void main(String[] args) throws InterruptedException {
        Report report = new Report();
        semaphore(report);
        latch(report);
        barrier(report);
        phaser(report);
        exchanger(report);
        report.end();
    }

    private static void semaphore(Report report) throws InterruptedException {
        Semaphore permits = new Semaphore(2);
        Fingerprint[] seen = fingerprints();
        Workers.run(THREADS, worker -> {
            for (int i = 0; i < 1_000; i++) {
                if (i % 2 == 0) {
                    permits.acquire();
                } else if (!permits.tryAcquire(10, TimeUnit.MICROSECONDS)) {
                    seen[worker].add(-1);
                    continue;
                }
                seen[worker].add(permits.availablePermits());
                Workers.spin(100);
                permits.release();
            }
        });
        print("semaphore", seen, report);
    }

    private static void latch(Report report) throws InterruptedException {
        Fingerprint[] seen = fingerprints();
        for (int round = 0; round < 50; round++) {
            CountDownLatch latch = new CountDownLatch(THREADS);
            Workers.run(THREADS, worker -> {
                latch.countDown();
                seen[worker].add(latch.getCount());
                if (!latch.await(30, TimeUnit.SECONDS)) {
                    throw new TimeoutException();
                }
            });
        }
        print("latch", seen, report);
    }

    private static void barrier(Report report) throws InterruptedException {
        Fingerprint actions = new Fingerprint();
        CyclicBarrier barrier = new CyclicBarrier(THREADS, () -> actions.add(Thread.currentThread().getName().charAt(7)));
        Fingerprint[] seen = fingerprints();
        Workers.run(THREADS, worker -> {
            for (int i = 0; i < 150; i++) {
                seen[worker].add(barrier.await());
            }
        });
        print("barrier", seen, report);
        report.line("barrier actions by %s", actions);
        String[] outcomes = new String[2];
        CyclicBarrier broken = new CyclicBarrier(3);
        Workers.run(2, worker -> {
            try {
                broken.await(worker == 0 ? 1 : 10_000, TimeUnit.MILLISECONDS);
            } catch (TimeoutException | BrokenBarrierException expected) {
                outcomes[worker] = expected.getClass().getSimpleName();
            }
        });
        report.line("broken barrier: %s, %s", outcomes[0], outcomes[1]);
    }

    private static void phaser(Report report) throws InterruptedException {
        Phaser phaser = new Phaser(THREADS);
        Fingerprint[] seen = fingerprints();
        Workers.run(THREADS, worker -> {
            for (int i = 0; i < 100; i++) {
                seen[worker].add(phaser.getArrivedParties());
                if (i == 50 + worker) {
                    phaser.arriveAndDeregister();
                    return;
                }
                phaser.arriveAndAwaitAdvance();
            }
        });
        print("phaser", seen, report);
        report.line("phaser ended in phase %d", phaser.getPhase() & Integer.MAX_VALUE);
    }

    private static void exchanger(Report report) throws InterruptedException {
        Exchanger<Integer> exchanger = new Exchanger<>();
        Fingerprint[] seen = fingerprints();
        int[] lonely = new int[THREADS];
        Workers.run(THREADS, worker -> {
            for (int i = 0; i < 200; i++) {
                try {
                    seen[worker].add(exchanger.exchange(worker, 2, TimeUnit.MILLISECONDS));
                } catch (TimeoutException alone) {
                    lonely[worker]++;
                }
            }
        });
        print("exchanger", seen, report);
        report.line("exchanger timeouts %d %d %d %d", lonely[0], lonely[1], lonely[2], lonely[3]);
    }

    private static Fingerprint[] fingerprints() {
        Fingerprint[] all = new Fingerprint[THREADS];
        for (int i = 0; i < THREADS; i++) {
            all[i] = new Fingerprint();
        }
        return all;
    }

    private static void print(String what, Fingerprint[] seen, Report report) {
        for (int i = 0; i < THREADS; i++) {
            report.line("%s, thread %d: %s", what, i, seen[i]);
        }
    }
}
