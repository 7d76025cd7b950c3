package rr.samples.threads;

import java.util.concurrent.atomic.AtomicLong;
import rr.samples.Report;
import rr.samples.Workers;

/** Runtime.halt from a second thread: no shutdown hook runs, the exit code stays. */
public final class HaltFromThread {
    private HaltFromThread() {}

    public static void main(String[] args) {
        AtomicLong rounds = new AtomicLong();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("a hook ran")));
        new Thread(() -> {
            Workers.spin(1_000_000);
            new Report().line("halt after %d rounds of main", rounds.get()).end();
            System.out.flush();
            Runtime.getRuntime().halt(7);
        }).start();
        while (rounds.incrementAndGet() > 0) {
            Thread.onSpinWait();
        }
    }
}
