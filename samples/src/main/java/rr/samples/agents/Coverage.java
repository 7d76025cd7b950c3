package rr.samples.agents;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import rr.samples.Workers;

/**
 * An agent as those for coverage are: it gives its session an id and a time when it starts, sees each class of the program when it is loaded, and
 * tells at the end what it has seen. The program itself is two threads that load classes.
 */
public final class Coverage {
    /** Under a lock: in a table without one, where threads that load classes met would show in its counters, which is not recorded. */
    private static final Map<String, Integer> SEEN = Collections.synchronizedMap(new TreeMap<>());

    private Coverage() {}

    public static void premain(String arguments, Instrumentation instrumentation) {
        String session = Integer.toHexString(new Random().nextInt()) + " of " + System.currentTimeMillis();
        instrumentation.addTransformer(new ClassFileTransformer() {
            @Override
            public byte[] transform(ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
                if (name != null && name.startsWith("rr/samples/")) {
                    SEEN.merge(name, bytes.length, Integer::sum);
                }
                return null;
            }
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("session " + session + ": " + new TreeMap<>(SEEN))));
    }

    public static void main(String[] args) throws InterruptedException {
        Workers.run(2, i -> System.out.println(i == 0 ? new First() : new Second()));
    }

    private static final class First {
        @Override
        public String toString() {
            return "first";
        }
    }

    private static final class Second {
        @Override
        public String toString() {
            return "second";
        }
    }
}
