package rr.samples.threads;

import java.util.concurrent.atomic.AtomicInteger;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Thread-locals numbered on first use, inherited ones, and thread groups: numbers go to threads in the order of first use. */
public final class ThreadLocals {
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final ThreadLocal<Integer> NUMBER = ThreadLocal.withInitial(NEXT::getAndIncrement);
    private static final InheritableThreadLocal<String> PATH = new InheritableThreadLocal<>() {
        @Override
        protected String childValue(String parent) {
            return parent + "/" + NEXT.getAndIncrement();
        }
    };

    private ThreadLocals() {}

    public static void main(String[] args) throws InterruptedException {
        PATH.set("main");
        String[] paths = new String[4];
        int[] numbers = new int[4];
        Fingerprint[] grandchildren = new Fingerprint[4];
        Workers.run(4, worker -> {
            Fingerprint mine = new Fingerprint();
            grandchildren[worker] = mine;
            paths[worker] = PATH.get();
            numbers[worker] = NUMBER.get();
            for (int i = 0; i < 20; i++) {
                Thread child = new Thread(() -> mine.add(PATH.get()).add(NUMBER.get()));
                child.start();
                child.join();
            }
            NUMBER.remove();
            mine.add(NUMBER.get());
        });
        Report report = new Report();
        for (int i = 0; i < 4; i++) {
            report.line("thread %d: number %d path %s, children %s", i, numbers[i], paths[i], grandchildren[i]);
        }
        report.line("group %s", Thread.currentThread().getThreadGroup().getName());
        report.end();
    }
}
