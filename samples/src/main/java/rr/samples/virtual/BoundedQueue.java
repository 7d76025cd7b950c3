package rr.samples.virtual;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import rr.samples.Fingerprint;
import rr.samples.Report;

/** Producers and consumers, virtual threads all of them, at a queue that is often full and often empty. */
public final class BoundedQueue {
    private BoundedQueue() {}

    private static final int PAIRS = 10;
    private static final int EACH = 60;

    public static void main(String[] args) throws InterruptedException {
        BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(3);
        Fingerprint[] taken = new Fingerprint[PAIRS];
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            int pair = i;
            Fingerprint mine = new Fingerprint();
            taken[i] = mine;
            threads.add(VirtualStarts.start("producer" + i, () -> produce(queue, pair)));
            threads.add(VirtualStarts.start("consumer" + i, () -> consume(queue, mine)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Report report = new Report();
        for (Fingerprint each : taken) {
            report.line("taken %s", each);
        }
        report.end();
    }

    private static void produce(BlockingQueue<Integer> queue, int pair) {
        try {
            for (int k = 0; k < EACH; k++) {
                queue.put(pair * EACH + k);
            }
        } catch (InterruptedException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    private static void consume(BlockingQueue<Integer> queue, Fingerprint mine) {
        try {
            for (int k = 0; k < EACH; k++) {
                Integer value = k % 4 == 0 ? queue.poll(10, TimeUnit.SECONDS) : queue.take();
                mine.add(value);
            }
        } catch (InterruptedException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }
}
