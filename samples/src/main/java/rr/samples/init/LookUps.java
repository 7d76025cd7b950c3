package rr.samples.init;

import java.io.InputStream;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** A loader of the program's own that needs a class of its own to find class files. Whoever asks it first, that class is one like all others. */
public final class LookUps {
    private static final int TICKETS = 2_000;

    private LookUps() {}

    /** Counts the look-ups; the program's threads draw numbers from it as well. */
    private static final class Counter {
        private static volatile long spins;
        private static int count;

        private static synchronized int next() {
            return ++count;
        }
    }

    /** Knows the classes below {@link Found} by their files, and finds those in the class path. */
    private static final class Finding extends ClassLoader {
        Finding() {
            super(LookUps.class.getClassLoader());
        }

        @Override
        public InputStream getResourceAsStream(String name) {
            Counter.next();
            return super.getResourceAsStream(name);
        }

        Class<?> define(String name) throws Exception {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            }
        }
    }

    /** What is found; its instances have fields of another class. */
    public static final class Found extends Ancestor implements Runnable {
        @Override
        public void run() {
            value++;
        }
    }

    /** Has the field. */
    public static class Ancestor {
        protected int value;
    }

    public static void main(String[] args) throws Exception {
        Runnable found = (Runnable) new Finding().define(Found.class.getName()).getConstructor().newInstance();
        found.run();
        Fingerprint[] drawn = {new Fingerprint(), new Fingerprint()};
        Workers.run(2, worker -> {
            for (int i = 0; i < TICKETS; i++) {
                drawn[worker].add(Counter.next());
                Counter.spins = Counter.spins + worker;
            }
        });
        new Report().line("drawn %s / %s, spins %d", drawn[0], drawn[1], Counter.spins).end();
    }
}
