package rr.samples.init;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/**
 * Threads that ask for the members of the same classes and call them, so often that accessors are made, with memory so short that the
 * collector drops what {@link Class} keeps of them.
 */
public final class Reflections {
    private static final int WORKERS = 3;
    private static final int ROUNDS = 60;
    private static final AtomicInteger TICKET = new AtomicInteger();

    private int first;
    private volatile long second;

    public Reflections() {
        first = TICKET.getAndIncrement();
    }

    private int add(int value) {
        return first + value + TICKET.getAndIncrement();
    }

    private static String name(Object of) {
        return of + "/" + TICKET.getAndIncrement();
    }

    private static Fingerprint use(int worker) throws ReflectiveOperationException {
        Fingerprint seen = new Fingerprint();
        List<byte[]> ballast = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            Constructor<Reflections> constructor = Reflections.class.getConstructor();
            Reflections made = constructor.newInstance();
            Method add = Reflections.class.getDeclaredMethod("add", int.class);
            Method name = Reflections.class.getDeclaredMethod("name", Object.class);
            seen.add((int) add.invoke(made, i)).add((String) name.invoke(null, worker));
            Field second = Reflections.class.getDeclaredField("second");
            second.setLong(made, i + TICKET.get());
            Field first = Reflections.class.getDeclaredField("first");
            seen.add(second.getLong(made)).add(first.getInt(made));
            for (Class<?> type : List.of(ConcurrentHashMap.class, AtomicLong.class, Thread.class)) {
                seen.add(members(type));
            }
            ballast.add(new byte[200_000]);
            if (ballast.size() > 40) {
                ballast.clear();
            }
        }
        return seen;
    }

    /** Names in the order in which the VM gives them. */
    private static String members(Class<?> type) {
        StringBuilder names = new StringBuilder();
        for (Method method : type.getDeclaredMethods()) {
            names.append(method.getName()).append(method.getParameterCount());
        }
        for (Field field : type.getDeclaredFields()) {
            names.append(field.getName()).append(Modifier.toString(field.getModifiers()));
        }
        return names.toString();
    }

    public static void main(String[] args) throws InterruptedException {
        Fingerprint[] seen = new Fingerprint[WORKERS];
        Workers.run(WORKERS, worker -> seen[worker] = use(worker));
        Report report = new Report();
        for (Fingerprint one : seen) {
            report.line("%s", one);
        }
        report.line("order %s", new Fingerprint().add(members(Reflections.class))).line("tickets %d", TICKET.get()).end();
    }
}
