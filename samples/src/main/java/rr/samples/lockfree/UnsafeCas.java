package rr.samples.lockfree;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** {@code sun.misc.Unsafe}, which lock-free libraries still use, by reflection: compare-and-swap, get-and-add, ordered put. */
public final class UnsafeCas {
    private static final int THREADS = 3;
    private static final int ROUNDS = 2_000;

    private final Object unsafe;
    private final Method compareAndSwapInt;
    private final Method getAndAddLong;
    private final Method getIntVolatile;
    private final Method putOrderedInt;
    private final long counterOffset;
    private final long totalOffset;

    private volatile int counter;
    private volatile long total;

    private UnsafeCas() throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Unsafe");
        Field instance = type.getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        unsafe = instance.get(null);
        compareAndSwapInt = type.getMethod("compareAndSwapInt", Object.class, long.class, int.class, int.class);
        getAndAddLong = type.getMethod("getAndAddLong", Object.class, long.class, long.class);
        getIntVolatile = type.getMethod("getIntVolatile", Object.class, long.class);
        putOrderedInt = type.getMethod("putOrderedInt", Object.class, long.class, int.class);
        Method offset = type.getMethod("objectFieldOffset", Field.class);
        counterOffset = (long) offset.invoke(unsafe, UnsafeCas.class.getDeclaredField("counter"));
        totalOffset = (long) offset.invoke(unsafe, UnsafeCas.class.getDeclaredField("total"));
    }

    private int increment() throws IllegalAccessException, InvocationTargetException {
        for (int failures = 0; ; failures++) {
            int now = (int) getIntVolatile.invoke(unsafe, this, counterOffset);
            if ((boolean) compareAndSwapInt.invoke(unsafe, this, counterOffset, now, now + 1)) {
                return failures;
            }
        }
    }

    public static void main(String[] args) throws InterruptedException, ReflectiveOperationException {
        UnsafeCas guest = new UnsafeCas();
        Fingerprint[] seen = new Fingerprint[THREADS];
        Workers.run(THREADS, worker -> {
            seen[worker] = new Fingerprint();
            for (int i = 0; i < ROUNDS; i++) {
                seen[worker].add(guest.increment());
                seen[worker].add((long) guest.getAndAddLong.invoke(guest.unsafe, guest, guest.totalOffset, (long) i));
            }
        });
        int counted = guest.counter;
        guest.putOrderedInt.invoke(guest.unsafe, guest, guest.counterOffset, -1);
        Report report = new Report();
        for (int i = 0; i < THREADS; i++) {
            report.line("thread %d saw %s", i, seen[i]);
        }
        report.line("counter %d then %d, total %d", counted, guest.counter, guest.total);
        report.end();
    }
}
