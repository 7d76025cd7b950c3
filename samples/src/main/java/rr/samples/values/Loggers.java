package rr.samples.values;

import java.util.logging.Level;
import java.util.logging.Logger;
import rr.samples.Report;

/** Loggers that nobody holds on to, made by two threads while the collector is at work: the log manager holds them weakly. */
public final class Loggers {
    private static final int ROUNDS = 200;

    private Loggers() {}

    public static void main(String[] args) throws InterruptedException {
        Thread[] threads = new Thread[2];
        int[] enabled = new int[threads.length];
        for (int t = 0; t < threads.length; t++) {
            int me = t;
            threads[t] = new Thread(() -> {
                byte[][] garbage = new byte[8][];
                for (int i = 0; i < ROUNDS; i++) {
                    Logger logger = Logger.getLogger("guest." + i % 20 + "." + me + "." + i);
                    enabled[me] += logger.isLoggable(Level.INFO) ? 1 : 0;
                    garbage[i & 7] = new byte[200_000];
                }
            });
            threads[t].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        new Report().line("enabled %d and %d", enabled[0], enabled[1]).end();
    }
}
