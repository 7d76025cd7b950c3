package rr.samples.collections;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** The lock-free queue and deque: polls in vain, the order of what came out, and a weakly consistent iteration meanwhile. */
public final class LockFreeQueues {
    private static final int THREADS = 3;
    private static final int ROUNDS = 2_000;

    private LockFreeQueues() {}

    public static void main(String[] args) throws InterruptedException {
        ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedDeque<Integer> deque = new ConcurrentLinkedDeque<>();
        Fingerprint[] seen = new Fingerprint[THREADS];
        int[] vain = new int[THREADS];
        Workers.run(THREADS, worker -> {
            Fingerprint mine = new Fingerprint();
            seen[worker] = mine;
            for (int i = 0; i < ROUNDS; i++) {
                int item = i * THREADS + worker;
                queue.add(item);
                if (i % 3 == worker) {
                    deque.addFirst(item);
                } else {
                    deque.addLast(item);
                }
                Integer first = i % 5 == 0 ? null : queue.poll();
                Integer last = i % 2 == 0 ? deque.pollLast() : deque.pollFirst();
                vain[worker] += (first == null ? 1 : 0) + (last == null ? 1 : 0);
                mine.add(first == null ? -1 : first).add(last == null ? -1 : last);
                if (i % 400 == 0) {
                    queue.forEach(mine::add);
                    mine.add(queue.size()).add(queue.remove(item) ? 1 : 0).add(deque.contains(item) ? 1 : 0);
                }
            }
        });
        Report report = new Report();
        for (int i = 0; i < THREADS; i++) {
            report.line("thread %d took %s, in vain %d", i, seen[i], vain[i]);
        }
        Fingerprint rest = new Fingerprint();
        queue.forEach(rest::add);
        deque.forEach(rest::add);
        report.line("left %d and %d: %s", queue.size(), deque.size(), rest);
        report.end();
    }
}
