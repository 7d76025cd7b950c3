package guest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Plain fields that race by design, beside some that do not. */
public final class Racing {
    private Racing() {}

    /** A class with fences: its own plain fields are ordered, those of others are not. */
    public static final class Fenced implements Runnable {
        private int data;
        private final int constant = data + 1;
        private static boolean ready;

        @Override
        public void run() {
            data = constant;
            VarHandle.releaseFence();
            ready = true;
            Bystander bystander = new Bystander();
            bystander.data = ready ? data : 0;
        }
    }

    static final class Bystander {
        int data;
    }

    /** A plain field with a handle, which its own class looks up, and one without. */
    public static final class Handled implements Runnable {
        private static final VarHandle STATE;
        private int state;
        private int other;

        static {
            try {
                STATE = MethodHandles.lookup().findVarHandle(Handled.class, "state", int.class);
            } catch (ReflectiveOperationException impossible) {
                throw new ExceptionInInitializerError(impossible);
            }
        }

        @Override
        public void run() {
            other = state;
            if ((int) STATE.get(this) != other || !STATE.compareAndSet(this, 0, 1)) {
                throw new AssertionError();
            }
        }
    }

    /** The field of a padded class: it is declared in a superclass that knows nothing of fences. */
    static class Padding {
        protected long value;
    }

    /** The class that uses it. */
    public static final class Padded extends Padding implements Runnable {
        @Override
        public void run() {
            VarHandle.releaseFence();
            this.value = 1;
            Padding unpadded = new Padding();
            unpadded.value = value;
        }
    }

    /** An array in a volatile field: its elements are ordered, those of arrays of other types and of numbers are not. */
    public static final class Tabled implements Runnable {
        private volatile Integer[] table = {1, 2};
        private volatile int[] numbers = {1, 2};
        private final String[] names = {"a", "b"};

        @Override
        public void run() {
            Integer[] now = table;
            now[0] = now[1];
            int[] counts = numbers;
            counts[0] = counts[1];
            names[0] = names[1];
        }
    }

    /** Static fields of a program: each thread can get at them. */
    public static final class Shared implements Runnable {
        static int count;
        static final int[] NUMBERS = {1};

        @Override
        public void run() {
            count++;
            NUMBERS[0] = count;
        }
    }

    /** A field and an array, and others beside them. */
    public static final class Raced implements Runnable {
        private int count;
        private int other;
        private final int[] numbers = {1};

        @Override
        public void run() {
            count++;
            other = 1;
            numbers[0] = count;
        }
    }
}
