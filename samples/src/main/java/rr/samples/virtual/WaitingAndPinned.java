package rr.samples.virtual;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import rr.samples.Fingerprint;
import rr.samples.Report;

/** Virtual threads that wait on monitors, are pinned by a class initialiser, and park for a time. */
public final class WaitingAndPinned {
    private WaitingAndPinned() {}

    private static final class Slow {
        static final Fingerprint ORDER = made();

        private static Fingerprint made() {
            LockSupport.parkNanos(2_000_000); // pinned: frames of the VM are below
            return new Fingerprint();
        }
    }

    public static void main(String[] args) throws InterruptedException {
        Object monitor = new Object();
        int[] turn = {0};
        Fingerprint order = new Fingerprint();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int number = i;
            threads.add(VirtualStarts.start("w" + i, () -> {
                synchronized (Slow.ORDER) {
                    Slow.ORDER.add(number);
                }
                LockSupport.parkNanos(1_000 * number);
                synchronized (monitor) {
                    while (turn[0] < number % 7) {
                        await(monitor, number % 2);
                    }
                    order.add(number);
                    turn[0]++;
                    monitor.notifyAll();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        new Report().line("initialised %s", Slow.ORDER).line("waited %s", order).end();
    }

    private static void await(Object monitor, int millis) {
        try {
            monitor.wait(millis);
        } catch (InterruptedException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }
}
