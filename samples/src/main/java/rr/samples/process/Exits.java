package rr.samples.process;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import rr.samples.Workers;

/** Ends of a program for which several threads race: exit by all of them, a halt in a hook, exceptions that nobody catches. */
public final class Exits {
    private Exits() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        switch (args[0]) {
            case "exits":
                exits();
                break;
            case "halt":
                halt();
                break;
            case "uncaught":
                uncaught();
                break;
            default:
                closedInput();
        }
    }

    /** Which thread is first decides the exit code; the others wait in exit for ever. */
    private static void exits() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook sees " + asked.get())));
        Workers.run(4, worker -> {
            Workers.spin(10_000);
            asked.incrementAndGet();
            System.exit(10 + worker);
        });
    }

    /** One of three hooks halts while the others run. */
    private static void halt() {
        for (int i = 0; i < 3; i++) {
            int number = i;
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                System.out.println("hook " + number);
                if (number == 1) {
                    Workers.spin(200_000);
                    Runtime.getRuntime().halt(21);
                }
                while (true) {
                    Workers.spin(1_000_000);
                    System.out.println("hook " + number + " goes on");
                }
            }));
        }
        System.exit(20);
    }

    private static void uncaught() throws InterruptedException {
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            int number = i;
            threads[i] = new Thread(() -> {
                Workers.spin(20_000);
                throw new IllegalStateException("nobody catches " + number);
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        throw new IllegalStateException("nor this");
    }

    private static void closedInput() throws IOException {
        System.out.println("first byte " + System.in.read());
        System.in.close();
        try {
            System.out.println("read again: " + System.in.read());
        } catch (IOException closed) {
            closed.printStackTrace();
        }
    }
}
