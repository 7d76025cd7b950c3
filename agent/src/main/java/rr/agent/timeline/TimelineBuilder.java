package rr.agent.timeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import rr.agent.table.OperationNames;
import rr.agent.timeline.Timeline.Halt;
import rr.agent.timeline.Timeline.Lane;
import rr.agent.timeline.Timeline.Row;
import rr.replayer.Schedule;
import rr.runtime.trace.LaneLogs;
import rr.runtime.trace.ShmLayout;
import rr.runtime.trace.TraceUnusable;

/** Makes the timeline of a recorded run from its logs and the order in which they replay. */
public final class TimelineBuilder {
    /** How long an event lasts in a recording that tells no time at all. */
    private static final long NANOS_WITHOUT_TIME = 100;

    private final LaneLogs logs;
    private final Schedule schedule;
    private final List<LaneLog> lanes = new ArrayList<>();
    private final Map<Integer, LaneLog> lanesById = new HashMap<>();
    private Columns columns;

    private TimelineBuilder(LaneLogs logs, Schedule schedule) {
        this.logs = logs;
        this.schedule = schedule;
    }

    /**
     * Makes it.
     *
     * @param runNanos how long the run took, 0 if that is not known
     */
    public static Timeline build(LaneLogs logs, Schedule schedule, OperationNames names, long runNanos) throws TraceUnusable {
        return new TimelineBuilder(logs, schedule).build(names, runNanos);
    }

    private Timeline build(OperationNames operations, long runNanos) throws TraceUnusable {
        LaneLog.Names names = new LaneLog.Names(operations);
        long[] lastEvents = lastEvents();
        long events = 0;
        for (int id : logs.lanes()) {
            if (lastEvents[id] > 0) {
                LaneLog lane = LaneLog.read(logs, id, lastEvents[id], names);
                lanes.add(lane);
                lanesById.put(id, lane);
                events += lastEvents[id];
            }
        }
        columns = new Columns(lanes, names.all);
        int[] order = order(lastEvents);
        List<int[]> implied = successiveInitialisers();
        RecordedTimes times = new RecordedTimes(columns, order, implied, runNanos);
        if (times.end() == 0) {
            times = new RecordedTimes(columns, order, implied, events * NANOS_WITHOUT_TIME);
        }
        Halt halt = halt();
        if (halt != null && logs.clean()) {
            times.know(columns.find(halt.lane(), halt.event()), times.end());
        }
        for (List<int[]> stage : stages()) {
            times.estimate(stage);
        }
        return finish(times.settle(), times.end(), halt);
    }

    /** How far the schedule goes in each lane. */
    private long[] lastEvents() {
        long[] last = new long[ShmLayout.MAX_LANES];
        for (long segment = 0; segment < schedule.size(); segment++) {
            last[schedule.lane(segment)] = schedule.limit(segment);
        }
        return last;
    }

    /** Where a lane ran several class initialisers between two of its events: the end of one, the beginning of the next. */
    private List<int[]> successiveInitialisers() {
        List<int[]> pairs = new ArrayList<>();
        Map<List<Long>, LaneLog> last = new HashMap<>();
        for (LaneLog lane : lanes) {
            if (ShmLayout.isClassLane(lane.id) && !lane.occupants.isEmpty()) {
                Occupant occupant = lane.occupants.get(0);
                LaneLog before = last.put(List.of((long) occupant.parentLane, occupant.parentEvent), lane);
                if (before != null) {
                    pairs.add(new int[] {columns.firstPoints[columns.laneIndex(before.id) + 1] - 1, columns.find(lane.id, occupant.firstEvent)});
                }
            }
        }
        return pairs;
    }

    /** All points as the schedule orders them. */
    private int[] order(long[] lastEvents) {
        int[] next = new int[lastEvents.length];
        for (int i = 0; i < lanes.size(); i++) {
            next[lanes.get(i).id] = columns.firstPoints[i];
        }
        int[] order = new int[columns.events.length];
        int at = 0;
        for (long segment = 0; segment < schedule.size(); segment++) {
            int lane = schedule.lane(segment);
            int index = columns.laneIndex(lane);
            if (index >= 0) {
                int end = columns.firstPoints[index + 1];
                while (next[lane] < end && columns.events[next[lane]] <= schedule.limit(segment)) {
                    order[at++] = next[lane]++;
                }
            }
        }
        return order;
    }

