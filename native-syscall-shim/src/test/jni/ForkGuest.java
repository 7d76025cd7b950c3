import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** What a forked JVM must still be able to do: threads, locks, collections, compilation, class loading, input, processes, an exit code. */
public final class ForkGuest {
    public static void main(String[] arguments) throws Exception {
        StringBuilder result = new StringBuilder();
        System.err.println("reading");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        result.append(input.readLine()).append(' ').append(input.readLine()).append(' ');
        result.append(pools()).append(' ').append(garbage()).append(' ');
        result.append(IntStream.rangeClosed(1, 200_000).parallel().mapToLong(i -> i % 7).sum()).append(' ');
        result.append(new String(new ProcessBuilder("echo", "child").start().getInputStream().readAllBytes()).trim()).append(' ');
        Map<Thread, StackTraceElement[]> stacks = Thread.getAllStackTraces(); // a safepoint with handshakes
        if (!stacks.containsKey(Thread.currentThread())) System.exit(97);
        if (ManagementFactory.getThreadMXBean().getThreadCount() <= ForkAgent.threads.size()) System.exit(96);
        ForkAgent.expectProgress();
        int code = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 0;
        if (arguments.length > 1) result.append(forks(Integer.parseInt(arguments[1])));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
        System.out.println(result.toString().trim());
        if (code != 0) System.exit(code);
    }

    private static long pools() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Future<Long>> futures = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            futures.add(pool.submit(() -> {
                TreeMap<String, Integer> map = new TreeMap<>();
                for (int j = 0; j < 500; j++) map.merge(String.format("k%d", (number * j) % 50), 1, Integer::sum);
                return map.values().stream().mapToLong(Integer::longValue).sum();
            }));
        }
        long sum = 0;
        for (Future<Long> future : futures) sum += future.get();
        pool.shutdown();
        return sum;
    }

    private static int garbage() {
        List<byte[]> kept = new ArrayList<>();
        for (int i = 0; i < 4000; i++) {
            byte[] block = new byte[20_000];
            block[17] = (byte) i;
            if (i % 40 == 0) kept.add(block);
        }
        System.gc();
        int sum = 0;
        for (byte[] block : kept) sum += block[17];
        return sum;
    }

    /** Forks while everything runs; each child collects, prints nothing, and leaves with 7. */
    private static String forks(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            int child = ForkAgent.forkAll();
            if (child == 0) {
                ForkAgent.expectProgress();
                garbage();
                ForkAgent.expectProgress();
                Runtime.getRuntime().halt(7);
            }
            int status = ForkAgent.await(child);
            if (status != 7) return "fork " + i + " ended with " + status;
        }
        return "forks";
    }
}
