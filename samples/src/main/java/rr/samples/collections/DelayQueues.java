package rr.samples.collections;

import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Items that become due while two threads wait for them; who gets which, and how late in microseconds. */
public final class DelayQueues {
    private static final int ITEMS = 150;

    private DelayQueues() {}

    private static final class Item implements Delayed {
        final int number;
        final long dueNanos;

        Item(int number, long delayNanos) {
            this.number = number;
            this.dueNanos = System.nanoTime() + delayNanos;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.signum(dueNanos - ((Item) other).dueNanos);
        }
    }

    public static void main(String[] args) throws InterruptedException {
        DelayQueue<Item> queue = new DelayQueue<>();
        Fingerprint[] taken = {new Fingerprint(), new Fingerprint()};
        long[] latestMicros = new long[2];
        Workers.run(3, worker -> {
            if (worker == 2) {
                for (int i = 0; i < 2 * ITEMS; i++) {
                    queue.put(new Item(i, (i * 7919L % 100) * 100_000));
                }
                return;
            }
            for (int i = 0; i < ITEMS; i++) {
                Item item = queue.take();
                taken[worker].add(item.number);
                latestMicros[worker] = Math.max(latestMicros[worker], (System.nanoTime() - item.dueNanos) / 1_000);
            }
        });
        new Report()
                .line("first  %s, latest by %d us", taken[0], latestMicros[0])
                .line("second %s, latest by %d us", taken[1], latestMicros[1])
                .end();
    }
}
