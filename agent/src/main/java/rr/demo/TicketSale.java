package rr.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The program of {@code rr demo}: four counters sell the same tickets. Who sells which ticket differs from run to run, and
 * sometimes more tickets are sold than there are, because looking and taking are two steps.
 */
public final class TicketSale {
    private static final int TICKETS = 48;
    private static final int COUNTERS = 4;

    private final AtomicInteger left = new AtomicInteger(TICKETS);
    private final StringBuffer order = new StringBuffer();

    private TicketSale() {
    }

    /** Sells all tickets and prints who sold them. */
    public static void main(String[] arguments) throws InterruptedException {
        TicketSale sale = new TicketSale();
        List<Thread> counters = new ArrayList<>();
        for (int i = 0; i < COUNTERS; i++) {
            char name = (char) ('A' + i);
            counters.add(new Thread(() -> sale.sell(name), "counter " + name));
        }
        long start = System.nanoTime();
        for (Thread counter : counters) {
            counter.start();
        }
        for (Thread counter : counters) {
            counter.join();
        }
        long micros = (System.nanoTime() - start) / 1000;
        int tooMany = -sale.left.get();
        System.out.println(sale.order + " in " + micros + " us" + (tooMany > 0 ? ", " + tooMany + " SOLD TWICE" : ""));
    }

    private void sell(char name) {
        while (left.get() > 0) {
            // The customer pays. Another counter may meanwhile sell the last ticket.
            for (int i = ThreadLocalRandom.current().nextInt(2000); i > 0; i--) {
                Thread.onSpinWait();
            }
            left.decrementAndGet();
            order.append(name);
        }
    }
}
