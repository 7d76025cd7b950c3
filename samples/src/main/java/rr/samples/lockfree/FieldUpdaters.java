package rr.samples.lockfree;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** The three field updaters, one of them as the head of a lock-free stack. */
public final class FieldUpdaters {
    private static final AtomicIntegerFieldUpdater<FieldUpdaters> COUNT =
            AtomicIntegerFieldUpdater.newUpdater(FieldUpdaters.class, "count");
    private static final AtomicLongFieldUpdater<FieldUpdaters> SUM =
            AtomicLongFieldUpdater.newUpdater(FieldUpdaters.class, "sum");
    private static final AtomicReferenceFieldUpdater<FieldUpdaters, Node> HEAD =
            AtomicReferenceFieldUpdater.newUpdater(FieldUpdaters.class, Node.class, "head");
    private static final int THREADS = 3;
    private static final int ROUNDS = 5_000;

    private volatile int count;
    private volatile long sum;
    private volatile Node head;

    private FieldUpdaters() {}

    private static final class Node {
        final int value;
        final Node next;

        Node(int value, Node next) {
            this.value = value;
            this.next = next;
        }
    }

    private int push(int value) {
        int failures = 0;
        while (true) {
            Node top = head;
            if (HEAD.compareAndSet(this, top, new Node(value, top))) {
                return failures;
            }
            failures++;
        }
    }

    public static void main(String[] args) throws InterruptedException {
        FieldUpdaters shared = new FieldUpdaters();
        Fingerprint[] seen = new Fingerprint[THREADS];
        Workers.run(THREADS, worker -> {
            seen[worker] = new Fingerprint();
            for (int i = 0; i < ROUNDS; i++) {
                seen[worker].add(COUNT.incrementAndGet(shared));
                seen[worker].add(SUM.accumulateAndGet(shared, worker * ROUNDS + i, (a, b) -> a * 3 + b));
                seen[worker].add(shared.push(worker * ROUNDS + i));
            }
        });
        Fingerprint stack = new Fingerprint();
        for (Node node = HEAD.getAndSet(shared, null); node != null; node = node.next) {
            stack.add(node.value);
        }
        Report report = new Report();
        for (int i = 0; i < THREADS; i++) {
            report.line("thread %d saw %s", i, seen[i]);
        }
        report.line("count %d sum %d", shared.count, shared.sum);
        report.line("stack %s", stack);
        report.end();
    }
}
