package rr.samples.threads;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import rr.samples.Fingerprint;
import rr.samples.Report;

/** Permits: unpark before park, park with timeout, and a hand-over between two threads that counts its wake-ups. */
public final class ParkUnpark {
    private static final int ROUNDS = 3_000;

    private ParkUnpark() {}

    public static void main(String[] args) throws InterruptedException {
        Report report = new Report();
        LockSupport.unpark(Thread.currentThread());
        LockSupport.park();
        report.line("permit first: returned");

        AtomicInteger turn = new AtomicInteger();
        Fingerprint[] wakeUps = {new Fingerprint(), new Fingerprint()};
        Thread[] players = new Thread[2];
        for (int i = 0; i < 2; i++) {
            int self = i;
            players[i] = new Thread(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    int parks = 0;
                    while ((turn.get() & 1) != self) {
                        if (round % 3 == 0) {
                            LockSupport.parkNanos(turn, 20_000);
                        } else {
                            LockSupport.park(turn);
                        }
                        parks++;
                    }
                    wakeUps[self].add(parks);
                    turn.incrementAndGet();
                    LockSupport.unpark(players[1 - self]);
                }
            });
        }
        players[0].start();
        players[1].start();
        players[0].join();
        players[1].join();
        report.line("wake-ups %s / %s", wakeUps[0], wakeUps[1]);
        report.end();
    }
}
