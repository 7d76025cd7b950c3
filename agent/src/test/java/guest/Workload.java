package guest;

import java.util.Hashtable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** Runs monitors and java.util.concurrent long enough to be compiled. */
public final class Workload {
    private static final Object LOCK = new Object();
    private static final int ROUNDS = 30_000;
    private static int count;
    private static volatile long last;

    private Workload() {}

    private static void early(int k) {
        synchronized (LOCK) {
            if (k % 7 == 0) {
                return;
            }
            count += k;
            if (k < 0) {
                throw new IllegalArgumentException();
            }
        }
    }

    private static int nested(int k) {
        synchronized (LOCK) {
            synchronized (Workload.class) {
                for (int i = 0; i < 3; i++) {
                    count += i;
                }
                return count + k;
            }
        }
    }

    private static void loop() {
        synchronized (LOCK) {
            while (true) {
                if (++count % 3 == 0) {
                    break;
                }
            }
        }
    }

    public static void main(String[] args) throws InterruptedException {
        ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
        Hashtable<Integer, Integer> table = new Hashtable<>();
        LinkedBlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
        CountDownLatch done = new CountDownLatch(2);
        for (int t = 0; t < 2; t++) {
            new Thread(() -> {
                for (int i = 1; i < ROUNDS; i++) {
                    early(i);
                    nested(i);
                    loop();
                    last = i;
                    map.merge(i % 100, 1, Integer::sum);
                    table.put(i % 10, i);
                    queue.offer(i);
                    queue.poll();
                }
                done.countDown();
            }).start();
        }
        done.await();
        System.out.println(map.size() == 100 && table.size() == 10 && last > 0 ? "done" : "wrong");
    }
}
