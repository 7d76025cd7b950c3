package rr.samples.races;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.stream.IntStream;
import rr.samples.Report;
import rr.samples.Workers;

/** Plain fields, arrays and collections that threads hand to each other in every way that orders them: nothing races. */
public final class RaceFree {
    private static final int THREADS = 3;
    private static final int ROUNDS = 200;
    private static final int TURNS = 20;
    private static final VarHandle FLAG;

    static {
        try {
            FLAG = MethodHandles.lookup().findVarHandle(RaceFree.class, "flag", int.class);
        } catch (ReflectiveOperationException missing) {
            throw new ExceptionInInitializerError(missing);
        }
    }

    private int flag;
    private volatile boolean ready;
    private volatile Thread waiting;

    private RaceFree() {}

    /** Something to hand over. */
    private static final class Parcel {
        private int number;
        private long wide;
        private final int[] numbers = new int[8];
        private final Map<String, Integer> map = new HashMap<>();
        private final ArrayDeque<Integer> deque = new ArrayDeque<>();

        void use(int n) {
            number += n;
            wide += number;
            numbers[n & 7] += n;
            map.merge("k" + n % 10, n, Integer::sum);
            deque.add(n);
            if (deque.size() > 5) {
                number += deque.poll() & 1;
            }
        }

        long sum() {
            return number + wide + numbers[3] + map.getOrDefault("k1", 0) + deque.size();
        }
    }

    /** Made by whoever comes first, seen by all. */
    private static final class Lazy {
        static int[] table = new int[16];
        static final Map<Integer, String> NAMES = new HashMap<>();
        static int plain = 5;

        static {
            for (int i = 0; i < 16; i++) {
                table[i] = i * i;
                NAMES.put(i, "n" + i);
            }
        }
    }

    /** Without any code but its own in its initialiser. */
    private static final class Trivial {
        static int[] table = {1, 2, 3};
        static int plain = 5;
    }

    /** Immutable. */
    private static final class Fixed {
        final int a;
        final int[] b;

        Fixed(int a) {
            this.a = a;
            b = new int[] {a, a + 1};
        }
    }

    private static final class Sum extends RecursiveTask<Long> {
        private static final long serialVersionUID = 1;
        private final transient int[] numbers;
        private final int from;
        private final int to;
        private long part;

        Sum(int[] numbers, int from, int to) {
            this.numbers = numbers;
            this.from = from;
            this.to = to;
        }

        @Override
        protected Long compute() {
            if (to - from < 100) {
                for (int i = from; i < to; i++) {
                    part += numbers[i]++;
                }
                return part;
            }
            Sum left = new Sum(numbers, from, (from + to) / 2);
            Sum right = new Sum(numbers, (from + to) / 2, to);
            left.fork();
            right.compute();
            left.join();
            part = left.part + right.part;
            return part;
        }
    }

    public static void main(String[] args) throws Exception {
        Report report = new Report();
        report.line("monitors %d", monitors());
        report.line("locks %d", locks());
        report.line("volatile %d", new RaceFree().volatiles());
        report.line("park %d", new RaceFree().park());
        report.line("queues %d", queues());
        report.line("meetings %d", meetings());
        report.line("classes %d", classes());
        report.line("pools %d", pools());
        report.line("maps %d", maps());
        report.line("pipe %d", pipe());
        report.end();
    }

    private static long monitors() throws InterruptedException {
        Parcel parcel = new Parcel();
        List<Integer> list = Collections.synchronizedList(new ArrayList<>());
        Workers.run(THREADS, worker -> {
            for (int i = 0; i < ROUNDS; i++) {
                synchronized (parcel) {
                    parcel.use(i);
                    if (i % 50 == 0) {
                        parcel.notifyAll();
                        parcel.wait(1);
                    }
                }
                list.add(i);
            }
        });
        return parcel.wide > 0 && list.size() == THREADS * ROUNDS ? 1 : 0;
    }

