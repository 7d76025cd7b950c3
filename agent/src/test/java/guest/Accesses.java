package guest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** VarHandles of every kind. */
public final class Accesses {
    private Accesses() {}

    static final class Holder {
        long number;
        String text = "a";
        static int shared;
    }

    /** One access of every kind of coordinates. */
    public static final class Handles implements Runnable {
        private static final VarHandle NUMBER;
        private static final VarHandle TEXT;
        private static final VarHandle SHARED;
        private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);
        private static final VarHandle BYTES = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
        private static final VarHandle BUFFER = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

        static {
            try {
                MethodHandles.Lookup lookup = MethodHandles.lookup();
                NUMBER = lookup.findVarHandle(Holder.class, "number", long.class);
                TEXT = lookup.findVarHandle(Holder.class, "text", String.class);
                SHARED = lookup.findStaticVarHandle(Holder.class, "shared", int.class);
            } catch (ReflectiveOperationException impossible) {
                throw new ExceptionInInitializerError(impossible);
            }
        }

        @Override
        public void run() {
            Holder holder = new Holder();
            long before = (long) NUMBER.getAndAdd(holder, 7L);
            NUMBER.setRelease(holder, before + (long) NUMBER.getVolatile(holder) + 1);
            check(TEXT.compareAndSet(holder, "a", "b"));
            check("b".equals((String) TEXT.getAcquire(holder)));
            SHARED.setVolatile(4);
            check((int) SHARED.getOpaque() == 4);
            check((long) ELEMENT.compareAndExchange(new long[2], 1, 0L, 9L) == 0);
            ELEMENT.getVolatile(new long[1], 0);
            try {
                BYTES.setVolatile(new byte[16], 4, 8);
            } catch (UnsupportedOperationException sinceNewerJdksGuaranteeNoAlignmentOfByteArrays) {
                check(holder.number == 8);
            }
            check((int) BUFFER.getAndSet(ByteBuffer.allocateDirect(16), 8, 3) == 0);
            NUMBER.set(holder, (long) NUMBER.get(holder));
            check(holder.number == 8);
        }
    }

    /** An access that throws reaches the handler around it, and ends. */
    public static final class Failing implements Runnable {
        private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(int[].class);

        @Override
        public void run() {
            int[] array = {1};
            try {
                ELEMENT.setVolatile(array, 1, 5);
                throw new AssertionError();
            } catch (IndexOutOfBoundsException expected) {
                check(array[0] == 1);
            }
        }
    }

    private static void check(boolean condition) {
        if (!condition) {
            throw new AssertionError();
        }
    }
}
