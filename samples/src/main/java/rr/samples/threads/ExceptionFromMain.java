package rr.samples.threads;

import java.util.concurrent.atomic.AtomicInteger;
import rr.samples.Report;
import rr.samples.Workers;

/** An exception leaves main, with a cause, while another thread still works: trace on stderr, exit code 1 at the end. */
public final class ExceptionFromMain {
    private ExceptionFromMain() {}

    public static void main(String[] args) {
        AtomicInteger rounds = new AtomicInteger();
        new Thread(() -> {
            while (rounds.incrementAndGet() < 20_000) {
                Workers.spin(20);
            }
            new Report().line("the other thread ends after %d rounds", rounds.get()).end();
        }).start();
        while (rounds.get() < 100) {
            Thread.yield();
        }
        Workers.spin(200_000);
        try {
            Object[] none = new Object[0];
            none[rounds.get()] = null;
        } catch (ArrayIndexOutOfBoundsException cause) {
            throw new IllegalStateException("main fails at round " + rounds.get(), cause);
        }
    }
}
