package rr.samples.pools;

import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import rr.samples.Fingerprint;
import rr.samples.Report;

/** Fixed-rate, fixed-delay and one-shot tasks on two threads, and a Timer: the order of the ticks is the result. */
public final class ScheduledTicks {
    private ScheduledTicks() {}

    public static void main(String[] args) throws InterruptedException {
        ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);
        Fingerprint order = new Fingerprint();
        int[] ticks = new int[4];
        CountDownLatch enough = new CountDownLatch(60);
        ScheduledFuture<?> rate = scheduler.scheduleAtFixedRate(() -> tick(order, ticks, 0, enough), 0, 3, TimeUnit.MILLISECONDS);
        ScheduledFuture<?> delay = scheduler.scheduleWithFixedDelay(() -> tick(order, ticks, 1, enough), 0, 2_900, TimeUnit.MICROSECONDS);
        for (int i = 0; i < 10; i++) {
            scheduler.schedule(() -> tick(order, ticks, 2, enough), 7L * i, TimeUnit.MILLISECONDS);
        }
        Timer timer = new Timer("timer", true);
        timer.schedule(new TimerTask() {
            @Override
            public void run() {
                tick(order, ticks, 3, enough);
            }
        }, 1, 5);
        enough.await();
        timer.cancel();
        rate.cancel(false);
        delay.cancel(true);
        scheduler.shutdown();
        boolean ended = scheduler.awaitTermination(10, TimeUnit.SECONDS);
        synchronized (order) {
            new Report()
                    .line("order %s", order)
                    .line("ticks %d %d %d %d", ticks[0], ticks[1], ticks[2], ticks[3])
                    .line("ended %b, cancelled %b %b", ended, rate.isCancelled(), delay.isCancelled())
                    .end();
        }
    }

    private static void tick(Fingerprint order, int[] ticks, int kind, CountDownLatch enough) {
        synchronized (order) {
            order.add(kind).add(Thread.currentThread().getName());
            ticks[kind]++;
        }
        enough.countDown();
    }
}
