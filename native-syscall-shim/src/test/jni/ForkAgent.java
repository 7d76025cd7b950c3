import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/** Starts threads, then forks the JVM in premain. Argument: path of the library, number of threads. */
public final class ForkAgent {
    static AtomicLongArray rounds;
    static final List<Thread> threads = new ArrayList<>();
    private static final Object lock = new Object();
    static long guarded;
    static volatile Object sink;

    static native String forkAndCoordinate();

    static native int forkAll();

    static native int await(int pid);

    public static void premain(String arguments) throws InterruptedException {
        String[] parts = arguments.split(",");
        System.load(parts[0]);
        start(Integer.parseInt(parts[1]));
        String problem = forkAndCoordinate();
        if (problem != null) {
            System.err.println("fork: " + problem);
            Runtime.getRuntime().halt(99);
        }
        expectProgress();
    }

    static void start(int count) throws InterruptedException {
        rounds = new AtomicLongArray(count);
        for (int i = 0; i < count; i++) {
            int number = i;
            Thread thread = new Thread(() -> work(number), "work-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        expectProgress();
    }

    /** Allocates, locks, waits, sleeps; throws where the interpreter or compiled code meets null. */
    private static void work(int number) {
        for (long round = 0; ; round++) {
            sink = new byte[100 + (int) (round % 1000)];
            synchronized (lock) {
                guarded++;
                if (round % 8 == 0) lock.notifyAll();
            }
            try {
                if (round % 16 == number % 16) Thread.sleep(1);
                if (round % 64 == 1) synchronized (lock) { lock.wait(2); }
                if (round % 32 == 0) ((Object) null).hashCode();
            } catch (InterruptedException e) {
                return;
            } catch (NullPointerException e) {
                rounds.addAndGet(number, 0);
            }
            rounds.incrementAndGet(number);
            if (rounds.length() > 8) java.util.concurrent.locks.LockSupport.parkNanos(rounds.length() * 50_000L);
        }
    }

    static void expectProgress() throws InterruptedException {
        for (int i = 0; i < rounds.length(); i++) {
            long before = rounds.get(i);
            long end = System.nanoTime() + 60_000_000_000L;
            while (rounds.get(i) == before) {
                Thread.sleep(1);
                if (System.nanoTime() > end) {
                    System.err.println("thread " + i + " does not go on: " + threads.get(i).getState());
                    Runtime.getRuntime().halt(98);
                }
            }
        }
    }
}
