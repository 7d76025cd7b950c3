package rr.samples.init;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** A class loader of the program's own (parallel capable), in which several threads load the same classes at once. */
public final class OwnLoaders {
    private static final int ROUNDS = 20;

    private OwnLoaders() {}

    /** Defines its own copies of the classes below {@link Copied} and counts, in which order it was asked. */
    private static final class Copying extends ClassLoader {
        static {
            registerAsParallelCapable();
        }

        private final AtomicInteger asked = new AtomicInteger();
        private final StringBuffer order = new StringBuffer();

        Copying() {
            super(OwnLoaders.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(Copied.class.getName())) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                asked.getAndIncrement();
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                order.append(name.charAt(name.length() - 1)).append(Thread.currentThread().getName().charAt(7));
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
        }
    }

    /** The classes that are copied. */
    public static final class Copied {
        private Copied() {}

        /** First of two that need each other. */
        public static final class A {
            public static final String BY = Thread.currentThread().getName();
        }

        /** Second of two that need each other. */
        public static final class B {
            public static final String BY = Thread.currentThread().getName() + A.BY;
        }
    }

    public static void main(String[] args) throws InterruptedException {
        Fingerprint orders = new Fingerprint();
        Fingerprint[] owners = {new Fingerprint(), new Fingerprint()};
        int asked = 0;
        String last = "";
        for (int i = 0; i < ROUNDS; i++) {
            Copying loader = new Copying();
            Workers.run(2, worker -> {
                String first = Copied.class.getName() + (worker == 0 ? "$A" : "$B");
                owners[worker].add((String) Class.forName(first, true, loader).getField("BY").get(null));
                String second = Copied.class.getName() + (worker == 0 ? "$B" : "$A");
                owners[worker].add((String) Class.forName(second, true, loader).getField("BY").get(null));
            });
            last = loader.order.toString();
            orders.add(last);
            asked += loader.asked.get();
        }
        new Report()
                .line("orders of definition %s, last %s", orders, last)
                .line("owners %s / %s", owners[0], owners[1])
                .line("asked %d times", asked)
                .end();
    }
}
