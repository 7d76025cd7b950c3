package rr.samples.init;

import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Classes of proxies, numbered in the order in which racing threads ask for them; often enough for the JDK to generate their accessors. */
public final class ProxyNames {
    private static final Class<?>[][] TYPES = {
        {Runnable.class}, {Callable.class}, {Runnable.class, Callable.class}, {Comparable.class, Runnable.class}, {AutoCloseable.class}
    };
    private static final int THREADS = 3;
    private static final int ROUNDS = 40;

    private ProxyNames() {}

    public static void main(String[] args) throws InterruptedException {
        Fingerprint[] seen = new Fingerprint[THREADS];
        Workers.run(THREADS, worker -> {
            Fingerprint mine = new Fingerprint();
            seen[worker] = mine;
            for (int i = 0; i < ROUNDS; i++) {
                Object proxy = proxy(TYPES[(i * (worker + 1) + worker) % TYPES.length]);
                mine.add(proxy.getClass().getName()).add(proxy.getClass().getSimpleName()).add(proxy.getClass().toString());
                if (proxy instanceof Runnable) {
                    ((Runnable) proxy).run();
                    mine.add("run");
                }
                if (proxy instanceof Callable<?>) {
                    mine.add(String.valueOf(((Callable<?>) proxy).call()));
                }
            }
        });
        Report report = new Report();
        for (int i = 0; i < THREADS; i++) {
            report.line("thread %d saw %s", i, seen[i]);
        }
        for (Class<?>[] types : TYPES) {
            report.line("%s: %s", types[0].getSimpleName(), proxy(types).getClass().getName());
        }
        report.end();
    }

    private static Object proxy(Class<?>[] types) {
        return Proxy.newProxyInstance(ProxyNames.class.getClassLoader(), types, (self, method, arguments) -> null);
    }
}
