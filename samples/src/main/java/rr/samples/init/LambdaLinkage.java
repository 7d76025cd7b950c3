package rr.samples.init;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/**
 * Lambdas, method references, string concatenation, proxies and reflective calls that two threads link for the first time at
 * once, with ordered operations between them.
 */
public final class LambdaLinkage {
    private static final AtomicInteger TICKET = new AtomicInteger();

    private LambdaLinkage() {}

    private static int ticket() {
        return TICKET.getAndIncrement();
    }

    public static int reflected(int value) {
        return value * 7 + ticket();
    }

    private static Fingerprint use(int worker) throws ReflectiveOperationException {
        Fingerprint seen = new Fingerprint();
        IntUnaryOperator[] operators = {x -> x + ticket(), x -> x * 3 + ticket(), Integer::bitCount, Integer::reverse, x -> x ^ worker};
        for (IntUnaryOperator operator : operators) {
            seen.add(operator.applyAsInt(ticket()));
        }
        IntFunction<Supplier<String>> nested = x -> () -> "n" + x + '/' + ticket() + '/' + 1.5 + '/' + worker;
        seen.add(nested.apply(worker).get());
        Supplier<StringBuilder> constructor = StringBuilder::new;
        seen.add(constructor.get().append(ticket()).toString());
        Method method = LambdaLinkage.class.getMethod("reflected", int.class);
        for (int i = 0; i < 20; i++) { // JDK 17 makes a class of its own after 15 calls
            seen.add((int) method.invoke(null, i));
        }
        Runnable proxy = (Runnable) Proxy.newProxyInstance(LambdaLinkage.class.getClassLoader(), new Class<?>[] {Runnable.class},
                (self, called, arguments) -> {
                    seen.add(called.getName()).add(ticket());
                    return null;
                });
        proxy.run();
        seen.add(proxy.getClass().getSimpleName());
        return seen;
    }

    public static void main(String[] args) throws InterruptedException {
        Fingerprint[] seen = new Fingerprint[2];
        Workers.run(2, worker -> seen[worker] = use(worker));
        Supplier<Integer> named = LambdaLinkage::ticket;
        new Report()
                .line("thread 0 %s", seen[0])
                .line("thread 1 %s", seen[1])
                .line("tickets %d, lambda class %s", named.get(), named.getClass().getName())
                .end();
    }
}
