package rr.samples.references;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.text.DateFormatSymbols;
import java.text.NumberFormat;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.concurrent.Callable;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/**
 * Caches that the JDK itself holds weakly or softly, filled by four threads while collections come at moments of their own: classes of
 * own loaders, proxies, method types, descriptors for serialisation, locale data.
 */
public final class CollectedCaches {
    private static final int WORKERS = 4;
    private static final int ROUNDS = 25;
    private static final Class<?>[] TYPES = {int.class, long.class, String.class, Object.class, Map.class, byte[].class, Integer[][].class};
    private static final Locale[] LOCALES = {Locale.ROOT, Locale.US, Locale.GERMANY, Locale.FRANCE, Locale.JAPAN};

    private CollectedCaches() {}

    /** Loaded by a loader of its own each time. */
    public static class Loaded implements Callable<Integer>, Serializable {
        private static final long serialVersionUID = 1;
        private static int made;
        private final int number = ++made;

        @Override
        public Integer call() {
            return number + made;
        }
    }

    private record Sent(int a, String b) implements Serializable {}

    private static int load(int round) throws ReflectiveOperationException, IOException {
        URL classes = CollectedCaches.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes}, null)) {
            Class<?> type = loader.loadClass(Loaded.class.getName());
            Object made = type.getDeclaredConstructor().newInstance();
            Method call = type.getMethod("call");
            return (Integer) call.invoke(made) + (Integer) call.invoke(made) + round;
        }
    }

    private static long proxy(int round) throws Exception {
        Callable<?> callable = (Callable<?>) Proxy.newProxyInstance(
                CollectedCaches.class.getClassLoader(), new Class<?>[] {Callable.class, Serializable.class}, (self, method, arguments) -> method.getName() + round);
        return callable.call().hashCode();
    }

    private static long methodTypes(int round) throws Throwable {
        MethodType type = MethodType.methodType(TYPES[round % TYPES.length], TYPES[round * 3 % TYPES.length], TYPES[round * 5 % TYPES.length]);
        MethodType more = type.appendParameterTypes(TYPES[(round + 1) % TYPES.length]).changeReturnType(void.class);
        int length = (int) MethodHandles.lookup().findVirtual(String.class, "length", MethodType.methodType(int.class)).invokeExact("x".repeat(round));
        return type.toMethodDescriptorString().hashCode() * 31L + more.parameterCount() + length;
    }

    private static long serialise(int round) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Sent(round, "sent " + round));
            out.writeObject(new HashMap<>(Map.of("round", round)));
            out.writeObject(new Loaded());
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject().toString().hashCode() + in.readObject().toString().hashCode() + (in.readObject() instanceof Loaded ? 1 : 0);
        }
    }

    private static long locales(int round) {
        Locale locale = LOCALES[round % LOCALES.length];
        String bundle = ResourceBundle.getBundle(CollectedCaches.class.getName() + "$Texts", locale).getString("text");
        return Arrays.hashCode(DateFormatSymbols.getInstance(locale).getMonths()) + NumberFormat.getInstance(locale).format(1234.5 + round).hashCode()
                + bundle.hashCode();
    }

    /** A bundle, which is cached softly. */
    public static final class Texts extends java.util.ListResourceBundle {
        @Override
        protected Object[][] getContents() {
            return new Object[][] {{"text", "some text"}};
        }
    }

    public static void main(String[] args) throws InterruptedException {
        Fingerprint[] seen = new Fingerprint[WORKERS];
        Workers.run(WORKERS, worker -> {
            Fingerprint own = new Fingerprint();
            for (int i = 0; i < ROUNDS; i++) {
                int round = i * WORKERS + worker;
                try {
                    own.add(load(round)).add(proxy(round)).add(methodTypes(round)).add(serialise(round)).add(locales(round));
                } catch (Throwable failure) {
                    throw new IllegalStateException(failure);
                }
                byte[][] garbage = new byte[40][];
                for (int k = 0; k < garbage.length; k++) {
                    garbage[k] = new byte[20_000 + k];
                }
                own.add(garbage.length);
                if (i % 10 == worker) {
                    System.gc();
                }
            }
            seen[worker] = own;
        });
        Report report = new Report();
        for (Fingerprint own : seen) {
            report.line("seen %s", own);
        }
        report.end();
    }
}
