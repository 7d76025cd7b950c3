package rr.samples.threads;

import rr.samples.Workers;

/** Two threads print numbered lines for ever; the program ends only when it is killed. */
public final class Endless {
    private Endless() {}

    public static void main(String[] args) throws InterruptedException {
        Object lock = new Object();
        long[] line = new long[1];
        Workers.run(2, worker -> {
            while (true) {
                synchronized (lock) {
                    System.out.println("line " + line[0]++ + " by " + worker);
                }
                Workers.spin(5_000);
            }
        });
    }
}
