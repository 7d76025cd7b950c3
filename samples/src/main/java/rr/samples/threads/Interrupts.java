package rr.samples.threads;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Interrupts that meet a thread in sleep, wait, join, park, a queue, or in plain code, where only the flag shows. */
public final class Interrupts {
    /** An operation that may be interrupted. */
    @FunctionalInterface
    private interface Blocking {
        void run() throws InterruptedException;
    }

    private static final int WATCHED = 30;

    private Interrupts() {}

    public static void main(String[] args) throws InterruptedException {
        Report report = new Report();
        Object lock = new Object();
        report.line("sleep: %s", interrupt(() -> Thread.sleep(60_000)));
        report.line("join: %s", interrupt(() -> Thread.currentThread().join()));
        report.line("wait: %s", interrupt(() -> {
            synchronized (lock) {
                while (true) {
                    lock.wait();
                }
            }
        }));
        report.line("park: %s", interrupt(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.park(lock);
            }
        }));
        report.line("latch: %s", interrupt(() -> new CountDownLatch(1).await()));
        report.line("queue: %s", interrupt(() -> new ArrayBlockingQueue<Integer>(1).take()));
        report.line("running: %s", running());
        report.line("short sleeps: %s", shortSleeps());
        report.line("watched asleep: %s", watched(() -> Thread.sleep(60_000)));
        report.line("watched waiting: %s", watched(() -> {
            synchronized (lock) {
                lock.wait(60_000);
            }
        }));
        report.end();
    }

    private static String interrupt(Blocking operation) throws InterruptedException {
        String[] outcome = new String[1];
        Thread victim = new Thread(() -> {
            try {
                operation.run();
                outcome[0] = "returned";
            } catch (InterruptedException interrupted) {
                outcome[0] = "exception";
            }
            outcome[0] += ", flag " + Thread.interrupted() + " " + Thread.interrupted();
        });
        victim.start();
        while (victim.getState() != Thread.State.WAITING && victim.getState() != Thread.State.TIMED_WAITING) {
            Thread.yield();
        }
        victim.interrupt();
        victim.join();
        return outcome[0];
    }

    /** The round at which a running thread notices. */
    private static Fingerprint running() throws InterruptedException {
        Fingerprint rounds = new Fingerprint();
        for (int i = 0; i < 20; i++) {
            long[] noticed = new long[1];
            Thread victim = new Thread(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    noticed[0]++;
                }
            });
            victim.start();
            Workers.spin(50_000);
            victim.interrupt();
            victim.join();
            rounds.add(noticed[0]);
        }
        return rounds;
    }

    /** Sleeps of about the length of the time to the interrupt: either may win. */
    private static String shortSleeps() throws InterruptedException {
        StringBuilder outcomes = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            Thread victim = new Thread(() -> {
                try {
                    Thread.sleep(1);
                    outcomes.append('s');
                } catch (InterruptedException interrupted) {
                    outcomes.append('i');
                }
            });
            victim.start();
            Workers.spin(50_000 * i);
            victim.interrupt();
            victim.join();
        }
        return outcomes.toString();
    }

    /** How often the flag of an interrupted thread is seen before the end of its wait clears it. */
    private static Fingerprint watched(Blocking operation) throws InterruptedException {
        Fingerprint looks = new Fingerprint();
        Thread victim = new Thread(() -> {
            for (int i = 0; i < WATCHED; i++) {
                try {
                    operation.run();
                } catch (InterruptedException interrupted) {
                    looks.add(i);
                }
            }
        });
        victim.start();
        long[] seen = new long[WATCHED];
        for (int i = 0; i < WATCHED; i++) {
            while (victim.getState() != Thread.State.TIMED_WAITING) {
                Thread.yield();
            }
            victim.interrupt();
            while (victim.isInterrupted()) {
                seen[i]++;
            }
        }
        victim.join();
        for (long n : seen) {
            looks.add(n);
        }
        return looks;
    }
}
