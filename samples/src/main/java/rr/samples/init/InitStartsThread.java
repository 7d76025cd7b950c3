package rr.samples.init;

import java.util.concurrent.atomic.AtomicInteger;
import rr.samples.Report;
import rr.samples.Workers;

/**
 * A class initialiser starts threads and waits for one of them (which does not touch the class), while another thread is
 * already blocked in the first use of the class.
 */
public final class InitStartsThread {
    private static final AtomicInteger EVENTS = new AtomicInteger();

    private InitStartsThread() {}

    /** Made out here: a lambda of the initialiser itself would need the class that is not ready yet. */
    private static Runnable counting(int[] result) {
        return () -> {
            for (int i = 0; i < 500; i++) {
                result[0] += EVENTS.getAndIncrement();
            }
        };
    }

    private static final class Service {
        static final int STARTED_AT = EVENTS.getAndIncrement();
        static final int WORK;
        static final Thread BACKGROUND;

        static {
            int[] result = new int[1];
            Thread helper = new Thread(counting(result), "helper");
            helper.start();
            BACKGROUND = new Thread(() -> {
                for (int i = 0; i < 500; i++) {
                    EVENTS.getAndIncrement();
                }
                used("background");
            }, "background");
            BACKGROUND.start();
            for (int i = 0; i < 500; i++) {
                EVENTS.getAndIncrement();
            }
            try {
                helper.join();
            } catch (InterruptedException unexpected) {
                throw new ExceptionInInitializerError(unexpected);
            }
            WORK = result[0];
        }

        static String used(String by) {
            return by + " uses it at " + EVENTS.getAndIncrement() + ", made at " + STARTED_AT + " with " + WORK;
        }
    }

    public static void main(String[] args) throws InterruptedException {
        String[] uses = new String[2];
        Workers.run(2, worker -> {
            for (int i = 0; i < 50 * worker; i++) {
                EVENTS.getAndIncrement();
            }
            uses[worker] = Service.used("worker " + worker);
        });
        Service.BACKGROUND.join();
        new Report().line(uses[0]).line(uses[1]).line("events %d", EVENTS.get()).end();
    }
}
