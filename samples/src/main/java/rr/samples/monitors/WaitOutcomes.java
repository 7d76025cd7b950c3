package rr.samples.monitors;

import java.util.concurrent.ThreadLocalRandom;
import rr.samples.Fingerprint;
import rr.samples.Report;

/**
 * The ways a wait ends: notified (one of several waiters), timed out, interrupted, refused. Which waiter a notify wakes and
 * whether a short wait is notified or times out differ from run to run.
 */
public final class WaitOutcomes {
    private static final int WAITERS = 4;
    private static final int ROUNDS = 60;

    private final Fingerprint order = new Fingerprint();
    private int waiting;
    private int permits;

    private WaitOutcomes() {}

    private synchronized void awaitPermit(int waiter) throws InterruptedException {
        waiting++;
        notifyAll();
        while (permits == 0) {
            wait();
        }
        permits--;
        waiting--;
        order.add(waiter);
        notifyAll();
    }

    private synchronized void releaseAll() throws InterruptedException {
        while (waiting < WAITERS) {
            wait();
        }
        while (waiting > 0) {
            int before = waiting;
            permits++;
            notifyAll();
            while (waiting == before) {
                wait(100, 1);
            }
        }
    }

    public static void main(String[] args) throws InterruptedException {
        WaitOutcomes shared = new WaitOutcomes();
        Thread[] waiters = new Thread[WAITERS];
        for (int i = 0; i < WAITERS; i++) {
            int waiter = i;
            waiters[i] = new Thread(() -> {
                try {
                    shared.awaitPermit(waiter);
                } catch (InterruptedException unexpected) {
                    shared.order.add(-1);
                }
            });
            waiters[i].start();
        }
        shared.releaseAll();
        for (Thread waiter : waiters) {
            waiter.join();
        }
        Report report = new Report().line("woken in order %s", shared.order);
        report.line("timed: %s", timedWaits());
        report.line("interrupted: %s", interruptedWait());
        report.line("refused: %s", refused());
        report.end();
    }

    /** A notifier that is about as fast as the deadline: either may win. */
    private static String timedWaits() throws InterruptedException {
        Object lock = new Object();
        int[] round = {-1};
        boolean[] done = new boolean[1];
        StringBuilder outcomes = new StringBuilder();
        Thread notifier = new Thread(() -> {
            for (int seen = -1; ; ) {
                synchronized (lock) {
                    while (round[0] == seen && !done[0]) {
                        try {
                            lock.wait();
                        } catch (InterruptedException unexpected) {
                            return;
                        }
                    }
                    if (done[0]) {
                        return;
                    }
                    seen = round[0];
                }
                long until = System.nanoTime() + ThreadLocalRandom.current().nextInt(2_200_000);
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                synchronized (lock) {
                    round[0] |= 1; // answered
                    seen |= 1;
                    lock.notifyAll();
                }
            }
        });
        notifier.start();
        synchronized (lock) {
            for (int i = 0; i < ROUNDS; i++) {
                round[0] = 2 * i;
                lock.notifyAll();
                lock.wait(1);
                outcomes.append((round[0] & 1) == 1 ? 'n' : 't');
                while ((round[0] & 1) == 0) {
                    lock.wait();
                }
            }
            done[0] = true;
            lock.notifyAll();
        }
        notifier.join();
        return outcomes.toString();
    }

    private static String interruptedWait() throws InterruptedException {
        Object lock = new Object();
        String[] outcome = new String[1];
        boolean[] ready = new boolean[1];
        Thread victim = new Thread(() -> {
            synchronized (lock) {
                ready[0] = true;
                lock.notifyAll();
                try {
                    while (true) {
                        lock.wait(60_000);
                    }
                } catch (InterruptedException expected) {
                    outcome[0] = "exception, flag " + Thread.currentThread().isInterrupted();
                }
            }
        });
        victim.start();
        synchronized (lock) {
            while (!ready[0]) {
                lock.wait();
            }
        }
        victim.interrupt();
        victim.join();
        Thread.currentThread().interrupt();
        try {
            synchronized (lock) {
                lock.wait();
            }
        } catch (InterruptedException expected) {
            outcome[0] += "; before the wait: exception, flag " + Thread.interrupted();
        }
        return outcome[0];
    }

    private static String refused() throws InterruptedException {
        StringBuilder refusals = new StringBuilder();
        Object lock = new Object();
        try {
            lock.wait(1);
        } catch (IllegalMonitorStateException expected) {
            refusals.append("wait ");
        }
        try {
            lock.notify();
        } catch (IllegalMonitorStateException expected) {
            refusals.append("notify ");
        }
        try {
            synchronized (lock) {
                lock.wait(-1);
            }
        } catch (IllegalArgumentException expected) {
            refusals.append("negative");
        }
        return refusals.toString();
    }
}
