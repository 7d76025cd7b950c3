package guest;

/** Monitors of every shape. */
public final class Locks {
    private static final Object OUTER = new Object();

    private Locks() {}

    static final class Inner {}

    /** Two monitors, one in the other. */
    public static final class Nested implements Runnable {
        private final Inner inner = new Inner();

        @Override
        public void run() {
            synchronized (OUTER) {
                synchronized (inner) {
                    hashCode();
                }
            }
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    /** The body throws: the monitor is released by the compiler's handler. */
    public static final class Throwing implements Runnable {
        @Override
        public void run() {
            try {
                synchronized (OUTER) {
                    throw new IllegalStateException();
                }
            } catch (IllegalStateException expected) {
                if (Thread.holdsLock(OUTER)) {
                    throw new AssertionError("still locked");
                }
            }
        }
    }

    /** A null monitor throws as it did. */
    public static final class OfNull implements Runnable {
        private Object nothing;

        @Override
        public void run() {
            try {
                synchronized (nothing) {
                    throw new AssertionError("locked null");
                }
            } catch (NullPointerException expected) {
                nothing = expected;
            }
        }
    }

    /** The body is a loop, so that its head is where the guarded block starts; it returns from the middle. */
    public static final class Loop implements Runnable {
        private int left = 3;

        @Override
        public void run() {
            synchronized (OUTER) {
                while (true) {
                    if (--left == 0) {
                        return;
                    }
                }
            }
        }
    }

    /** Synchronized methods: one that returns a long, one that throws, one that overwrites its receiver's local. */
    public static final class Methods implements Runnable {
        @Override
        public void run() {
            if (wide(3, 4.5) != 7) {
                throw new AssertionError();
            }
            try {
                throwing();
                throw new AssertionError();
            } catch (UnsupportedOperationException expected) {
                ofClass(true);
            }
        }

        private synchronized long wide(long a, double b) {
            if (a < 0) {
                return -1;
            }
            return a + (long) b;
        }

        private synchronized void throwing() {
            throw new UnsupportedOperationException();
        }

        private static synchronized boolean ofClass(boolean value) {
            return value;
        }
    }
}
