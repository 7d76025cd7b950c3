package rr.agent.timeline;

import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import rr.agent.table.OperationNames;
import rr.replayer.ScheduleBuilder;
import rr.runtime.trace.EntryKind;
import rr.runtime.trace.EntryWriter;
import rr.runtime.trace.LaneLogs;
import rr.runtime.trace.ShmLayout;
import rr.runtime.trace.TraceUnusable;

/** Logs that a test writes entry by entry, one block for each lane. */
final class HandMadeLogs implements LaneLogs {
    private static final class Lane {
        final EntryWriter entries = new EntryWriter(256);
        long finalCount;
        boolean complete = true;
    }

    private final TreeMap<Integer, Lane> lanes = new TreeMap<>();
    boolean clean = true;

    /** A lane's first entry. */
    HandMadeLogs begin(int lane, long event, int parent, long parentEvent, String name) {
        int kind = ShmLayout.isClassLane(lane) ? ShmLayout.KIND_CLASS : parent == 0 ? ShmLayout.KIND_MAIN : ShmLayout.KIND_THREAD;
        entry(lane, event, EntryKind.BEGIN).v(parent).v(parentEvent).u8(kind).counted(name.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    HandMadeLogs end(int lane, long event) {
        entry(lane, event, EntryKind.END);
        return this;
    }

    HandMadeLogs start(int lane, long event, int child) {
        entry(lane, event, EntryKind.START).v(child);
        return this;
    }

    /** An entry of this kind with one edge. */
    HandMadeLogs edge(int lane, long event, int kind, int from, long fromEvent) {
        EntryWriter entry = entry(lane, event, kind);
        (EntryKind.isUpto(kind) ? entry.v(1) : entry).v(from).v(fromEvent);
        return this;
    }

    HandMadeLogs time(int lane, long event, long nanos) {
        entry(lane, event, EntryKind.TIME).v(nanos);
        return this;
    }

    /** Begins an entry of another kind. */
    EntryWriter entry(int lane, long event, int kind) {
        Lane log = lanes.computeIfAbsent(lane, key -> new Lane());
        log.finalCount = Math.max(log.finalCount, event);
        return log.entries.begin(kind, event);
    }

    /** What came behind the lane's last event is lost. */
    HandMadeLogs cut(int lane) {
        lanes.get(lane).complete = false;
        clean = false;
        return this;
    }

    Timeline timeline(long runNanos) throws TraceUnusable {
        return TimelineBuilder.build(this, new ScheduleBuilder(this).build(), OperationNames.ofAnotherBuild(), runNanos);
    }

    @Override
    public int[] lanes() {
        return lanes.keySet().stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public long finalCount(int lane) {
        return lanes.containsKey(lane) ? lanes.get(lane).finalCount : 0;
    }

    @Override
    public boolean complete(int lane) {
        return !lanes.containsKey(lane) || lanes.get(lane).complete;
    }

    @Override
    public boolean clean() {
        return clean;
    }

    @Override
    public Blocks blocks(int lane) {
        EntryWriter entries = lanes.get(lane).entries;
        return new Blocks() {
            private boolean taken;

            @Override
            public boolean next() {
                boolean first = !taken;
                taken = true;
                return first;
            }

            @Override
            public byte[] bytes() {
                return entries.bytes();
            }

            @Override
            public int start() {
                return 0;
            }

            @Override
            public int end() {
                return entries.length();
            }

            @Override
            public long first() {
                return 0;
            }
        };
    }
}
