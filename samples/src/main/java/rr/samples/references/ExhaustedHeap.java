package rr.samples.references;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import rr.samples.Report;
import rr.samples.Workers;

/** Threads that ask for more memory than there can be, and one that fills the heap; how much fitted is printed. */
public final class ExhaustedHeap {
    private static final AtomicInteger CAUGHT = new AtomicInteger();

    private ExhaustedHeap() {}

    public static void main(String[] args) throws InterruptedException {
        StringBuilder[] orders = {new StringBuilder(), new StringBuilder()};
        Workers.run(2, worker -> {
            for (int i = 0; i < 5; i++) {
                try {
                    orders[worker].append(new long[1_500_000_000].length);
                } catch (OutOfMemoryError caught) {
                    orders[worker].append(CAUGHT.incrementAndGet()).append(' ');
                }
            }
        });
        Report report = new Report().line("%s", orders[0]).line("%s", orders[1]);
        List<byte[]> kept = new ArrayList<>();
        int fitted;
        try {
            for (;;) {
                kept.add(new byte[1_000_000]);
            }
        } catch (OutOfMemoryError caught) {
            fitted = kept.size();
            kept = null;
        }
        report.line("megabytes %d", fitted).end();
    }
}
