package rr.recorder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import rr.runtime.trace.EntryKind;
import rr.runtime.trace.EntryReader;
import rr.runtime.trace.LaneCursor;
import rr.runtime.trace.LaneLogs;
import rr.runtime.trace.ShmLayout;
import rr.runtime.trace.TraceUnusable;

/** A trace in figures. */
public final class TraceSummary {
    private final long[] entriesByKind = new long[EntryKind.LIMIT];
    private int threadLanes;
    private int classLanes;
    private long events;
    private long entryBytes;
    private long lastNanos;
    private final long storedBytes;
    private final boolean clean;
    private final int exitCode;
    private final List<String> problems;

    private TraceSummary(TraceReader trace) {
        storedBytes = trace.storedBytes();
        clean = trace.clean();
        exitCode = trace.exitCode();
        problems = new ArrayList<>(trace.problems());
    }

    /** Reads the whole trace. A lane that turns out to be unreadable becomes a problem of the summary. */
    public static TraceSummary of(TraceReader trace) {
        TraceSummary summary = new TraceSummary(trace);
        for (int lane : trace.lanes()) {
            try {
                summary.add(trace, lane);
            } catch (TraceUnusable e) {
                summary.problems.add(e.getMessage());
            }
        }
        return summary;
    }

    private void add(LaneLogs logs, int lane) throws TraceUnusable {
        if (ShmLayout.isClassLane(lane)) {
            classLanes++;
        } else {
            threadLanes++;
        }
        events += logs.finalCount(lane);
        LaneCursor cursor = new LaneCursor(logs, lane);
        while (cursor.next()) {
            EntryReader entry = cursor.entry();
            entriesByKind[entry.kind()]++;
            entryBytes += entry.end() - entry.start();
            if (entry.kind() == EntryKind.TIME) {
                lastNanos = Math.max(lastNanos, entry.nanos());
            }
        }
    }

    public int threadLanes() {
        return threadLanes;
    }

    public int classLanes() {
        return classLanes;
    }

    public long events() {
        return events;
    }

    public long entries() {
        long sum = 0;
        for (long each : entriesByKind) {
            sum += each;
        }
        return sum;
    }

    /** Entries of each kind that occurs, by the kind's name. */
    public Map<String, Long> entriesByKind() {
        Map<String, Long> byName = new LinkedHashMap<>();
        for (int kind = 0; kind < EntryKind.LIMIT; kind++) {
            if (entriesByKind[kind] > 0) {
                byName.put(EntryKind.name(kind), entriesByKind[kind]);
            }
        }
        return byName;
    }

    /** Bytes of all entries, as the program wrote them. */
    public long entryBytes() {
        return entryBytes;
    }

    /** Bytes of the trace's documents, packed. */
    public long storedBytes() {
        return storedBytes;
    }

    public double storedBytesPerEvent() {
        return events == 0 ? 0 : (double) storedBytes / events;
    }

    /** Recorded time up to the last entry that tells it. */
    public long lastNanos() {
        return lastNanos;
    }

    public boolean clean() {
        return clean;
    }

    /** As a shell shows it; -1 when the trace has no end. */
    public int exitCode() {
        return exitCode;
    }

    public List<String> problems() {
        return problems;
    }
}
