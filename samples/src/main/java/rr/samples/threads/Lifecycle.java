package rr.samples.threads;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Start, join, isAlive, getState, names and ids, of threads that are started by several threads at once. */
public final class Lifecycle {
    private static final int PARENTS = 3;
    private static final int CHILDREN = 25;

    private Lifecycle() {}

    public static void main(String[] args) throws InterruptedException {
        Report report = new Report();
        numbering(report);
        states(report);
        polling(report);
        timedJoins(report);
        report.end();
    }

    /** Default names and ids are numbered in the order in which threads are made. */
    private static void numbering(Report report) throws InterruptedException {
        Fingerprint[] names = new Fingerprint[PARENTS];
        Workers.run(PARENTS, parent -> {
            names[parent] = new Fingerprint();
            for (int i = 0; i < CHILDREN; i++) {
                Thread child = new Thread(() -> Workers.spin(100));
                child.start();
                names[parent].add(child.getName()).add(child.getId());
                child.join();
            }
        });
        for (int i = 0; i < PARENTS; i++) {
            report.line("children of %d: %s", i, names[i]);
        }
    }

    private static void states(Report report) throws InterruptedException {
        Object lock = new Object();
        CountDownLatch holds = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread holder = new Thread(() -> {
            synchronized (lock) {
                holds.countDown();
                try {
                    release.await();
                } catch (InterruptedException unexpected) {
                    Thread.currentThread().interrupt();
                }
            }
        }, "holder");
        Thread blocked = new Thread(() -> {
            synchronized (lock) {
                Workers.spin(1);
            }
        }, "blocked");
        List<Thread.State> states = new ArrayList<>();
        states.add(holder.getState());
        holder.start();
        holds.await();
        awaitState(holder, Thread.State.WAITING);
        states.add(holder.getState());
        blocked.start();
        awaitState(blocked, Thread.State.BLOCKED);
        states.add(blocked.getState());
        release.countDown();
        holder.join();
        blocked.join();
        states.add(blocked.getState());
        report.line("states %s, alive %b", states, blocked.isAlive());
        try {
            blocked.start();
        } catch (IllegalThreadStateException expected) {
            report.line("second start refused");
        }
    }

    private static void awaitState(Thread thread, Thread.State state) {
        while (thread.getState() != state) {
            Thread.yield();
        }
    }

    /** How often a thread is seen alive before it has ended depends on its speed. */
    private static void polling(Report report) {
        Fingerprint looks = new Fingerprint();
        for (int i = 0; i < 50; i++) {
            Thread thread = new Thread(() -> Workers.spin(20_000));
            thread.start();
            int alive = 0;
            while (thread.isAlive()) {
                alive++;
            }
            looks.add(alive);
        }
        report.line("looks %s", looks);
    }

    private static void timedJoins(Report report) throws InterruptedException {
        StringBuilder outcomes = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            int steps = 60_000 * i;
            Thread thread = new Thread(() -> Workers.spin(steps));
            thread.start();
            thread.join(1);
            outcomes.append(thread.isAlive() ? 'a' : 'e');
            thread.join();
        }
        report.line("timed joins %s", outcomes);
    }
}
