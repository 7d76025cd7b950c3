package rr.agent.timeline;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The points of all lanes with their edges and operations, as columns; see {@link Timeline}. */
final class Columns {
    /** Index of each lane's first point, and behind the last lane the number of all. */
    final int[] firstPoints;
    final long[] events;
    /** Kinds of the entries at that event, as bits; 0: edges go out, nothing else. */
    final int[] kinds;
    /** Recorded time, or -1. */
    final long[] recordedNanos;

    final int[] edgeSources;
    final int[] edgeTargets;
    /** Kind of the entry that told of the edge. */
    final byte[] edgeKinds;

    final int[] callPoints;
    /** Index into {@link #operations}. */
    final int[] callNames;
    final long[] callResults;
    final List<String> operations;

    private final Map<Integer, Integer> indices = new HashMap<>();
    private final List<LaneLog> logs;

    Columns(List<LaneLog> logs, List<String> operations) {
        this.logs = logs;
        this.operations = operations;
        firstPoints = new int[logs.size() + 1];
        int edges = 0;
        int calls = 0;
        for (int i = 0; i < logs.size(); i++) {
            indices.put(logs.get(i).id, i);
            edges += logs.get(i).edgeTargets.size();
            calls += logs.get(i).callTargets.size();
        }
        long[][] merged = mergedEvents();
        int points = firstPoints[logs.size()];
        events = new long[points];
        kinds = new int[points];
        recordedNanos = new long[points];
        int[] targets = new int[edges];
        int[] sources = new int[edges];
        byte[] edgeKind = new byte[edges];
        callPoints = new int[calls];
        callNames = new int[calls];
        callResults = new long[calls];
        for (int i = 0; i < logs.size(); i++) {
            System.arraycopy(merged[i], 0, events, firstPoints[i], merged[i].length);
        }
        int edge = 0;
        int call = 0;
        for (int i = 0; i < logs.size(); i++) {
            LaneLog log = logs.get(i);
            int[] places = place(log, i);
            for (int e = 0; e < log.edgeTargets.size(); e++) {
                int source = find(log.edgeLanes.get(e), log.edgeEvents.get(e));
                if (source >= 0) {
                    targets[edge] = places[log.edgeTargets.get(e)];
                    sources[edge] = source;
                    edgeKind[edge++] = (byte) log.edgeKinds.get(e);
                }
            }
            for (int c = 0; c < log.callTargets.size(); c++) {
                callPoints[call] = places[log.callTargets.get(c)];
                callNames[call] = log.callNames.get(c);
                callResults[call++] = log.callResults.get(c);
            }
        }
        edgeTargets = Arrays.copyOf(targets, edge);
        edgeSources = Arrays.copyOf(sources, edge);
        edgeKinds = Arrays.copyOf(edgeKind, edge);
    }

    /** The index of a lane's log, or -1. */
    int laneIndex(int lane) {
        return indices.getOrDefault(lane, -1);
    }

    /** The point at that event, or -1. */
    int find(int lane, long event) {
        int index = laneIndex(lane);
        int at = index < 0 ? -1 : Arrays.binarySearch(events, firstPoints[index], firstPoints[index + 1], event);
        return at < 0 ? -1 : at;
    }

    /** The events of each lane with entries, and those from which edges go out. */
    private long[][] mergedEvents() {
        Longs[] all = new Longs[logs.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = new Longs();
            all[i].addAll(logs.get(i).events);
        }
        for (LaneLog log : logs) {
            for (int e = 0; e < log.edgeLanes.size(); e++) {
                int source = laneIndex(log.edgeLanes.get(e));
                if (source >= 0 && log.edgeEvents.get(e) <= logs.get(source).lastEvent) {
                    all[source].add(log.edgeEvents.get(e));
                }
            }
        }
        long[][] merged = new long[all.length][];
        for (int i = 0; i < all.length; i++) {
            merged[i] = all[i].distinct();
            firstPoints[i + 1] = Math.addExact(firstPoints[i], merged[i].length);
            all[i] = null;
        }
        return merged;
    }

    /** Puts what a lane's log says of its events into the columns; the points of these, in the log's order. */
    private int[] place(LaneLog log, int index) {
        int[] places = new int[log.events.size()];
        int at = firstPoints[index];
        Arrays.fill(recordedNanos, at, firstPoints[index + 1], -1);
        for (int i = 0; i < places.length; i++) {
            while (events[at] != log.events.get(i)) {
                at++;
            }
            places[i] = at;
            kinds[at] = log.kinds.get(i);
            recordedNanos[at] = log.nanos.get(i);
        }
        return places;
    }
}
