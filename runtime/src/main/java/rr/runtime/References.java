package rr.runtime;

import static rr.runtime.Memory.U;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.lang.reflect.Field;
import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.Hidden;

/** The fields of {@link Reference}, which references the recorder cares for, and the numbers by which their queues' results are named. */
final class References {
    private References() {}

    private static final long REFERENT = U.objectFieldOffset(Reference.class, "referent");
    private static final long QUEUE = U.objectFieldOffset(Reference.class, "queue");
    private static final long NEXT = U.objectFieldOffset(Reference.class, "next");
    private static final long TIMESTAMP = U.objectFieldOffset(SoftReference.class, "timestamp");
    private static final Object CLOCK_BASE;
    private static final long CLOCK;
    static final Object ENQUEUED;
    /** The queue of references without one. */
    static final Object NO_QUEUE;
    private static final Cleaner COMMON_CLEANER;
    private static final Class<?> FINALIZER = find("java.lang.ref.Finalizer");
    static final Class<?> FINALIZER_THREAD = find("java.lang.ref.Finalizer$FinalizerThread");
    private static final Object FINALIZERS;
    private static final long NEXT_FINALIZER;
    private static final Class<?> MEMORY_CLEANER = find("jdk.internal.ref.Cleaner");
    private static final Class<?> THREAD_LOCAL = find("java.lang.ThreadLocal$ThreadLocalMap$Entry");

    /** A lane draws so many numbers at a time, which is an event. */
    private static final int BLOCK_BITS = 8;
    private static final int BLOCK = 1 << BLOCK_BITS;
    private static final int MIX = 0x9E3779B1;
    private static final int HASH_MASK = 0x7fffffff;
    private static final long BLOCKS = U.allocateMemory(Integer.BYTES);

    static {
        U.putInt(BLOCKS, 0);
        try {
            CLOCK_BASE = U.staticFieldBase(SoftReference.class.getDeclaredField("clock"));
            CLOCK = U.staticFieldOffset(SoftReference.class.getDeclaredField("clock"));
            ENQUEUED = constant(ReferenceQueue.class, "ENQUEUED");
            NO_QUEUE = constant(ReferenceQueue.class, Runtime.version().feature() < 21 ? "NULL" : "NULL_QUEUE");
            COMMON_CLEANER = (Cleaner) constant(Class.forName("jdk.internal.ref.CleanerFactory"), "commonCleaner");
            FINALIZERS = constant(FINALIZER, "queue");
            NEXT_FINALIZER = U.objectFieldOffset(FINALIZER, "next");
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static Object constant(Class<?> owner, String name) throws ReflectiveOperationException {
        Field field = owner.getDeclaredField(name);
        return U.getReference(U.staticFieldBase(field), U.staticFieldOffset(field));
    }

    private static Class<?> find(String name) {
        try {
            return Class.forName(name, false, null);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    @Hidden
    static Object queueOf(Reference<?> reference) {
        return U.getReference(reference, QUEUE);
    }

    static void setQueue(Reference<?> reference, Object queue) {
        U.putReferenceVolatile(reference, QUEUE, queue);
    }

    /** What {@code get} of the JDK's own classes returns, whatever a subclass makes of it. */
    @Hidden
    static Object referent(Reference<?> reference) {
        Object o = U.getReference(reference, REFERENT);
        if (o != null && reference instanceof SoftReference) {
            U.putLong(reference, TIMESTAMP, U.getLong(CLOCK_BASE, CLOCK));
        }
        return o;
    }

    static void clear(Reference<?> reference) {
        U.putReference(reference, REFERENT, null);
    }

    /** As a reference is once its queue has given it. */
    static void setTaken(Reference<?> reference) {
        if (reference.getClass() != FINALIZER) { // it finds there whom to finalize
            clear(reference);
        }
        setQueue(reference, NO_QUEUE);
        U.putReferenceVolatile(reference, NEXT, reference);
    }

    /** The JDK's own. */
    static Cleaner commonCleaner() {
        return COMMON_CLEANER;
    }

    /** The queue of the VM's thread for finalizers. */
    static Object finalizers() {
        return FINALIZERS;
    }

    /** A finalizer of nothing, which the thread for them passes over. */
    static Reference<?> emptyFinalizer() {
        try {
            Reference<?> finalizer = (Reference<?>) U.allocateInstance(FINALIZER);
            U.putReference(finalizer, NEXT_FINALIZER, finalizer); // has run
            setQueue(finalizer, FINALIZERS);
            return finalizer;
        } catch (InstantiationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Whether what the collector makes of a reference shows to threads that are not recorded only, or to nobody: the memory of buffers, maps of
     * thread locals.
     */
    @Hidden
    static boolean isLeftAlone(Reference<?> reference) {
        Class<?> type = reference.getClass();
        return type == THREAD_LOCAL || type == MEMORY_CLEANER;
    }

    /** Whether it is of a class that only the machinery of classes and method handles uses, where nothing is an event. */
    static boolean isOfVm(Reference<?> reference) {
        String name = reference.getClass().getName();
        return name.startsWith("java.lang.") && !name.startsWith("java.lang.ref.") || name.startsWith("jdk.internal.");
    }

    /**
     * The number of the lane's next reference that has a queue: the same in both modes. It is spread like a hash code, as the recorded
     * reference has it for one.
     */
    @Hidden
    static int drawNumber(Lane lane) {
        if ((lane.references & BLOCK - 1) == 0) {
            drawBlock(lane);
        }
        return lane.references++ * MIX & HASH_MASK;
    }

    @Hidden
    @DontInline
    private static void drawBlock(Lane lane) {
        if (Mode.REPLAY) {
            lane.gate();
        }
        int block = (int) Tape.exchange(lane, Op.REFERENCE_NUMBERS, Mode.REPLAY ? 0 : U.getAndAddInt(null, BLOCKS, 1));
        lane.references = (block << BLOCK_BITS) + 1; // one of each block is left out, so that no number is 0
    }

    /** Record: the number of a reference whose hash nobody asks for, 0 if it has none. */
    @Hidden
    static int numberOf(Reference<?> reference) {
        long mark = U.getLong(reference, 0L);
        return ChainOf.takesHash(mark) ? (int) (mark >>> Memory.HASH_SHIFT) & HASH_MASK : 0;
    }

    /** Record: gives a new reference its number, as its hash code. */
    @Hidden
    static void name(Reference<?> reference, int number) {
        for (int tries = 0; tries < 3; tries++) {
            long mark = U.getLong(reference, 0L);
            if (!ChainOf.takesHash(mark) || (mark & Memory.HASH_BITS) != 0) {
                return;
            }
            if (U.compareAndSetLong(reference, 0L, mark, mark | (long) number << Memory.HASH_SHIFT)) {
                return;
            }
        }
    }
}
