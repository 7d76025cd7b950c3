package rr.samples.virtual;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** Virtual threads where the JDK has them (21 and later, found by reflection), platform threads elsewhere. */
final class VirtualStarts {
    private static final Method BUILDER = method(Thread.class, "ofVirtual");
    private static final Method PER_TASK = method(Executors.class, "newVirtualThreadPerTaskExecutor");
    private static final Method NAME = BUILDER == null ? null : method(BUILDER.getReturnType(), "name", String.class);
    private static final Method UNSTARTED = BUILDER == null ? null : method(BUILDER.getReturnType(), "unstarted", Runnable.class);
    private static final Method NAMES = BUILDER == null ? null : method(BUILDER.getReturnType(), "name", String.class, long.class);
    private static final Method FACTORY = BUILDER == null ? null : method(BUILDER.getReturnType(), "factory");

    private VirtualStarts() {}

    private static Method method(Class<?> owner, String name, Class<?>... parameters) {
        try {
            return owner.getMethod(name, parameters);
        } catch (NoSuchMethodException older) {
            return null;
        }
    }

    private static Object call(Method method, Object receiver, Object... arguments) {
        try {
            return method.invoke(receiver, arguments);
        } catch (IllegalAccessException | InvocationTargetException refused) {
            throw new IllegalStateException(refused);
        }
    }

    /** One that is not started yet. */
    static Thread unstarted(String name, Runnable task) {
        if (BUILDER == null) {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        }
        return (Thread) call(UNSTARTED, call(NAME, call(BUILDER, null), name), task);
    }

    static Thread start(String name, Runnable task) {
        Thread thread = unstarted(name, task);
        thread.start();
        return thread;
    }

    /** Of threads with a prefix and a number for a name. */
    static ThreadFactory factory(String prefix) {
        if (BUILDER == null) {
            return task -> unstarted(prefix, task);
        }
        return (ThreadFactory) call(FACTORY, call(NAMES, call(BUILDER, null), prefix, 0L));
    }

    /** A new one for each task. */
    static ExecutorService executor() {
        return PER_TASK == null ? Executors.newCachedThreadPool() : (ExecutorService) call(PER_TASK, null);
    }
}
