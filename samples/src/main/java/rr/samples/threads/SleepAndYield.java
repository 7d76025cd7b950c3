package rr.samples.threads;

import java.util.concurrent.TimeUnit;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Threads that try to agree by sleeping and yielding, which orders nothing for sure. */
public final class SleepAndYield {
    private SleepAndYield() {}

    public static void main(String[] args) throws InterruptedException {
        Fingerprint order = new Fingerprint();
        Workers.run(4, worker -> {
            for (int i = 0; i < 60; i++) {
                if (worker == 0) {
                    Thread.sleep(1);
                } else if (worker == 1) {
                    Thread.sleep(0, 500_000);
                } else if (worker == 2) {
                    TimeUnit.MICROSECONDS.sleep(700);
                } else {
                    Thread.yield();
                    Workers.spin(10_000);
                }
                synchronized (order) {
                    order.add(worker);
                }
            }
        });
        new Report().line("order %s", order).end();
    }
}
