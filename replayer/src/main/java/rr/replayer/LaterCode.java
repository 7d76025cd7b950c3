package rr.replayer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import rr.runtime.trace.EntryKind;
import rr.runtime.trace.EntryReader;
import rr.runtime.trace.LaneCursor;
import rr.runtime.trace.LaneLogs;
import rr.runtime.trace.ShmLayout;
import rr.runtime.trace.TraceUnusable;

/**
 * What the LATER entries of class initialisers say. While a class is initialised, and until its initialiser has begun, a thread that
 * asks for it would wait in the VM, or run the initialiser itself: there is no event for either. So what other threads did behind
 * their last event at that moment, up to their next one, comes later. For the schedule that is an edge to that next event, and
 * where the thread comes to its last event before: a pause behind it.
 *
 * <p>The next event may be the first one of another initialiser, which that thread ran before any event of its own; the last one, the
 * end of such an initialiser.
 */
final class LaterCode {
    /** Of one class lane: what began it, and its last LATER entries. */
    private static final class Initialiser {
        int parent;
        long parentCount;
        long at;
        int classLanes;
        final List<long[]> others = new ArrayList<>();
    }

    private final LaneLogs logs;
    private final ScheduledLane[] lanes;
    private final Map<Integer, Initialiser> initialisers = new HashMap<>();
    /** Class lanes by the lane and count at which they began, ascending. */
    private final Map<Long, List<Integer>> begun = new HashMap<>();

    private LaterCode(LaneLogs logs, ScheduledLane[] lanes) {
        this.logs = logs;
        this.lanes = lanes;
    }

    /** Tells all lanes what they have to wait for. Reads the logs of class initialisers. */
    static void tell(LaneLogs logs, ScheduledLane[] lanes) throws TraceUnusable {
        LaterCode later = new LaterCode(logs, lanes);
        for (int id : logs.lanes()) {
            if (ShmLayout.isClassLane(id)) {
                later.read(id);
            }
        }
        later.initialisers.forEach(later::tell);
        for (ScheduledLane lane : lanes) {
            if (lane != null) {
                lane.waits.sort();
                lane.pauses.sort();
            }
        }
    }

    private void read(int id) throws TraceUnusable {
        Initialiser initialiser = new Initialiser();
        LaneCursor cursor = new LaneCursor(logs, id);
        boolean begins = false;
        while (cursor.next()) {
            EntryReader entry = cursor.entry();
            if (entry.kind() == EntryKind.BEGIN) {
                begins = true;
                initialiser.parent = entry.edgeLane(0);
                initialiser.parentCount = entry.edgeCount(0);
            } else if (entry.kind() == EntryKind.LATER) {
                if (initialiser.at != entry.count()) {
                    initialiser.others.clear(); // what comes behind the end comes behind the beginning
                }
                initialiser.at = entry.count();
                initialiser.classLanes = entry.classLanes();
                for (int i = 0; i < entry.edges(); i++) {
                    initialiser.others.add(new long[] {entry.edgeLane(i), entry.edgeCount(i), entry.edgeWaits(i) ? 1 : 0});
                }
            }
        }
        if (begins) {
            initialisers.put(id, initialiser);
            begun.computeIfAbsent(key(initialiser.parent, initialiser.parentCount), k -> new ArrayList<>()).add(id);
        }
    }

    private static long key(int lane, long count) {
        return (long) lane << 48 | count;
    }

    private void tell(int id, Initialiser initialiser) {
        for (long[] other : initialiser.others) {
            tell((int) other[0], other[1], other[2] != 0, id, initialiser);
        }
        initialiser.others.clear();
    }

    private void tell(int otherLane, long otherCount, boolean waits, int id, Initialiser initialiser) {
        int lane = otherLane;
        long count = otherCount;
        // Where an initialiser had ended, the thread was on its way to the next event around it.
        while (lanes[lane] != null && initialisers.containsKey(lane) && lanes[lane].complete && count >= lanes[lane].finalCount) {
            count = initialisers.get(lane).parentCount;
            lane = initialisers.get(lane).parent;
        }
        if (lanes[lane] == null) {
            return;
        }
        int before = 0;
        int after = 0;
        for (int between : begun.getOrDefault(key(lane, count), List.of())) {
            if (between < initialiser.classLanes) {
                before = between;
            } else if (after == 0) {
                after = between;
            }
        }
        if (before == 0) {
            lanes[lane].pauses.add(count, id, initialiser.at, waits);
        } else if (lanes[before].complete) {
            lanes[before].pauses.add(lanes[before].finalCount, id, initialiser.at, waits);
        }
        if (after != 0) {
            lanes[after].waits.add(1, id, initialiser.at, waits);
        } else {
            lanes[lane].waits.add(count + 1, id, initialiser.at, waits);
        }
    }
}
