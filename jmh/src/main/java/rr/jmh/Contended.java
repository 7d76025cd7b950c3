package rr.jmh;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/** What one operation costs when two threads want the same object all the time: each one has an edge in the log. */
@State(Scope.Benchmark)
@Threads(2)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Contended {
    private final Object monitor = new Object();
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicInteger atomic = new AtomicInteger();
    private final ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
    private volatile int field;
    private int plain;

    /** Enter and exit of a monitor. */
    @Benchmark
    public int monitorPair() {
        synchronized (monitor) {
            return plain++;
        }
    }

    /** Lock and unlock. */
    @Benchmark
    public int reentrantLockPair() {
        lock.lock();
        try {
            return plain++;
        } finally {
            lock.unlock();
        }
    }

    /** Read of a volatile field that nobody writes. */
    @Benchmark
    public int sharedRead() {
        return field;
    }

    /** Atomic increment. */
    @Benchmark
    public int increments() {
        return atomic.getAndIncrement();
    }

    /** A replacement of a value. */
    @Benchmark
    public Integer mapPut() {
        return map.put(2, 2);
    }
}
