package rr.agent.timeline;

import java.util.Arrays;
import java.util.List;

/**
 * When points happened. A recording notes the time of few events only, at some of the edges that come in; for the others that is an
 * estimate, made so:
 *
 * <ol>
 * <li>Each point lies between two bounds: the latest known time of what came before it, over all edges and lanes, and the earliest of what
 *     came behind it.
 * <li>Between these the events of one occupant are spread as evenly as the bounds permit ({@link TautString}). Before its first known time
 *     and behind its last one an occupant goes on at the pace that it had in between. One without any known time fills what lies between
 *     the event that started it and what it is known to precede.
 * <li>Threads with known times come first, then those without, then class initialisers from the outermost on: what is estimated bounds what
 *     comes later in this list, since the bounds of a short initialiser alone would be wide.
 * <li>Points whose estimates contradict the order are moved until they do not, and lie a nanosecond apart where nothing else keeps them apart.
 * </ol>
 *
 * <p>So the order that the picture shows is that of the recording. The times are real only where they were noted, and even there by some
 * microseconds later than the event.
 */
final class RecordedTimes {
    private final Columns columns;
    /** Points in an order that respects all edges, and that of each lane. */
    private final int[] order;
    private final boolean[] beginsLane;
    /** What comes before a point over edges: {@code sources[firstEdges[p]]} to {@code sources[firstEdges[p + 1] - 1]}. */
    private final int[] firstEdges;
    private final int[] sources;
    /** Recorded or estimated, or -1. */
    private final long[] known;
    private final long[] lower;
    private final long[] upper;
    private final long end;

    /**
     * Prepares the times of all points.
     *
     * @param implied what comes before what without an edge in the log, {@code {before, behind}} each
     * @param end when the run ended; no point is later unless a recorded time is
     */
    RecordedTimes(Columns columns, int[] order, List<int[]> implied, long end) {
        this.columns = columns;
        this.order = order;
        int points = columns.events.length;
        this.known = columns.recordedNanos.clone();
        this.lower = new long[points];
        this.upper = new long[points];
        long latest = end;
        for (long each : known) {
            latest = Math.max(latest, each);
        }
        this.end = latest;
        this.beginsLane = new boolean[points + 1];
        for (int first : columns.firstPoints) {
            beginsLane[first] = true;
        }
        this.firstEdges = new int[points + 1];
        for (int target : columns.edgeTargets) {
            firstEdges[target + 1]++;
        }
        implied.forEach(pair -> firstEdges[pair[1] + 1]++);
        for (int p = 0; p < points; p++) {
            firstEdges[p + 1] += firstEdges[p];
        }
        this.sources = new int[firstEdges[points]];
        int[] next = firstEdges.clone();
        for (int e = 0; e < columns.edgeTargets.length; e++) {
            sources[next[columns.edgeTargets[e]]++] = columns.edgeSources[e];
        }
        implied.forEach(pair -> sources[next[pair[1]]++] = pair[0]);
    }

    /** The time of the run's last event. */
    long end() {
        return end;
    }

    /** Says when a point was, however that is known. */
    void know(int point, long nanos) {
        known[point] = nanos;
    }

    /** Estimates the times of some occupants, {@code {first point, last point}} each, side by side. */
    void estimate(List<int[]> occupants) {
        if (occupants.isEmpty()) {
            return;
        }
        bound();
        for (int[] occupant : occupants) {
            estimate(occupant[0], occupant[1]);
        }
    }

    /**
     * The times, in the order of the columns. Estimates of different lanes may contradict the order. Moving what is too early behind its causes
     * settles that, and moving what is too late before its effects does; half way between both the order holds as well, and fewer points
     * fall together.
     */
    long[] settle() {
        long[] later = known.clone();
        moveLater(later);
        long[] settled = known.clone();
        for (int p = 0; p < settled.length; p++) {
            settled[p] = settled[p] < 0 ? later[p] : settled[p]; // of a lane whose beginning is lost
        }
        for (int i = order.length - 1; i >= 0; i--) {
            int p = order[i];
            long latest = settled[p] - 1;
            if (!beginsLane[p]) {
                settled[p - 1] = Math.min(settled[p - 1], latest);
            }
            for (int e = firstEdges[p]; e < firstEdges[p + 1]; e++) {
                settled[sources[e]] = Math.min(settled[sources[e]], latest);
            }
        }
        for (int p = 0; p < settled.length; p++) {
            settled[p] = (settled[p] + later[p]) >> 1;
        }
        moveLater(settled);
        return settled;
    }

    /** Moves points that are not later than what came before them. */
    private void moveLater(long[] nanos) {
        for (int p : order) {
            long earliest = beginsLane[p] ? 0 : nanos[p - 1] + 1;
            for (int e = firstEdges[p]; e < firstEdges[p + 1]; e++) {
                earliest = Math.max(earliest, nanos[sources[e]] + 1);
            }
            nanos[p] = Math.max(nanos[p], earliest);
        }
    }

    /** Finds the bounds of all points from the times that are known; where they contradict each other, the lower one holds. */
    private void bound() {
        for (int p : order) {
            long nanos = Math.max(known[p], beginsLane[p] ? 0 : lower[p - 1]);
            for (int e = firstEdges[p]; e < firstEdges[p + 1]; e++) {
                nanos = Math.max(nanos, lower[sources[e]]);
            }
            lower[p] = Math.max(nanos, 0);
        }
        Arrays.fill(upper, end);
        for (int i = order.length - 1; i >= 0; i--) {
            int p = order[i];
            if (known[p] >= 0) {
                upper[p] = Math.min(upper[p], known[p]);
            }
            upper[p] = Math.max(upper[p], lower[p]);
            if (!beginsLane[p]) {
                upper[p - 1] = Math.min(upper[p - 1], upper[p]);
            }
            for (int e = firstEdges[p]; e < firstEdges[p + 1]; e++) {
                upper[sources[e]] = Math.min(upper[sources[e]], upper[p]);
            }
        }
    }

    private void estimate(int first, int last) {
        int firstKnown = first;
        while (firstKnown < last && known[firstKnown] < 0) {
            firstKnown++;
        }
        int lastKnown = last;
        while (lastKnown > first && known[lastKnown] < 0) {
            lastKnown--;
        }
        if (known[firstKnown] >= 0) {
            // No pace is known of one with a single time: it was short.
            double pace = (double) (upper[lastKnown] - lower[firstKnown]) / Math.max(1, columns.events[lastKnown] - columns.events[firstKnown]);
            fix(first, lower[firstKnown] - Math.round(pace * (columns.events[firstKnown] - columns.events[first])));
            fix(last, upper[lastKnown] + Math.round(pace * (columns.events[last] - columns.events[lastKnown])));
        } else {
            fix(first, lower[first]);
            fix(last, upper[last]);
        }
        TautString.put(known, columns.events, lower, upper, first, last);
    }

    /** Narrows the bounds of a point down to one time, or what of it they permit. */
    private void fix(int point, long nanos) {
        long height = Math.max(lower[point], Math.min(upper[point], nanos));
        lower[point] = height;
        upper[point] = height;
    }
}
