package rr.jmh;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What one operation costs when no other thread wants the same object. One benchmark is one question; {@link Columns} subtracts. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HotPath extends Operations {
    private final LinkedBlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
    private static volatile int staticField;
    private final WeakReference<Object> weak = new WeakReference<>(monitor);
    private final SoftReference<Object> soft = new SoftReference<>(monitor);
    private final ReferenceQueue<Object> references = new ReferenceQueue<>();
    private final Map<String, Integer> weakMap = new WeakHashMap<>(Map.of("key", 1));
    private final ThreadLocal<Integer> local = ThreadLocal.withInitial(() -> 1);

    /** Nothing that is recorded: what the harness itself costs. */
    @Benchmark
    public int nothing() {
        return plain++;
    }

    /** Enter and exit of a monitor by a method. */
    @Benchmark
    public int synchronizedMethod() {
        return increment();
    }

    private synchronized int increment() {
        return plain++;
    }

    /** Read of a static volatile field. */
    @Benchmark
    public int staticVolatileRead() {
        return staticField;
    }

    /** Write of a volatile field. */
    @Benchmark
    public void volatileWrite() {
        field = 1;
    }

    /** Compare-and-set that succeeds. */
    @Benchmark
    public boolean compareAndSet() {
        return atomic.compareAndSet(0, 0);
    }

    /** A monitor that nobody has locked before. */
    @Benchmark
    public int freshMonitor() {
        synchronized (new Fresh(this)) {
            return plain++;
        }
    }

    private static final class Fresh {
        private final Object escapes;

        Fresh(HotPath bench) {
            escapes = bench.last;
            bench.last = escapes == null ? this : null;
        }
    }

    private Object last;

    /** A new object with a volatile field. */
    @Benchmark
    public AtomicInteger newAtomic() {
        return new AtomicInteger(plain++);
    }

    /** A look-up that finds. */
    @Benchmark
    public Integer mapGet() {
        return map.getOrDefault(1, 1);
    }

    /** Offer and poll. */
    @Benchmark
    public Integer queuePair() {
        queue.offer(1);
        return queue.poll();
    }

    /** An append, under a monitor that the compilers cannot leave out. */
    @Benchmark
    public int stringBuffer() {
        StringBuffer b = new StringBuffer();
        b.append('a').append('b').append('c');
        return b.length();
    }

    /** The clock. */
    @Benchmark
    public long nanoTime() {
        return System.nanoTime();
    }

    /** The time of day. */
    @Benchmark
    public long currentTimeMillis() {
        return System.currentTimeMillis();
    }

    /** The identity hash of one object, again and again. */
    @Benchmark
    public int identityHash() {
        return System.identityHashCode(monitor);
    }

    /** The identity hash of a new object. */
    @Benchmark
    public int freshIdentityHash() {
        return System.identityHashCode(new Object());
    }

    /** A look at a referent that is there. */
    @Benchmark
    public Object weakGet() {
        return weak.get();
    }

    /** The same for a soft reference. */
    @Benchmark
    public Object softGet() {
        return soft.get();
    }

    /** A look-up that finds, in a map with weak keys. */
    @Benchmark
    public Integer weakMapGet() {
        return weakMap.get("key");
    }

    /** A thread local that is set. */
    @Benchmark
    public Integer threadLocalGet() {
        return local.get();
    }

    /** A new reference without a queue. */
    @Benchmark
    public Object newWeak() {
        return new WeakReference<>(monitor);
    }

    /** A new reference with a queue. */
    @Benchmark
    public Object newWeakWithQueue() {
        return new WeakReference<>(monitor, references);
    }

    /** A look at an empty queue. */
    @Benchmark
    public Object emptyPoll() {
        return references.poll();
    }
}
