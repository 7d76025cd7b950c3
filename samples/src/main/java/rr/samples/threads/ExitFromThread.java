package rr.samples.threads;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Two threads both want to end the program with System.exit while main still works: the first one's code counts. */
public final class ExitFromThread {
    private ExitFromThread() {}

    public static void main(String[] args) {
        AtomicInteger rounds = new AtomicInteger();
        AtomicInteger present = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            int code = 40 + i;
            new Thread(() -> {
                present.incrementAndGet();
                while (present.get() < 2) {
                    Thread.onSpinWait();
                }
                Workers.spin(200_000 + ThreadLocalRandom.current().nextInt(400_000));
                synchronized (rounds) { // never released: exit does not return
                    new Report().line("exit %d, main made %d rounds", code, rounds.get()).end();
                    System.exit(code);
                }
            }, "exit-" + i).start();
        }
        Fingerprint work = new Fingerprint();
        while (work.count() < Long.MAX_VALUE) {
            work.add(rounds.incrementAndGet());
        }
    }
}
