package rr.samples.threads;

import rr.samples.Report;
import rr.samples.Workers;

/** Daemon threads still print when main returns: how many of their lines come out depends on the moment the VM ends. */
public final class DaemonsAtExit {
    private DaemonsAtExit() {}

    public static void main(String[] args) {
        for (int i = 0; i < 3; i++) {
            int number = i;
            Thread daemon = new Thread(() -> {
                for (int line = 0; line < 1_000_000; line++) {
                    Workers.spin(20_000);
                    System.out.println("daemon " + number + " line " + line);
                }
            });
            daemon.setDaemon(true);
            daemon.start();
        }
        Workers.spin(4_000_000);
        new Report().line("main returns").end();
    }
}
