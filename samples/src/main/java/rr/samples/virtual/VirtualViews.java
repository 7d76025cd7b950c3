package rr.samples.virtual;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import rr.samples.Report;

/** What a program sees of virtual threads: names, ids, texts, states, stacks, thread locals, uncaught exceptions. */
public final class VirtualViews {
    private VirtualViews() {}

    public static void main(String[] args) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        ThreadLocal<Integer> local = ThreadLocal.withInitial(next::incrementAndGet);
        ConcurrentHashMap<String, Integer> seen = new ConcurrentHashMap<>();
        LongAdder adder = new LongAdder();
        ThreadFactory factory = VirtualStarts.factory("view-");
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Thread thread = factory.newThread(() -> {
                Thread me = Thread.currentThread();
                seen.put(me + " " + me.getId() + " " + me.hashCode() + " " + ThreadLocalRandom.current().nextInt(1000), local.get());
                adder.add(local.get());
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        new TreeMap<>(seen).forEach((who, value) -> System.out.println(who + " " + value));
        System.out.println("sum " + adder.sum());
        Thread parked = VirtualStarts.start("parked", LockSupport::park);
        for (int i = 0; i < 3; i++) {
            System.out.println(parked + " " + parked.getState() + " " + parked.getStackTrace().length);
            Thread.sleep(1);
        }
        LockSupport.unpark(parked);
        parked.join();
        Thread failing = VirtualStarts.unstarted("failing", () -> {
            throw new IllegalStateException("as it should");
        });
        failing.setUncaughtExceptionHandler((thread, thrown) -> {
            System.out.println(thread + " failed");
            thrown.printStackTrace(System.out);
        });
        failing.start();
        failing.join();
        System.out.println(failing.getState() + " " + Thread.getAllStackTraces().size());
        Set<String> platform = new TreeSet<>();
        for (Thread each : Thread.getAllStackTraces().keySet()) { // carriers among them
            ThreadGroup group = each.getThreadGroup();
            platform.add(each.getClass().getName() + " " + (group == null ? null : group.getName()) + " " + each.isDaemon() + " " + each.getState());
        }
        platform.forEach(System.out::println);
    }
}
