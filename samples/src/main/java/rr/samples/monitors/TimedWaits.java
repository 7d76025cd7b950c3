package rr.samples.monitors;

import java.util.concurrent.atomic.AtomicLong;
import rr.samples.Report;
import rr.samples.Workers;

/** Waits that time out on the monitor of an object whose value other threads change all the while, without the monitor. */
public final class TimedWaits {
    private TimedWaits() {}

    public static void main(String[] args) throws InterruptedException {
        AtomicLong counter = new AtomicLong();
        Report report = new Report();
        Workers.run(4, worker -> {
            if (worker > 0) {
                for (int i = 0; i < 200_000; i++) {
                    counter.incrementAndGet();
                }
                return;
            }
            for (int i = 0; i < 40; i++) {
                synchronized (counter) {
                    counter.wait(1);
                    report.line("%d", counter.get());
                }
            }
        });
        report.end();
    }
}
