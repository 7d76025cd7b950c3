package rr.samples.threads;

import java.util.concurrent.atomic.AtomicInteger;
import rr.samples.Report;
import rr.samples.Workers;

/** Three shutdown hooks run at once while a daemon still works, and start threads that nobody waits for; the order of their lines is the result. */
public final class ShutdownHooks {
    private ShutdownHooks() {}

    public static void main(String[] args) {
        AtomicInteger place = new AtomicInteger();
        AtomicInteger daemonRounds = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            int number = i;
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                Workers.spin(50_000);
                System.out.println("hook " + number + " is number " + place.getAndIncrement() + ", daemon at " + daemonRounds.get());
                new Thread(place::incrementAndGet, "late-" + number).start(); // begins before, while or after the VM ends, or not at all
            }, "hook-" + i));
        }
        Thread daemon = new Thread(() -> {
            while (true) {
                daemonRounds.incrementAndGet();
                Workers.spin(100);
            }
        });
        daemon.setDaemon(true);
        daemon.start();
        Workers.spin(500_000);
        new Report().line("main ends").end();
        System.exit(5);
    }
}
