package rr.samples.init;

import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicInteger;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Strings and method types that threads intern at once: whose object it became is seen by its identity and its hash. */
public final class Interned {
    private static final int WORKERS = 3;
    private static final int NAMES = 200;

    private Interned() {}

    public static void main(String[] args) throws InterruptedException {
        String[][] strings = new String[WORKERS][NAMES];
        AtomicInteger firsts = new AtomicInteger();
        Fingerprint[] seen = new Fingerprint[WORKERS];
        Workers.run(WORKERS, worker -> {
            Fingerprint mine = new Fingerprint();
            for (int i = 0; i < NAMES; i++) {
                String made = new StringBuilder("name").append(i).toString();
                String interned = made.intern();
                strings[worker][i] = interned;
                if (interned == made) {
                    mine.add(firsts.incrementAndGet()); // this thread was the first
                }
                synchronized (interned) { // a monitor that all threads share by its content
                    mine.add(firsts.get());
                }
                MethodType type = MethodType.methodType(int.class, i % 2 == 0 ? long.class : String.class, byte[].class);
                mine.add(type == MethodType.fromMethodDescriptorString(type.toMethodDescriptorString(), null) ? 1 : 0);
            }
            seen[worker] = mine;
        });
        Report report = new Report();
        Fingerprint hashes = new Fingerprint();
        for (int i = 0; i < NAMES; i++) {
            hashes.add(System.identityHashCode(strings[0][i])).add(strings[0][i] == strings[1][i] ? 1 : 0);
        }
        for (Fingerprint one : seen) {
            report.line("%s", one);
        }
        report.line("first %d, hashes %s", firsts.get(), hashes).end();
    }
}
