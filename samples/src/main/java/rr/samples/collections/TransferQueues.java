package rr.samples.collections;

import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Hand-over from thread to thread: synchronous queues (fair, unfair) and the transfer queue, timed and untimed. */
public final class TransferQueues {
    private static final int ITEMS = 500;

    private TransferQueues() {}

    public static void main(String[] args) throws InterruptedException {
        Report report = new Report();
        synchronous("unfair", new SynchronousQueue<>(), report);
        synchronous("fair", new SynchronousQueue<>(true), report);
        transfer(report);
        report.end();
    }

    private static void synchronous(String name, SynchronousQueue<Integer> queue, Report report) throws InterruptedException {
        Fingerprint[] taken = {new Fingerprint(), new Fingerprint()};
        int[] refused = new int[2];
        Workers.run(4, worker -> {
            for (int i = 0; i < ITEMS; i++) {
                if (worker >= 2) {
                    taken[worker - 2].add(queue.take());
                } else if (i % 2 == 0) {
                    queue.put(2 * i + worker);
                } else {
                    while (!queue.offer(2 * i + worker, 50, TimeUnit.MICROSECONDS)) {
                        refused[worker]++;
                    }
                }
            }
        });
        report.line("synchronous, %s: refused %d %d, taken %s / %s", name, refused[0], refused[1], taken[0], taken[1]);
    }

    private static void transfer(Report report) throws InterruptedException {
        LinkedTransferQueue<Integer> queue = new LinkedTransferQueue<>();
        Fingerprint[] taken = {new Fingerprint(), new Fingerprint()};
        int[] direct = new int[2];
        Workers.run(4, worker -> {
            for (int i = 0; i < ITEMS; i++) {
                int item = 2 * i + worker;
                if (worker >= 2) {
                    taken[worker - 2].add(queue.take());
                } else if (i % 3 == 0) {
                    queue.transfer(item);
                } else if (i % 3 == 1 && queue.tryTransfer(item)) {
                    direct[worker]++;
                } else {
                    queue.put(item);
                }
            }
        });
        report.line("transfer: direct %d %d, taken %s / %s", direct[0], direct[1], taken[0], taken[1]);
    }
}
