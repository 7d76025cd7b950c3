package rr.samples.monitors;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import rr.samples.Report;
import rr.samples.Workers;

/**
 * Two threads take two locks in opposite orders. They deadlock in some run; a watchdog then prints how far each came and where
 * it stands, and ends the program with 3.
 */
public final class LockOrderDeadlock {
    private static final int ROUNDS = 120;
    private static final long DEADLINE_MILLIS = 400;

    private static final Object LEFT = new Object();
    private static final Object RIGHT = new Object();

    private LockOrderDeadlock() {}

    public static void main(String[] args) throws InterruptedException {
        AtomicIntegerArray rounds = new AtomicIntegerArray(2);
        CountDownLatch started = new CountDownLatch(2);
        Thread leftFirst = new Thread(() -> rounds(LEFT, RIGHT, rounds, 0, started), "left-first");
        Thread rightFirst = new Thread(() -> rounds(RIGHT, LEFT, rounds, 1, started), "right-first");
        leftFirst.setDaemon(true);
        rightFirst.setDaemon(true);
        leftFirst.start();
        rightFirst.start();
        leftFirst.join(DEADLINE_MILLIS);
        rightFirst.join(DEADLINE_MILLIS);
        Report report = new Report();
        if (!leftFirst.isAlive() && !rightFirst.isAlive()) {
            report.line("no deadlock in %d rounds", rounds.get(0)).end();
            return;
        }
        for (Thread thread : new Thread[] {leftFirst, rightFirst}) {
            report.line("%s %s", thread.getName(), thread.getState());
            Arrays.stream(thread.getStackTrace()).forEach(frame -> report.line("    at %s", frame));
        }
        report.line("DEADLOCK after %d and %d rounds", rounds.get(0), rounds.get(1)).end();
        System.exit(3);
    }

    private static void rounds(Object first, Object second, AtomicIntegerArray rounds, int self, CountDownLatch started) {
        started.countDown();
        while (started.getCount() > 0) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < ROUNDS; i++) {
            Workers.spin(8_000 + 3_000 * (i * (self + 2) % 7));
            synchronized (first) {
                Workers.spin(250);
                synchronized (second) {
                    rounds.incrementAndGet(self);
                }
            }
        }
    }
}
