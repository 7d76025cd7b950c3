package rr.samples.threads;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Stack traces of a parked thread, a waiting thread and a running thread, singly and by getAllStackTraces. */
public final class StacksOfOthers {
    private StacksOfOthers() {}

    public static void main(String[] args) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        Thread parked = start("parked", LockSupport::park);
        Thread waiting = start("waiting", () -> await(end));
        Thread running = start("running", () -> {
            while (!Thread.currentThread().isInterrupted()) {
                downAndUp(0);
            }
        });
        while (parked.getState() != Thread.State.WAITING || waiting.getState() != Thread.State.WAITING) {
            Thread.yield();
        }
        Report report = new Report();
        for (Thread thread : new Thread[] {parked, waiting}) {
            report.line("%s", thread.getName());
            Arrays.stream(thread.getStackTrace()).forEach(frame -> report.line("    at %s", frame));
        }
        Fingerprint depths = new Fingerprint();
        for (int i = 0; i < 50; i++) {
            depths.add(running.getStackTrace().length);
            Workers.spin(10_000);
        }
        report.line("depths of the running thread %s", depths);
        Map<String, Integer> own = new TreeMap<>();
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            if (thread.getThreadGroup() == Thread.currentThread().getThreadGroup()) {
                own.put(thread.getName(), stack.length);
            }
        });
        report.line("all in this group %s", own);
        report.line("active %d", Thread.activeCount());
        running.interrupt();
        LockSupport.unpark(parked);
        end.countDown();
        for (Thread thread : new Thread[] {parked, waiting, running}) {
            thread.join();
        }
        report.end();
    }

    private static Thread start(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.start();
        return thread;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException unexpected) {
            Thread.currentThread().interrupt();
        }
    }

    private static void downAndUp(int depth) {
        if (depth < 40) {
            downAndUp(depth + 1);
            Workers.spin(5);
        }
    }
}
