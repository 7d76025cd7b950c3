package rr.agent.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import rr.recorder.TraceReader;
import rr.replayer.Hold;
import rr.replayer.Image;
import rr.replayer.Schedule;
import rr.replayer.ScheduleBuilder;
import rr.runtime.trace.TraceUnusable;

/**
 * Looks for an order of racing accesses with which a trace replays, as Respec and DoublePlay do when an epoch diverges: where the replay
 * diverged, the other order of the last accesses that race is tried, one at a time. One with which the replay gets further is kept, and the next
 * divergence looked at. Orders within a stretch of code without events cannot be had in this way.
 */
final class OrderSearch {
    private final Installation rr;
    private final boolean anyBuild;
    private final long deadline;
    private List<Hold> holds = List.of();
    private int tries;

    /** Which ends after so many seconds. */
    OrderSearch(Installation rr, boolean anyBuild, long seconds) {
        this.rr = rr;
        this.anyBuild = anyBuild;
        this.deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    /** What was found to be needed; none if nothing helps. */
    List<Hold> holds() {
        return holds;
    }

    /** Replays made. */
    int tries() {
        return tries;
    }

    /** Begins with a look at a trace that has diverged; returns the best. The trace has an image for {@link #holds()} then. */
    TraceLook from(TraceLook first) throws IOException, TraceUnusable, InterruptedException {
        TraceLook best = first;
        try (TraceReader reader = TraceReader.open(first.folder())) {
            Schedule base = new ScheduleBuilder(reader).build();
            Schedule schedule = base;
            Set<List<Hold>> tried = new HashSet<>();
            boolean goesOn = true;
            while (goesOn && !best.equal() && best.divergence() != null) {
                goesOn = false;
                for (Hold flip : Flips.of(best.accesses(), best.divergence(), schedule)) {
                    List<Hold> more = new ArrayList<>(holds);
                    more.add(flip);
                    if (holds.contains(flip) || !tried.add(more)) {
                        continue;
                    }
                    if (System.nanoTime() > deadline) {
                        break;
                    }
                    Schedule attempt = Image.attempt(first.folder(), reader, more);
                    TraceLook look = TraceLook.prepared(first.folder(), first.header(), rr, anyBuild, false);
                    tries++;
                    if (look.equal() || Flips.position(base, look.divergence()) > Flips.position(base, best.divergence())) {
                        best = look;
                        holds = more;
                        schedule = attempt;
                        goesOn = true;
                        break;
                    }
                }
            }
            holds = best.equal() ? holds : List.of();
            Image.make(first.folder(), reader, holds);
        }
        return best;
    }
}
