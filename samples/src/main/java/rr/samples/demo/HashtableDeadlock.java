package rr.samples.demo;

import java.util.Hashtable;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A bug of the JDK itself, still there in 25 (JDK-6582568): {@code a.equals(b)} takes the monitor of {@code a} and then that of
 * {@code b}, {@code b.equals(a)} the other way round. Two threads that compare two tables now and then deadlock; a watchdog prints
 * both stacks and exits with 3.
 */
public final class HashtableDeadlock {
    private static final int COMPARISONS = 12;
    private static final long DEADLINE_MILLIS = 700;

    private HashtableDeadlock() {}

    public static void main(String[] args) throws InterruptedException {
        Hashtable<String, Integer> prices = new Hashtable<>();
        Hashtable<String, Integer> copy = new Hashtable<>();
        for (int i = 0; i < 20; i++) {
            prices.put("item " + i, i * 100);
            copy.put("item " + i, i * 100);
        }
        AtomicIntegerArray done = new AtomicIntegerArray(2);
        Thread left = new Thread(() -> compare(prices, copy, done, 0), "left");
        Thread right = new Thread(() -> compare(copy, prices, done, 1), "right");
        left.setDaemon(true);
        right.setDaemon(true);
        left.start();
        right.start();
        boolean ended = Watchdog.allEnd(DEADLINE_MILLIS, left, right);
        System.out.println("left compared " + done.get(0) + " times, right " + done.get(1) + " times, of " + COMPARISONS);
        if (!ended) {
            System.out.println("DEADLOCK in Hashtable.equals");
            System.exit(3);
        }
    }

    private static void compare(Hashtable<String, Integer> mine, Hashtable<String, Integer> other, AtomicIntegerArray done, int self) {
        for (int i = 0; i < COMPARISONS; i++) {
            if (mine.equals(other)) {
                done.incrementAndGet(self);
            }
            Watchdog.think(100_000 + 13_000 * (i * (self + 3) % 11));
        }
    }
}