    private static long locks() throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        Condition changed = lock.newCondition();
        ReentrantReadWriteLock shared = new ReentrantReadWriteLock();
        StampedLock stamped = new StampedLock();
        Semaphore semaphore = new Semaphore(1);
        Parcel[] parcels = {new Parcel(), new Parcel(), new Parcel(), new Parcel()};
        int[] turn = {0};
        Workers.run(THREADS, worker -> {
            for (int i = 0; i < ROUNDS; i++) {
                lock.lock();
                try {
                    if (i < TURNS) {
                        while (turn[0] % THREADS != worker) {
                            changed.await();
                        }
                        turn[0]++;
                    }
                    parcels[0].use(i);
                    changed.signalAll();
                } finally {
                    lock.unlock();
                }
                if (i % 4 == 0) {
                    shared.writeLock().lock();
                    parcels[1].use(i);
                    shared.writeLock().unlock();
                    long stamp = stamped.writeLock();
                    parcels[2].use(i);
                    stamped.unlockWrite(stamp);
                } else {
                    shared.readLock().lock();
                    Workers.spin((int) (parcels[1].sum() & 3));
                    shared.readLock().unlock();
                    long stamp = stamped.readLock();
                    Workers.spin((int) (parcels[2].sum() & 3));
                    stamped.unlockRead(stamp);
                }
                semaphore.acquire();
                parcels[3].use(i);
                semaphore.release();
            }
        });
        return parcels[0].wide > 0 ? 1 : 0;
    }

    private long volatiles() throws InterruptedException {
        Parcel parcel = new Parcel();
        int[] result = {0};
        AtomicReference<Fixed> fixed = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            while (!ready) {
                Thread.onSpinWait();
            }
            result[0] += (int) parcel.sum();
            while ((int) FLAG.getAcquire(this) == 0) {
                Thread.onSpinWait();
            }
            result[0] += (int) parcel.sum();
            Fixed seen = fixed.getAndSet(null);
            result[0] += seen.a + seen.b[1];
        });
        reader.start();
        parcel.use(7);
        ready = true;
        while (reader.getState() == Thread.State.NEW) {
            Thread.onSpinWait();
        }
        fixed.set(new Fixed(4));
        FLAG.setRelease(this, 1);
        reader.join();
        return result[0];
    }

    private long park() throws InterruptedException {
        Parcel parcel = new Parcel();
        Thread parked = new Thread(() -> {
            waiting = Thread.currentThread();
            while (!ready) {
                LockSupport.park(this);
            }
            parcel.use(3);
        });
        parked.start();
        while (waiting == null) {
            Thread.onSpinWait();
        }
        parcel.use(5);
        ready = true;
        LockSupport.unpark(parked);
        parked.join();
        return parcel.sum();
    }

    private static long queues() throws InterruptedException {
        BlockingQueue<Parcel> bounded = new ArrayBlockingQueue<>(2);
        BlockingQueue<Parcel> direct = new SynchronousQueue<>();
        ConcurrentLinkedQueue<Parcel> done = new ConcurrentLinkedQueue<>();
        AtomicInteger left = new AtomicInteger(ROUNDS);
        long[] sum = {0};
        Workers.run(4, worker -> {
            for (int i = 0; i < ROUNDS; i++) {
                if (worker == 0) {
                    Parcel parcel = new Parcel();
                    parcel.use(i);
                    bounded.put(parcel);
                } else if (worker == 1) {
                    Parcel parcel = bounded.take();
                    parcel.use(i + 1);
                    direct.put(parcel);
                } else if (worker == 2) {
                    Parcel parcel = direct.take();
                    parcel.use(i + 2);
                    done.add(parcel);
                } else {
                    while (left.get() > 0) {
                        Parcel parcel = done.poll();
                        if (parcel != null) {
                            sum[0] += parcel.sum();
                            left.decrementAndGet();
                        }
                    }
                }
            }
        });
        return sum[0];
    }

    private static long meetings() throws InterruptedException {
        CyclicBarrier barrier = new CyclicBarrier(2);
        Phaser phaser = new Phaser(2);
        CountDownLatch latch = new CountDownLatch(1);
        Exchanger<Parcel> exchanger = new Exchanger<>();
        Parcel[] parcels = {new Parcel(), new Parcel()};
        long[] sums = {0, 0};
        Workers.run(2, worker -> {
            for (int i = 0; i < 20; i++) {
                parcels[worker].use(i);
                barrier.await();
                sums[worker] += parcels[1 - worker].sum();
                phaser.arriveAndAwaitAdvance();
            }
            Parcel mine = exchanger.exchange(parcels[worker]);
            mine.use(3);
            if (worker == 0) {
                mine.use(4);
                latch.countDown();
            } else {
                latch.await();
                sums[1] += parcels[1].sum();
            }
        });
        return sums[0] + sums[1];
    }

    private static long classes() throws InterruptedException {
        long[] sums = new long[THREADS];
        Workers.run(THREADS, worker -> {
            for (int i = 0; i < 16; i++) {
                sums[worker] += Lazy.table[i] + Lazy.NAMES.get(i).length() + Lazy.plain + Trivial.table[i % 3] + Trivial.plain;
            }
        });
        return sums[0] + sums[THREADS - 1];
    }

    private static long pools() throws Exception {
        int[] numbers = new int[4000];
        long sum = new Sum(numbers, 0, numbers.length).fork().join();
        sum += IntStream.range(0, 1000).parallel().map(i -> numbers[i]).sum();
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        Parcel parcel = new Parcel();
        for (int i = 0; i < 50; i++) {
            int n = i;
            Future<Long> done = pool.submit(() -> {
                parcel.use(n);
                return parcel.sum();
            });
            sum += done.get();
        }
        pool.shutdown();
        CompletableFuture<Parcel> chain = CompletableFuture.supplyAsync(() -> {
            parcel.use(8);
            return parcel;
        });
        return sum + chain.thenApplyAsync(each -> {
            each.use(9);
            return each.sum();
        }).thenCombineAsync(CompletableFuture.supplyAsync(() -> 5L), Long::sum).get();
    }

    private static long maps() throws InterruptedException {
        ConcurrentHashMap<Integer, Parcel> map = new ConcurrentHashMap<>();
        Map<Integer, int[]> locked = Collections.synchronizedMap(new HashMap<>());
        AtomicInteger found = new AtomicInteger();
        Workers.run(2, worker -> {
            for (int i = 0; i < ROUNDS; i++) {
                int n = i;
                if (worker == 0) {
                    Parcel parcel = new Parcel();
                    parcel.use(i);
                    map.put(i, parcel);
                } else {
                    Parcel parcel = map.get(i);
                    found.addAndGet(parcel == null ? 0 : 1);
                    Workers.spin(parcel == null ? 1 : (int) parcel.sum() & 1);
                }
                locked.computeIfAbsent(i % 7, key -> new int[] {n});
                map.compute(-1 - i % 5, (key, old) -> {
                    Parcel next = old == null ? new Parcel() : old;
                    next.use(n);
                    return next;
                });
            }
        });
        return locked.size();
    }

    private static long pipe() throws InterruptedException, IOException {
        Pipe pipe = Pipe.open();
        Parcel parcel = new Parcel();
        Thread reader = new Thread(() -> {
            try {
                ByteBuffer buffer = ByteBuffer.allocate(1);
                pipe.source().read(buffer);
                parcel.use(buffer.get(0));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        reader.start();
        parcel.use(2);
        pipe.sink().write(ByteBuffer.wrap(new byte[] {3}));
        reader.join();
        return parcel.sum();
    }
}
