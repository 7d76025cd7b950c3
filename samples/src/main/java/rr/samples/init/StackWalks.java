package rr.samples.init;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Stacks as the program sees them: of exceptions, by StackWalker, through lambdas, comparators and streams, in several threads. */
public final class StackWalks {
    private static final AtomicInteger TICKET = new AtomicInteger();

    private StackWalks() {}

    private static String frames() {
        TICKET.incrementAndGet();
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE).walk(frames -> frames
            .map(frame -> frame.getDeclaringClass().getSimpleName() + '.' + frame.getMethodName() + ':' + frame.getLineNumber()).collect(Collectors.joining(" ")));
    }

    private static String trace(Throwable thrown) {
        StringBuilder text = new StringBuilder(thrown.toString());
        for (StackTraceElement element : thrown.getStackTrace()) {
            text.append('\n').append(element);
        }
        return text.toString();
    }

    private static Fingerprint use(int worker) {
        Fingerprint seen = new Fingerprint();
        for (int i = 0; i < 50; i++) {
            seen.add(frames());
            Comparator<Integer> comparator = (a, b) -> {
                seen.add(frames());
                return Integer.compare(a, b);
            };
            seen.add(List.of(3, 1, 2).stream().sorted(comparator).map(x -> x + frames().length()).collect(Collectors.toList()).toString());
            try {
                Object text = "text";
                seen.add((int) (Integer) text);
            } catch (ClassCastException thrown) {
                seen.add(trace(thrown)).add(System.identityHashCode(thrown)).add(TICKET.get());
            }
            synchronized (TICKET) {
                seen.add(trace(new IllegalStateException("in a monitor")));
            }
        }
        return seen;
    }

    public static void main(String[] args) throws InterruptedException {
        Fingerprint[] seen = new Fingerprint[2];
        Workers.run(2, worker -> seen[worker] = use(worker));
        new Report().line("%s", seen[0]).line("%s", seen[1]).line("%s", new Fingerprint().add(frames())).line("tickets %d", TICKET.get()).end();
    }
}
