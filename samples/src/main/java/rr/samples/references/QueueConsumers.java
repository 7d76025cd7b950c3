package rr.samples.references;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import rr.samples.Fingerprint;
import rr.samples.Report;

/**
 * Several threads that take references from one queue, by waiting, with a timeout and without, while others make garbage. One reference
 * in ten is enqueued by the program itself, which races with the collector; one in ten is dropped, and comes out only if it is late.
 */
public final class QueueConsumers {
    private static final int CONSUMERS = 3;
    private static final int PRODUCERS = 2;
    private static final int EACH = 400;

    private static final ReferenceQueue<Object> QUEUE = new ReferenceQueue<>();
    private static final Set<Reference<?>> HELD = ConcurrentHashMap.newKeySet();
    private static final AtomicInteger ENQUEUED = new AtomicInteger();

    private QueueConsumers() {}

    private static final class Weak extends WeakReference<Object> {
        final int number;

        Weak(int number) {
            super(new byte[500], QUEUE);
            this.number = number;
        }
    }

    private static final class Phantom extends PhantomReference<Object> {
        final int number;

        Phantom(int number) {
            super(new byte[500], QUEUE);
            this.number = number;
        }
    }

    private static void produce(int producer) {
        for (int i = 0; i < EACH; i++) {
            int number = producer * EACH + i;
            Reference<Object> reference = number % 2 == 0 ? new Weak(number) : new Phantom(number);
            HELD.add(reference);
            byte[] garbage = new byte[30_000];
            garbage[i] = 1;
            if (number % 10 == 3 && reference.enqueue()) {
                ENQUEUED.incrementAndGet();
            } else if (number % 10 == 7) {
                HELD.remove(reference);
            }
            if (i % 100 == 99) {
                System.gc();
            }
        }
    }

    @SuppressWarnings("deprecation") // isEnqueued: still there
    private static void consume(int consumer, Fingerprint order) {
        try {
            while (true) {
                Reference<?> reference = consumer == 0 ? QUEUE.remove() : consumer == 1 ? QUEUE.remove(5) : QUEUE.poll();
                if (reference == null) {
                    order.add(-1);
                    if (Thread.interrupted()) {
                        return;
                    }
                    Thread.sleep(1);
                    continue;
                }
                HELD.remove(reference);
                order.add(reference instanceof Weak ? ((Weak) reference).number : ((Phantom) reference).number);
                order.add(reference.isEnqueued() ? 1 : 0);
            }
        } catch (InterruptedException end) {
            order.add(-2);
        }
    }

    public static void main(String[] args) throws InterruptedException {
        Fingerprint[] orders = new Fingerprint[CONSUMERS];
        Thread[] consumers = new Thread[CONSUMERS];
        for (int i = 0; i < CONSUMERS; i++) {
            int consumer = i;
            orders[i] = new Fingerprint();
            consumers[i] = new Thread(() -> consume(consumer, orders[consumer]));
            consumers[i].start();
        }
        Thread[] producers = new Thread[PRODUCERS];
        for (int i = 0; i < PRODUCERS; i++) {
            int producer = i;
            producers[i] = new Thread(() -> produce(producer));
            producers[i].start();
        }
        for (Thread producer : producers) {
            producer.join();
        }
        System.gc();
        Thread.sleep(20);
        for (Thread consumer : consumers) {
            consumer.interrupt();
            consumer.join();
        }
        Report report = new Report();
        for (Fingerprint order : orders) {
            report.line("order %s", order);
        }
        report.line("enqueued by the program %d, held %d", ENQUEUED.get(), HELD.size()).end();
    }
}