    private Halt halt() {
        Halt halt = null;
        for (LaneLog lane : lanes) {
            if (lane.haltEvent != 0) {
                halt = new Halt(lane.id, lane.haltEvent, 0, lane.haltStatus);
            }
        }
        return halt;
    }

    /** The occupants, as ranges of points, in the order in which their times are estimated. */
    private List<List<int[]>> stages() {
        List<List<int[]>> stages = new ArrayList<>(List.of(new ArrayList<>(), new ArrayList<>()));
        for (int i = 0; i < lanes.size(); i++) {
            LaneLog lane = lanes.get(i);
            int from = columns.firstPoints[i];
            for (int o = 0; o < lane.occupants.size() && from < columns.firstPoints[i + 1]; o++) {
                boolean last = o + 1 == lane.occupants.size();
                int to = (last ? columns.firstPoints[i + 1] : columns.find(lane.id, lane.occupants.get(o + 1).firstEvent)) - 1;
                int stage = ShmLayout.isClassLane(lane.id) ? 1 + depth(lane) : isTimed(from, to) ? 0 : 1;
                while (stages.size() <= stage) {
                    stages.add(new ArrayList<>());
                }
                stages.get(stage).add(new int[] {from, to});
                from = to + 1;
            }
        }
        return stages;
    }

    private boolean isTimed(int from, int to) {
        for (int p = from; p <= to; p++) {
            if (columns.recordedNanos[p] >= 0) {
                return true;
            }
        }
        return false;
    }

    /** How many class initialisers, itself included, a class lane is nested in; 0: a thread. */
    private int depth(LaneLog lane) {
        int depth = 0;
        for (LaneLog each = lane; each != null && ShmLayout.isClassLane(each.id) && depth < lanes.size(); each = parent(each)) {
            depth++;
        }
        return depth;
    }

    private LaneLog parent(LaneLog lane) {
        return lane.occupants.isEmpty() ? null : lanesById.get(lane.occupants.get(0).parentLane);
    }

    /** The row in which a lane is drawn. Lane 0 stands for a thread that is lost. */
    private Row row(LaneLog lane) {
        int depth = depth(lane);
        LaneLog thread = lane;
        for (int i = 0; i < depth && thread != null; i++) {
            thread = parent(thread);
        }
        return new Row(thread == null ? 0 : thread.id, depth);
    }

    private Timeline finish(long[] nanos, long end, Halt halt) {
        List<Row> rows = lanes.stream().map(this::row).distinct().sorted(Comparator.comparingInt(Row::lane).thenComparingInt(Row::depth)).toList();
        Map<Row, Integer> rowNumbers = new HashMap<>();
        rows.forEach(row -> rowNumbers.put(row, rowNumbers.size()));
        List<Lane> drawn = new ArrayList<>();
        for (int i = 0; i < lanes.size(); i++) {
            LaneLog lane = lanes.get(i);
            int first = columns.firstPoints[i];
            for (Occupant occupant : lane.occupants) {
                occupant.beginNanos = nanos[columns.find(lane.id, occupant.firstEvent)];
                occupant.endNanos = occupant.ended ? nanos[columns.find(lane.id, occupant.lastEvent)] : end;
            }
            for (int o = 1; o < lane.occupants.size(); o++) {
                Occupant before = lane.occupants.get(o - 1);
                before.endNanos = Math.min(before.endNanos, lane.occupants.get(o).beginNanos);
            }
            drawn.add(new Lane(lane.id, rowNumbers.get(row(lane)), first, columns.firstPoints[i + 1] - first, lane.lastEvent, logs.complete(lane.id), lane.occupants));
        }
        Halt timed = halt == null ? null : new Halt(halt.lane(), halt.event(), nanos[columns.find(halt.lane(), halt.event())], halt.status());
        return new Timeline(columns, drawn, rows, nanos, end, timed);
    }
}
