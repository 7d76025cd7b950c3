package rr.samples.monitors;

import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Two threads take turns at one monitor; the order in which they get it is the result. */
public final class TwoThreadsOneLock {
    private static final int ROUNDS = 20_000;

    private TwoThreadsOneLock() {}

    public static void main(String[] args) throws InterruptedException {
        Object lock = new Object();
        Fingerprint order = new Fingerprint();
        int[] changes = new int[1];
        int[] last = {-1};
        Workers.run(2, worker -> {
            for (int i = 0; i < ROUNDS; i++) {
                synchronized (lock) {
                    order.add(worker);
                    if (last[0] != worker) {
                        last[0] = worker;
                        changes[0]++;
                    }
                }
                Workers.spin(20);
            }
        });
        new Report()
                .line("order %s", order)
                .line("owner changes %d, last owner %d", changes[0], last[0])
                .end();
    }
}
