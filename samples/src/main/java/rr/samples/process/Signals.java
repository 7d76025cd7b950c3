package rr.samples.process;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import rr.samples.Workers;

/**
 * Handlers of signals that the program sends to itself, or somebody else to it, while threads work; how far they are when a signal comes is the
 * result. With an argument it waits, once all handlers have run, until a signal ends it: hooks run at once then, while the threads still work.
 */
public final class Signals {
    private Signals() {}

    public static void main(String[] args) throws InterruptedException, ReflectiveOperationException {
        AtomicLong work = new AtomicLong();
        AtomicInteger handled = new AtomicInteger();
        handle("USR2", signal -> {
            System.out.println(Thread.currentThread().getName() + " at " + work.get() + ", daemon " + Thread.currentThread().isDaemon());
            handled.incrementAndGet();
        });
        handle("WINCH", signal -> {
            throw new IllegalStateException("handler of " + signal);
        });
        for (int i = 0; i < 2; i++) {
            int number = i;
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                Workers.spin(100_000);
                System.out.println("hook " + number + " at " + work.getAndAdd(1_000_000));
            }));
            Thread worker = new Thread(() -> {
                while (true) {
                    work.incrementAndGet();
                    Workers.spin(50);
                }
            });
            worker.setDaemon(true);
            worker.start();
        }
        for (int i = 0; i < 5; i++) {
            raise("USR2");
            while (handled.get() == i) {
                Thread.onSpinWait();
            }
        }
        raise("WINCH");
        System.out.println("ready for signals");
        if (args.length > 0) {
            Thread.sleep(Long.MAX_VALUE);
        }
        System.exit(3);
    }

    /** {@code sun.misc.Signal.handle}, by reflection: the compiler warns of each mention of it. */
    private static void handle(String name, Consumer<Object> handler) throws ReflectiveOperationException {
        Class<?> handlers = Class.forName("sun.misc.SignalHandler");
        Object proxy = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handlers}, (self, method, arguments) -> {
            handler.accept(arguments[0]);
            return null;
        });
        signals().getMethod("handle", signals(), handlers).invoke(null, signal(name), proxy);
    }

    private static void raise(String name) throws ReflectiveOperationException {
        signals().getMethod("raise", signals()).invoke(null, signal(name));
    }

    private static Class<?> signals() throws ClassNotFoundException {
        return Class.forName("sun.misc.Signal");
    }

    private static Object signal(String name) throws ReflectiveOperationException {
        return signals().getConstructor(String.class).newInstance(name);
    }
}
