package rr.samples.collections;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Two producers and two consumers on each blocking queue: put, timed offer, take, timed poll, drainTo. */
public final class BlockingQueues {
    private static final int ITEMS = 1_500;
    private static final int END = Integer.MAX_VALUE;

    private BlockingQueues() {}

    public static void main(String[] args) throws InterruptedException {
        Report report = new Report();
        pass("ArrayBlockingQueue", new ArrayBlockingQueue<>(4), report);
        pass("ArrayBlockingQueue, fair", new ArrayBlockingQueue<>(4, true), report);
        pass("LinkedBlockingQueue", new LinkedBlockingQueue<>(8), report);
        pass("LinkedBlockingDeque", new LinkedBlockingDeque<>(2), report);
        pass("PriorityBlockingQueue", new PriorityBlockingQueue<>(), report);
        report.end();
    }

    private static void pass(String name, BlockingQueue<Integer> queue, Report report) throws InterruptedException {
        Fingerprint[] taken = {new Fingerprint(), new Fingerprint()};
        int[] refusals = new int[2];
        int[] empties = new int[2];
        Workers.run(4, worker -> {
            if (worker < 2) {
                produce(queue, worker, refusals);
            } else {
                consume(queue, taken[worker - 2], empties, worker - 2);
            }
        });
        report.line("%s", name);
        report.line("  refused %d %d, empty %d %d", refusals[0], refusals[1], empties[0], empties[1]);
        report.line("  taken %s / %s", taken[0], taken[1]);
    }

    private static void produce(BlockingQueue<Integer> queue, int worker, int[] refusals) throws InterruptedException {
        for (int i = 0; i < ITEMS; i++) {
            Integer item = 2 * i + worker;
            if (i % 2 == 0) {
                queue.put(item);
            } else {
                while (!queue.offer(item, 20, TimeUnit.MICROSECONDS)) {
                    refusals[worker]++;
                }
            }
        }
        queue.put(END);
    }

    private static void consume(BlockingQueue<Integer> queue, Fingerprint taken, int[] empties, int self) throws InterruptedException {
        List<Integer> drained = new ArrayList<>();
        for (int i = 0; ; i++) {
            Integer item = i % 2 == 0 ? queue.take() : queue.poll(20, TimeUnit.MICROSECONDS);
            if (item == null) {
                empties[self]++;
                continue;
            }
            if (item == END) {
                return;
            }
            taken.add(item);
            if (i % 8 == 0) {
                int ends = 0;
                queue.drainTo(drained, 3);
                for (Integer more : drained) {
                    if (more == END) {
                        ends++;
                    } else {
                        taken.add(more);
                    }
                }
                drained.clear();
                for (int end = 0; end < ends; end++) {
                    queue.put(END); // one for each consumer, whoever drained it
                }
            }
        }
    }
}
