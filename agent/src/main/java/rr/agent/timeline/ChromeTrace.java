package rr.agent.timeline;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import rr.agent.timeline.Timeline.Lane;
import rr.agent.timeline.Timeline.Row;
import rr.runtime.trace.EntryKind;

/**
 * A timeline in the Trace Event Format, which Perfetto and chrome://tracing open. A row is a thread there: slices for its occupants, and in
 * these one for each stretch between two events with edges; edges are flows, operations are instants. Written as it goes.
 */
public final class ChromeTrace {
    private static final int PROCESS = 1;
    private static final int WROTE = 1 << EntryKind.WROTE;

    private final Timeline timeline;
    private final JsonGenerator json;
    /** Whether the point begins or ends a stretch: edges come in or go out. */
    private final boolean[] meets;

    private ChromeTrace(Timeline timeline, JsonGenerator json) {
        this.timeline = timeline;
        this.json = json;
        this.meets = new boolean[timeline.columns.events.length];
        for (int e = 0; e < timeline.columns.edgeTargets.length; e++) {
            meets[timeline.columns.edgeSources[e]] = true;
            meets[timeline.columns.edgeTargets[e]] = true;
        }
    }

    /** Writes the trace; the stream stays open. */
    public static void write(Timeline timeline, TraceFacts facts, OutputStream out) throws IOException {
        JsonGenerator json = new JsonFactory().createGenerator(out);
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        new ChromeTrace(timeline, json).write(facts);
        json.close();
    }

