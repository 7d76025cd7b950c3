package guest;

import java.io.Serializable;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Calls of methods with a row. */
public final class Calls {
    private Calls() {}

    static class MyThread extends Thread {
        @Override
        public State getState() {
            return State.NEW;
        }
    }

    /** Has a method of the same name and descriptor as Thread's, and none of its rows. */
    static final class Server {
        boolean isAlive() {
            return false;
        }
    }

    /** Calls through the declaring class, through subclasses, statically through a subclass. */
    public static final class Direct implements Runnable {
        @Override
        public void run() {
            MyThread thread = new MyThread();
            check(System.nanoTime() == 42);
            check(thread.isAlive());
            check(!new Server().isAlive());
            check(thread.getState() == Thread.State.NEW);
            check(((Thread) thread).getState() == Thread.State.BLOCKED);
            sleep();
        }

        private static void sleep() {
            try {
                MyThread.sleep(3);
            } catch (InterruptedException unexpected) {
                throw new AssertionError(unexpected);
            }
        }
    }

    /** The compiler names an interface that declares a method of Object again. */
    private interface Named {
        @Override
        int hashCode();
    }

    private static final class Five implements Named {
        @Override
        public int hashCode() {
            return 5;
        }
    }

    /** Super calls and calls on arrays. */
    public static final class Objects implements Runnable {
        @Override
        public void run() {
            Object other = "text";
            check(hashCode() == 4712);
            check(other.hashCode() == "text".hashCode());
            Named five = new Five();
            check(five.hashCode() == 5);
            int[] array = {};
            synchronized (array) {
                array.notifyAll();
            }
        }

        @Override
        public int hashCode() {
            return super.hashCode() + 1;
        }
    }

    /** Method references, static, bound and unbound, and a serializable one. */
    public static final class References implements Runnable {
        @Override
        public void run() {
            LongSupplier time = System::nanoTime;
            check(time.getAsLong() == 42);
            BooleanSupplier bound = new MyThread()::isAlive;
            check(bound.getAsBoolean());
            Function<MyThread, Boolean> unbound = MyThread::isAlive;
            check(unbound.apply(new MyThread()));
            LongSupplier serializable = (LongSupplier & Serializable) System::nanoTime;
            check(serializable.getAsLong() != 42);
        }
    }

    private static void check(boolean condition) {
        if (!condition) {
            throw new AssertionError();
        }
    }
}
