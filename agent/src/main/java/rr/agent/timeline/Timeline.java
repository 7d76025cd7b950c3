package rr.agent.timeline;

import java.util.List;

/**
 * A recorded run as a picture needs it. A <i>point</i> is an event of which something is known: it has an entry in its lane's log, or
 * an edge goes out from it. An <i>edge</i> leads from a point to one of another lane that came later.
 *
 * <p>Exact are the order of a lane's events, their numbers, and that each edge leads from what was first to what came behind it.
 * The times are estimates, see {@link RecordedTimes}; none of them contradicts the order.
 *
 * <p>Points are columns, grouped by lane in the order of {@link #lanes}, each lane's ascending. Edges are sorted by their targets,
 * operations by their points.
 */
public final class Timeline {
    final List<Lane> lanes;
    final List<Row> rows;

    final Columns columns;
    /** The time of each point. */
    final long[] nanos;

    /** When the run ended, as far as it is known. */
    final long endNanos;
    /** The event that ended the process, or null. */
    final Halt halt;

    /** A lane: its points are those from the first one on, {@code points} of them. */
    record Lane(int id, int row, int firstPoint, int points, long lastEvent, boolean complete, List<Occupant> occupants) { }

    /** Where lanes are drawn: a thread lane's own row, or that of the class initialisers which it ran, nested so deep. */
    record Row(int lane, int depth) { }

    /** The end of the process, by an event of the program. */
    record Halt(int lane, long event, long nanos, long status) { }

    Timeline(Columns columns, List<Lane> lanes, List<Row> rows, long[] nanos, long endNanos, Halt halt) {
        this.lanes = lanes;
        this.rows = rows;
        this.columns = columns;
        this.nanos = nanos;
        this.endNanos = endNanos;
        this.halt = halt;
    }
}