    private void write(TraceFacts facts) throws IOException {
        json.writeStartObject();
        json.writeStringField("displayTimeUnit", "ns");
        writeFacts(facts);
        json.writeArrayFieldStart("traceEvents");
        writeNames(facts);
        for (Lane lane : timeline.lanes) {
            writeSlices(lane);
        }
        writeOperations();
        writeEdges();
        if (timeline.halt != null) {
            begin("i", "exit " + timeline.halt.status(), row(timeline.halt.lane()), timeline.halt.nanos());
            json.writeStringField("s", "g");
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeFacts(TraceFacts facts) throws IOException {
        json.writeObjectFieldStart("otherData");
        json.writeStringField("trace", facts.trace());
        json.writeStringField("command", facts.command());
        json.writeStringField("state", facts.state());
        json.writeStringField("exit code", facts.exitCode() < 0 ? "unknown" : Integer.toString(facts.exitCode()));
        json.writeStringField("verdict", facts.verified());
        json.writeStringField("ordered in this recording", String.join("\n", facts.ordered()));
        json.writeStringField("known to race", String.join("\n", facts.racing()));
        json.writeStringField("problems", String.join("\n", facts.problems()));
        json.writeEndObject();
    }

    private void writeNames(TraceFacts facts) throws IOException {
        metadata("process_name", 0, "name", facts.command());
        String[] names = new String[timeline.rows.size()];
        for (Lane lane : timeline.lanes) {
            Row row = timeline.rows.get(lane.row());
            if (row.depth() == 0) {
                String name = lane.occupants().isEmpty() ? "?" : lane.occupants().get(0).name;
                names[lane.row()] = name + (lane.occupants().size() > 1 ? ", then " + (lane.occupants().size() - 1) + " more" : "");
            }
        }
        for (int i = 0; i < names.length; i++) {
            Row row = timeline.rows.get(i);
            metadata("thread_name", i, "name", row.depth() == 0 ? names[i] + " (lane " + row.lane() + ")"
                : "class initialisers of lane " + row.lane() + (row.depth() > 1 ? ", nested " + row.depth() + " deep" : ""));
            metadata("thread_sort_index", i, "sort_index", i);
        }
    }

    private void metadata(String kind, int row, String field, Object value) throws IOException {
        json.writeStartObject();
        json.writeStringField("ph", "M");
        json.writeStringField("name", kind);
        json.writeNumberField("pid", PROCESS);
        json.writeNumberField("tid", row + 1);
        json.writeObjectFieldStart("args");
        json.writeObjectField(field, value);
        json.writeEndObject();
        json.writeEndObject();
    }

    private void writeSlices(Lane lane) throws IOException {
        int point = lane.firstPoint();
        int end = point + lane.points();
        for (Occupant occupant : lane.occupants()) {
            begin("X", occupant.name, lane.row(), occupant.beginNanos);
            // The last event is within the slice: edges go out from it.
            micros("dur", occupant.endNanos - occupant.beginNanos + (occupant.ended ? 1 : 0));
            json.writeObjectFieldStart("args");
            json.writeNumberField("lane", lane.id());
            json.writeNumberField("first event", occupant.firstEvent);
            json.writeNumberField("last event", occupant.lastEvent);
            json.writeBooleanField("end recorded", occupant.ended);
            json.writeEndObject();
            json.writeEndObject();
            int from = -1;
            for (; point < end && timeline.columns.events[point] <= occupant.lastEvent; point++) {
                if (meets[point]) {
                    if (from >= 0) {
                        writeStretch(lane, from, point);
                    }
                    from = point;
                }
            }
        }
    }

    private void writeStretch(Lane lane, int from, int to) throws IOException {
        long events = timeline.columns.events[to] - timeline.columns.events[from];
        begin("X", events == 1 ? "1 event" : events + " events", lane.row(), timeline.nanos[from]);
        micros("dur", timeline.nanos[to] - timeline.nanos[from]);
        json.writeObjectFieldStart("args");
        json.writeStringField("from", lane.id() + ":" + timeline.columns.events[from]);
        json.writeStringField("to", lane.id() + ":" + timeline.columns.events[to]);
        json.writeEndObject();
        json.writeEndObject();
    }

    private void writeOperations() throws IOException {
        int lane = 0;
        for (int c = 0; c < timeline.columns.callPoints.length; c++) {
            int point = timeline.columns.callPoints[c];
            lane = laneOf(point, lane);
            begin("i", timeline.columns.operations.get(timeline.columns.callNames[c]), timeline.lanes.get(lane).row(), timeline.nanos[point]);
            json.writeStringField("s", "t");
            json.writeStringField("cat", (timeline.columns.kinds[point] & WROTE) != 0 ? "output" : "call");
            json.writeObjectFieldStart("args");
            json.writeStringField("event", timeline.lanes.get(lane).id() + ":" + timeline.columns.events[point]);
            json.writeNumberField("result", timeline.columns.callResults[c]);
            json.writeEndObject();
            json.writeEndObject();
        }
    }

    private void writeEdges() throws IOException {
        int lane = 0;
        for (int e = 0; e < timeline.columns.edgeTargets.length; e++) {
            lane = laneOf(timeline.columns.edgeTargets[e], lane);
            writeFlow("s", e, timeline.columns.edgeSources[e], timeline.lanes.get(laneOf(timeline.columns.edgeSources[e], 0)));
            writeFlow("f", e, timeline.columns.edgeTargets[e], timeline.lanes.get(lane));
        }
    }

    private void writeFlow(String phase, int edge, int point, Lane lane) throws IOException {
        begin(phase, EntryKind.name(timeline.columns.edgeKinds[edge]), lane.row(), timeline.nanos[point]);
        json.writeStringField("cat", "order");
        json.writeNumberField("id", edge);
        if (phase.equals("f")) {
            json.writeStringField("bp", "e");
        }
        json.writeEndObject();
    }

    /** The index of a point's lane; points are asked for in ascending order from the hint on, or from 0. */
    private int laneOf(int point, int hint) {
        int low = hint;
        int high = timeline.lanes.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (timeline.lanes.get(middle).firstPoint() <= point) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private int row(int laneId) {
        for (Lane lane : timeline.lanes) {
            if (lane.id() == laneId) {
                return lane.row();
            }
        }
        return 0;
    }

    private void begin(String phase, String name, int row, long nanos) throws IOException {
        json.writeStartObject();
        json.writeStringField("ph", phase);
        json.writeStringField("name", name);
        json.writeNumberField("pid", PROCESS);
        json.writeNumberField("tid", row + 1);
        micros("ts", nanos);
    }

    /** Microseconds, the unit of the format, with the nanoseconds behind the point. */
    private void micros(String field, long nanos) throws IOException {
        json.writeFieldName(field);
        if (nanos % 1_000 == 0) {
            json.writeNumber(nanos / 1_000);
        } else {
            json.writeNumber(BigDecimal.valueOf(nanos, 3).toPlainString());
        }
    }
}
