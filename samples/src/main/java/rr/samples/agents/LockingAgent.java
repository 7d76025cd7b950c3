package rr.samples.agents;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import rr.samples.Workers;

/**
 * An agent's transformer, which runs where a class is loaded and makes no events, enters a monitor that the program has while it does much
 * else. Whoever waits for its turn with that monitor is in the way of whoever loads a class.
 */
public final class LockingAgent {
    private static final Object LOCK = new Object();
    private static final int ROUNDS = 200;
    private static final int STEPS = 20;
    private static int transformed;

    private LockingAgent() {}

    public static void premain(String arguments, Instrumentation instrumentation) {
        instrumentation.addTransformer(new ClassFileTransformer() {
            @Override
            public byte[] transform(ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
                synchronized (LOCK) {
                    transformed++;
                }
                return null;
            }
        });
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> classes;
        Path root = Path.of(System.getProperty("java.class.path"));
        try (Stream<Path> files = Files.list(root.resolve("rr/samples/locks"))) {
            classes = files.map(file -> root.relativize(file).toString()).filter(name -> name.endsWith(".class")).sorted().collect(Collectors.toList());
        }
        AtomicInteger steps = new AtomicInteger();
        int[] last = new int[3];
        Workers.run(3, worker -> {
            if (worker == 0) {
                for (String name : classes) {
                    Class.forName(name.substring(0, name.length() - ".class".length()).replace('/', '.'), false, LockingAgent.class.getClassLoader());
                    last[worker] = steps.incrementAndGet();
                }
            } else if (worker == 1) {
                for (int i = 0; i < ROUNDS; i++) {
                    synchronized (LOCK) {
                        for (int k = 0; k < STEPS; k++) {
                            last[worker] = steps.incrementAndGet();
                        }
                    }
                }
            } else {
                for (int i = 0; i < ROUNDS * STEPS; i++) {
                    last[worker] = steps.incrementAndGet();
                }
            }
        });
        System.out.println(classes.size() + " classes; steps " + last[0] + ", " + last[1] + ", " + last[2]);
    }
}
