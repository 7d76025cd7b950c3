package rr.agent.timeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import rr.agent.table.OperationNames;
import rr.runtime.trace.EntryKind;
import rr.runtime.trace.EntryReader;
import rr.runtime.trace.LaneCursor;
import rr.runtime.trace.LaneLogs;
import rr.runtime.trace.TraceUnusable;

/** What one lane's log has for the picture: its occupants, events with entries, edges that come in, results of operations. */
final class LaneLog {
    /** Kinds that say more about an event that another entry has put into the picture already. */
    private static final int DETAILS = 1 << EntryKind.DATA | 1 << EntryKind.KEEP | 1 << EntryKind.SAME;

    final int id;
    /** Events behind this one have no place in the order: they were lost, or came behind the end of the process. */
    final long lastEvent;
    final List<Occupant> occupants = new ArrayList<>();

    /** Events with entries, ascending; the kinds of those, as bits; the recorded time in nanoseconds, or -1. */
    final Longs events = new Longs();
    final Ints kinds = new Ints();
    final Longs nanos = new Longs();

    /** Edges: index into {@link #events}, kind of entry, and the event that came before. */
    final Ints edgeTargets = new Ints();
    final Ints edgeKinds = new Ints();
    final Ints edgeLanes = new Ints();
    final Longs edgeEvents = new Longs();

    /** Operations: index into {@link #events}, number of the name, result. */
    final Ints callTargets = new Ints();
    final Ints callNames = new Ints();
    final Longs callResults = new Longs();

    /** The event that ended the process, 0 if it was none of these, and the status. */
    long haltEvent;
    long haltStatus;

    /** How much of each other lane is known to have come before, by the edges so far. */
    private final Map<Integer, Long> known = new HashMap<>();
    private final Names names;

    /** Numbers for the names of operations. */
    static final class Names {
        private final OperationNames operations;
        private final Map<Long, Integer> values = new HashMap<>();
        private final Map<Long, Integer> calls = new HashMap<>();
        final List<String> all = new ArrayList<>();

        Names(OperationNames operations) {
            this.operations = operations;
        }

        int value(long op) {
            return number(values, op, operations::value);
        }

        int call(long op) {
            return number(calls, op, operations::call);
        }

        private int number(Map<Long, Integer> numbers, long op, LongFunction<String> name) {
            Integer number = numbers.get(op);
            if (number == null) {
                number = all.size();
                all.add(name.apply(op));
                numbers.put(op, number);
            }
            return number;
        }
    }

    private LaneLog(int id, long lastEvent, Names names) {
        this.id = id;
        this.lastEvent = lastEvent;
        this.names = names;
    }

    static LaneLog read(LaneLogs logs, int id, long lastEvent, Names names) throws TraceUnusable {
        LaneLog log = new LaneLog(id, lastEvent, names);
        LaneCursor cursor = new LaneCursor(logs, id);
        while (cursor.next() && cursor.entry().count() <= lastEvent) {
            log.take(cursor.entry());
        }
        log.leave(lastEvent);
        return log;
    }

    private Occupant lastOccupant() {
        return occupants.get(occupants.size() - 1);
    }

    private void take(EntryReader entry) {
        int kind = entry.kind();
        if ((DETAILS >>> kind & 1) != 0) {
            return;
        }
        int at = point(entry.count());
        switch (kind) {
            case EntryKind.TIME -> nanos.setLast(entry.nanos());
            case EntryKind.BEGIN -> begin(entry);
            case EntryKind.END -> {
                if (!occupants.isEmpty()) {
                    lastOccupant().lastEvent = entry.count();
                    lastOccupant().ended = true;
                }
            }
            case EntryKind.VALUE -> call(at, names.value(entry.op()), entry.value());
            case EntryKind.BLOB -> call(at, names.value(entry.op()), entry.length());
            case EntryKind.CALL, EntryKind.WROTE -> call(at, names.call(entry.op()), entry.value());
            case EntryKind.HALT -> {
                haltEvent = entry.count();
                haltStatus = entry.status();
            }
            default -> { }
        }
        kinds.setLast(kinds.get(at) | 1 << kind);
        if (EntryKind.hasIncomingEdges(kind)) {
            for (int i = 0; i < entry.edges(); i++) {
                edge(at, kind, entry.edgeLane(i), entry.edgeCount(i));
            }
        }
    }

    /** The index of the event that is the present one. */
    private int point(long event) {
        if (events.size() == 0 || events.get(events.size() - 1) != event) {
            events.add(event);
            kinds.add(0);
            nanos.add(-1);
        }
        return events.size() - 1;
    }

    private void begin(EntryReader entry) {
        leave(entry.count() - 1);
        occupants.add(new Occupant(entry.text(), entry.laneKind(), entry.edgeLane(0), entry.edgeCount(0), entry.count()));
    }

    /** The last occupant did no more than that, whether it has ended or not. */
    private void leave(long event) {
        if (!occupants.isEmpty() && !lastOccupant().ended) {
            lastOccupant().lastEvent = Math.max(lastOccupant().firstEvent, event);
        }
    }

    private void call(int at, int name, long result) {
        callTargets.add(at);
        callNames.add(name);
        callResults.add(result);
    }

    private void edge(int at, int kind, int lane, long event) {
        if (lane == 0 || lane == id || event == 0) {
            return; // what came before the program, or before the lane's first event
        }
        Long before = known.get(lane);
        if (before == null || before < event) {
            known.put(lane, event);
        } else if (kind == EntryKind.SAMPLE) {
            return; // a sample names all lanes, also those that have done nothing since
        }
        edgeTargets.add(at);
        edgeKinds.add(kind);
        edgeLanes.add(lane);
        edgeEvents.add(event);
    }
}
