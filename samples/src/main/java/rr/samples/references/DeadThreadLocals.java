package rr.samples.references;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Thread locals that come and go, values of threads that have ended, and when the program saw that both were gone. */
public final class DeadThreadLocals {
    private static final int WORKERS = 3;
    private static final int ROUNDS = 300;

    private DeadThreadLocals() {}

    private static final ThreadLocal<List<Integer>> LASTING = ThreadLocal.withInitial(ArrayList::new);

    private static Fingerprint work(List<WeakReference<Object>> values) {
        Fingerprint seen = new Fingerprint();
        for (int i = 0; i < ROUNDS; i++) {
            ThreadLocal<Object> local = new ThreadLocal<>();
            Object value = new byte[5_000];
            local.set(value);
            if (i % 3 == 0) {
                local.remove();
            }
            LASTING.get().add(i);
            values.add(new WeakReference<>(value));
            int alive = 0;
            for (WeakReference<Object> each : values) {
                alive += each.get() != null ? 1 : 0;
            }
            seen.add(alive).add(LASTING.get().size());
            if (i % 100 == 99) {
                System.gc();
            }
        }
        return seen;
    }

    public static void main(String[] args) throws InterruptedException {
        Report report = new Report();
        List<WeakReference<Object>> all = Collections.synchronizedList(new ArrayList<>());
        for (int generation = 0; generation < 2; generation++) {
            Fingerprint[] seen = new Fingerprint[WORKERS];
            Workers.run(WORKERS, worker -> {
                List<WeakReference<Object>> own = new ArrayList<>();
                seen[worker] = work(own);
                all.addAll(own);
            });
            System.gc();
            long alive = all.stream().filter(each -> !each.refersTo(null)).count();
            for (Fingerprint each : seen) {
                report.line("seen %s", each);
            }
            report.line("alive after their threads %d", alive);
        }
        report.end();
    }
}
