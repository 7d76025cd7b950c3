package rr.samples.lockfree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/**
 * VarHandles of a field, a static field, an array and a direct byte buffer, in each access mode: opaque,
 * release/acquire, volatile, strong and weak compare-and-set, compare-and-exchange, get-and-set, get-and-add, get-and-bitwise.
 */
public final class VarHandleModes {
    private static final VarHandle FIELD;
    private static final VarHandle STATIC;
    private static final VarHandle REFERENCE;
    private static final VarHandle ARRAY = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle BUFFER = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int THREADS = 3;
    private static final int ROUNDS = 2_000;

    private static long shared;

    private int field;
    private Object reference = "start";
    private final long[] array = new long[4];
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64).alignedSlice(8);
    private final Fingerprint[] seen = new Fingerprint[THREADS];

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            FIELD = lookup.findVarHandle(VarHandleModes.class, "field", int.class);
            STATIC = lookup.findStaticVarHandle(VarHandleModes.class, "shared", long.class);
            REFERENCE = lookup.findVarHandle(VarHandleModes.class, "reference", Object.class);
        } catch (ReflectiveOperationException missing) {
            throw new ExceptionInInitializerError(missing);
        }
    }

    private VarHandleModes() {}

    private void field(int worker, int i, Fingerprint out) {
        out.add((int) FIELD.getAndAdd(this, 1)).add((int) FIELD.getAndAddAcquire(this, worker)).add((int) FIELD.getAndAddRelease(this, 2));
        out.add((int) FIELD.getVolatile(this)).add((int) FIELD.getOpaque(this)).add((int) FIELD.getAcquire(this));
        out.add((int) FIELD.getAndBitwiseXor(this, i)).add((int) FIELD.getAndBitwiseAnd(this, 0xffffff)).add((int) FIELD.getAndBitwiseOr(this, worker));
        int now = (int) FIELD.getVolatile(this);
        out.add((int) FIELD.compareAndExchange(this, now, now + 1)).add(FIELD.compareAndSet(this, now + 1, now) ? 1 : 0);
        out.add(FIELD.weakCompareAndSet(this, now, now + 3) ? 1 : 0).add(FIELD.weakCompareAndSetAcquire(this, now + 3, now) ? 1 : 0);
        if (i % 500 == 0) {
            FIELD.setVolatile(this, i);
            FIELD.setRelease(this, i + worker);
            FIELD.setOpaque(this, i - worker);
        }
    }

    private void statics(int worker, int i, Fingerprint out) {
        out.add((long) STATIC.getAndAdd(1L)).add((long) STATIC.getAndBitwiseXor((long) worker)).add((long) STATIC.getAcquire());
        long now = (long) STATIC.getVolatile();
        out.add((long) STATIC.compareAndExchangeAcquire(now, now * 5 + i)).add((long) STATIC.getAndSetRelease(now + worker));
    }

    private void references(int worker, int i, Fingerprint out) {
        Object before = REFERENCE.getAndSet(this, worker + ":" + i);
        out.add(before.toString());
        out.add(REFERENCE.compareAndSet(this, before, "won") ? 1 : 0);
        out.add(REFERENCE.compareAndExchangeRelease(this, REFERENCE.getOpaque(this), before).toString());
    }

    private void arrays(int worker, int i, Fingerprint out) {
        out.add((long) ARRAY.getAndAdd(array, i & 3, 1L)).add((long) ARRAY.getAndSetAcquire(array, worker, (long) i));
        out.add((long) BUFFER.getAndAdd(buffer, 8 * (i & 3), 1L)).add((long) BUFFER.getVolatile(buffer, 0));
        long now = (long) BUFFER.getAcquire(buffer, 8);
        out.add(BUFFER.compareAndSet(buffer, 8, now, now + worker) ? 1 : 0);
    }

    public static void main(String[] args) throws InterruptedException {
        VarHandleModes guest = new VarHandleModes();
        Workers.run(THREADS, worker -> {
            Fingerprint out = new Fingerprint();
            guest.seen[worker] = out;
            for (int i = 0; i < ROUNDS; i++) {
                guest.field(worker, i, out);
                guest.statics(worker, i, out);
                guest.references(worker, i, out);
                guest.arrays(worker, i, out);
            }
        });
        VarHandle.fullFence();
        Report report = new Report();
        for (int i = 0; i < THREADS; i++) {
            report.line("thread %d saw %s", i, guest.seen[i]);
        }
        report.line("field %d static %d reference %s", guest.field, shared, guest.reference);
        for (int i = 0; i < 4; i++) {
            report.line("cell %d: %d %d", i, guest.array[i], guest.buffer.getLong(8 * i));
        }
        report.end();
    }
}
