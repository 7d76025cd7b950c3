package rr.samples.threads;

import java.util.concurrent.atomic.AtomicInteger;
import rr.samples.Report;
import rr.samples.Workers;

/**
 * Threads that run out of stack in code without events, and go on. How deep they came differs from run to run, as it depends on what is
 * compiled; a program that does not ask replays.
 */
public final class DeepStacks {
    private static final AtomicInteger CAUGHT = new AtomicInteger();

    private DeepStacks() {}

    private static long descend(long depth) {
        return depth < 0 ? depth : descend(depth + 1) + 1;
    }

    public static void main(String[] args) throws InterruptedException {
        StringBuilder[] orders = {new StringBuilder(), new StringBuilder()};
        Workers.run(2, worker -> {
            for (int i = 0; i < 10; i++) {
                try {
                    orders[worker].append(descend(0));
                } catch (StackOverflowError caught) {
                    orders[worker].append(CAUGHT.incrementAndGet()).append(' ');
                }
            }
        });
        new Report().line("%s", orders[0]).line("%s", orders[1]).end();
    }
}
