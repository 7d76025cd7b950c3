package rr.samples.monitors;

import java.util.ArrayDeque;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** A bounded buffer on wait and notifyAll, two producers and two consumers; who took what is the result. */
public final class WaitNotify {
    private static final int ITEMS = 4_000;
    private static final int CAPACITY = 3;

    private final ArrayDeque<Integer> items = new ArrayDeque<>();
    private int waits;

    private WaitNotify() {}

    private synchronized void put(int item) throws InterruptedException {
        while (items.size() == CAPACITY) {
            waits++;
            wait();
        }
        items.add(item);
        notifyAll();
    }

    private synchronized int take() throws InterruptedException {
        while (items.isEmpty()) {
            waits++;
            wait();
        }
        int item = items.remove();
        notifyAll();
        return item;
    }

    public static void main(String[] args) throws InterruptedException {
        WaitNotify buffer = new WaitNotify();
        Fingerprint[] taken = {new Fingerprint(), new Fingerprint()};
        long[] sums = new long[2];
        Workers.run(4, worker -> {
            for (int i = 0; i < ITEMS; i++) {
                if (worker < 2) {
                    buffer.put(worker * ITEMS + i);
                } else {
                    int item = buffer.take();
                    taken[worker - 2].add(item);
                    sums[worker - 2] += item;
                }
            }
        });
        new Report()
                .line("first consumer  %s sum %d", taken[0], sums[0])
                .line("second consumer %s sum %d", taken[1], sums[1])
                .line("waits %d", buffer.waits)
                .line("total %d", sums[0] + sums[1])
                .end();
    }
}
