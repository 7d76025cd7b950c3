package rr.jmh;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;

/** The operations that are measured on private objects as well as on shared ones: subclasses say whose the state is. */
public abstract class Operations {
    final Object monitor = new Object();
    final AtomicInteger atomic = new AtomicInteger();
    final ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
    volatile int field;
    int plain;
    private final ReentrantLock lock = new ReentrantLock();

    /** Enter and exit of a monitor by a block. */
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

    /** Read of a volatile field that nobody writes meanwhile. */
    @Benchmark
    public int volatileRead() {
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
