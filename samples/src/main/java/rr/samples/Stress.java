package rr.samples;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * Everything at once, in eight threads: each area does at least {@code 1000 × size} synchronisation operations and ends with a
 * digest of the final state and a fingerprint of the order in which things happened.
 *
 * <pre>
 * java -cp samples/target/classes rr.samples.Stress [size]     size 1000: a million events in each area; 4000 is the default
 * </pre>
 */
public final class Stress {
    private static final int THREADS = 8;
    private static final int DEFAULT_SIZE = 4_000;

    private final int rounds;

    private Stress(int size) {
        rounds = Math.max(1, size * 1_000 / THREADS);
    }

    public static void main(String[] args) throws InterruptedException {
        Stress stress = new Stress(args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_SIZE);
        Report report = new Report();
        stress.locks(report);
        stress.queues(report);
        stress.maps(report);
        stress.atomics(report);
        stress.forkJoin(report);
        stress.futures(report);
        stress.streams(report);
        report.end();
    }

    /** Two events a round and lock: 16 monitors and 4 ReentrantLocks. */
    private void locks(Report report) throws InterruptedException {
        Fingerprint[] byMonitor = fingerprints(16);
        Fingerprint[] byLock = fingerprints(4);
        ReentrantLock[] locks = {new ReentrantLock(), new ReentrantLock(), new ReentrantLock(), new ReentrantLock()};
        Workers.run(THREADS, worker -> {
            for (int i = 0; i < rounds / 2; i++) {
                Fingerprint monitor = byMonitor[(int) (Workers.spin(i % 7) >>> 7 ^ worker ^ i) & 15];
                synchronized (monitor) {
                    monitor.add(worker);
                }
                if (i % 4 == 0) {
                    int index = i >> 2 & 3;
                    locks[index].lock();
                    try {
                        byLock[index].add(worker);
                    } finally {
                        locks[index].unlock();
                    }
                }
            }
        });
        report.line("locks    monitors %s, locks %s", merge(byMonitor), merge(byLock));
    }

    private void queues(Report report) throws InterruptedException {
        ArrayBlockingQueue<Integer> bounded = new ArrayBlockingQueue<>(256);
        ConcurrentLinkedQueue<Integer> unbounded = new ConcurrentLinkedQueue<>();
        Fingerprint[] taken = fingerprints(THREADS);
        Workers.run(THREADS, worker -> {
            for (int i = 0; i < rounds / 4; i++) {
                unbounded.add(i * THREADS + worker);
                Integer free = unbounded.poll();
                taken[worker].add(free == null ? -1 : free);
                if (i % 2 == 0) {
                    if (worker % 2 == 0) {
                        bounded.put(i * THREADS + worker);
                    } else {
                        taken[worker].add(bounded.take());
                    }
                }
            }
        });
        report.line("queues   order %s, left %d and %d", merge(taken), bounded.size(), unbounded.size());
    }

    private void maps(Report report) throws InterruptedException {
        ConcurrentHashMap<Integer, Long> map = new ConcurrentHashMap<>();
        Fingerprint[] seen = fingerprints(THREADS);
        Workers.run(THREADS, worker -> {
            for (int i = 0; i < rounds / 2; i++) {
                int key = i * 31 & 4_095;
                seen[worker].add(map.merge(key, worker + 1L, (a, b) -> a * 31 + b));
                if (i % 16 == 0) {
                    map.remove(key + 1);
                    map.putIfAbsent(10_000 + i, (long) worker);
                }
            }
        });
        Fingerprint state = new Fingerprint();
        map.forEach((key, value) -> state.add(key).add(value));
        report.line("maps     order %s, state %s", merge(seen), state);
    }

    private void atomics(Report report) throws InterruptedException {
        AtomicLong counter = new AtomicLong();
        AtomicLong product = new AtomicLong(1);
        AtomicInteger[] striped = new AtomicInteger[64];
        for (int i = 0; i < striped.length; i++) {
            striped[i] = new AtomicInteger();
        }
        Fingerprint[] seen = fingerprints(THREADS);
        Workers.run(THREADS, worker -> {
            for (int i = 0; i < rounds; i++) {
                seen[worker].add(striped[(i + 8 * worker) & 63].getAndAdd(worker + 1));
                if (i % 8 == 0) {
                    seen[worker].add(counter.incrementAndGet());
                    long now = product.get();
                    seen[worker].add(product.compareAndSet(now, now * 31 + worker) ? 1 : 0);
                }
            }
        });
        Fingerprint state = new Fingerprint();
        for (AtomicInteger one : striped) {
            state.add(one.get());
        }
        report.line("atomics  order %s, product %d, state %s", merge(seen), product.get(), state);
    }

    private static final class Tree extends RecursiveTask<Long> {
        private final int leaves;
        private final transient AtomicLong tickets;

        Tree(int leaves, AtomicLong tickets) {
            this.leaves = leaves;
            this.tickets = tickets;
        }

        @Override
        protected Long compute() {
            if (leaves <= 1) {
                return tickets.getAndIncrement();
            }
            Tree left = new Tree(leaves / 2, tickets);
            left.fork();
            long right = new Tree(leaves - leaves / 2, tickets).compute();
            return left.join() * 31 + right;
        }
    }

    /** About ten events a leaf: fork, pop or steal, join, ticket. */
    private void forkJoin(Report report) {
        AtomicLong tickets = new AtomicLong();
        ForkJoinPool pool = new ForkJoinPool(THREADS);
        long result = pool.invoke(new Tree(rounds, tickets));
        pool.shutdown();
        report.line("forkjoin order %016x, leaves %d", result, tickets.get());
    }

    /** About thirty events a chain. */
    private void futures(Report report) {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        AtomicLong tickets = new AtomicLong();
        Fingerprint order = new Fingerprint();
        int chains = Math.max(1, rounds / 4);
        for (int start = 0; start < chains; start += 512) {
            List<CompletableFuture<Long>> batch = new ArrayList<>();
            for (int i = start; i < Math.min(chains, start + 512); i++) {
                CompletableFuture<Long> left = CompletableFuture.supplyAsync(tickets::getAndIncrement, pool);
                CompletableFuture<Long> right = CompletableFuture.supplyAsync(tickets::getAndIncrement, pool);
                batch.add(left.applyToEither(right, x -> x + 1).thenCombine(right, (a, b) -> a * 31 + b));
            }
            batch.forEach(future -> order.add(future.join()));
        }
        pool.shutdown();
        report.line("futures  order %s, tickets %d", order, tickets.get());
    }

    private void streams(Report report) {
        AtomicLong tickets = new AtomicLong();
        int[] drawn = IntStream.range(0, rounds * THREADS).parallel().map(i -> (int) tickets.getAndIncrement() ^ i).toArray();
        Fingerprint order = new Fingerprint();
        for (int ticket : drawn) {
            order.add(ticket);
        }
        report.line("streams  order %s, sum %d", order, IntStream.of(drawn).parallel().asLongStream().sum());
    }

    private static Fingerprint[] fingerprints(int count) {
        Fingerprint[] all = new Fingerprint[count];
        for (int i = 0; i < count; i++) {
            all[i] = new Fingerprint();
        }
        return all;
    }

    private static Fingerprint merge(Fingerprint[] parts) {
        Fingerprint whole = new Fingerprint();
        for (Fingerprint part : parts) {
            whole.add(part.value()).add(part.count());
        }
        return whole;
    }
}
