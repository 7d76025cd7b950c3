package rr.replayer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Edges to events of one lane, told before the schedule is built; walked in the order of the events. */
final class LaterEdges {
    private record Edge(long at, int lane, long count, boolean certain) {}

    private static final List<Edge> NONE = List.of();

    private List<Edge> edges = NONE;
    private int next;

    void add(long at, int lane, long count, boolean certain) {
        if (edges == NONE) {
            edges = new ArrayList<>();
        }
        edges.add(new Edge(at, lane, count, certain));
    }

    void sort() {
        if (edges != NONE) {
            edges.sort(Comparator.comparingLong(Edge::at));
        }
    }

    /** The event of the next edge, or more than any count. */
    long at() {
        return next < edges.size() ? edges.get(next).at : Long.MAX_VALUE;
    }

    int lane() {
        return edges.get(next).lane;
    }

    long count() {
        return edges.get(next).count;
    }

    /** Whether the lane's thread was seen to wait behind the event before. */
    boolean certain() {
        return edges.get(next).certain;
    }

    /** Goes to the next edge. */
    void pass() {
        next++;
    }
}
