package rr.samples.threads;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import rr.samples.Report;
import rr.samples.Workers;

/** Threads that die of an exception: own handler, default handler, thread group (which prints the trace to stderr). */
public final class UncaughtExceptions {
    private UncaughtExceptions() {}

    public static void main(String[] args) throws InterruptedException {
        List<String> caught = Collections.synchronizedList(new ArrayList<>());
        Thread plain = new Thread(() -> fail("to stderr"), "plain");
        plain.start();
        plain.join();

        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> caught.add("default " + thread.getName() + " " + failure.getMessage()));
        Thread[] threads = new Thread[6];
        for (int i = 0; i < threads.length; i++) {
            int number = i;
            threads[i] = new Thread(() -> fail("number " + number), "thread-" + i);
            if (i % 2 == 0) {
                threads[i].setUncaughtExceptionHandler((thread, failure) -> caught.add("own " + thread.getName() + " " + failure.getMessage()));
            }
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Report report = new Report();
        caught.forEach(report::line);
        report.end();
    }

    private static void fail(String message) {
        Workers.spin(5_000);
        throw new IllegalArgumentException(message);
    }
}
