package rr.agent.timeline;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import rr.agent.timeline.Timeline.Lane;
import rr.agent.timeline.Timeline.Row;
import rr.runtime.trace.EntryKind;

/**
 * A timeline as bytes; {@code data.js} reads them. Numbers are unsigned LEB128 varints, z: zigzag; columns are one behind the other.
 *
 * <pre>
 *   length of the JSON text in bytes, JSON text (see {@link #description})
 *   for each lane, in the order of the text:
 *     its points: event - event before
 *     its points: nanoseconds - those before
 *     its points: kinds
 *   edges: target - target before          calls: point - point before
 *   edges: z(source - source before)       calls: operation
 *   edges: kind                            calls: z(result)
 * </pre>
 */
final class TimelinePayload {
    private final OutputStream out;
    private final byte[] buffer = new byte[1 << 16];
    private int filled;

    private TimelinePayload(OutputStream out) {
        this.out = out;
    }

    static void write(Timeline timeline, TraceFacts facts, OutputStream out) throws IOException {
        new TimelinePayload(out).write(timeline, facts);
    }

    private void write(Timeline timeline, TraceFacts facts) throws IOException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        JSON.std.write(description(timeline, facts), json);
        v(json.size());
        flush();
        json.writeTo(out);
        for (Lane lane : timeline.lanes) {
            deltas(timeline.columns.events, lane.firstPoint(), lane.points());
            deltas(timeline.nanos, lane.firstPoint(), lane.points());
            for (int p = lane.firstPoint(); p < lane.firstPoint() + lane.points(); p++) {
                v(timeline.columns.kinds[p]);
            }
        }
        deltas(timeline.columns.edgeTargets);
        for (int e = 0; e < timeline.columns.edgeSources.length; e++) {
            z(timeline.columns.edgeSources[e] - (e == 0 ? 0 : timeline.columns.edgeSources[e - 1]));
        }
        for (byte kind : timeline.columns.edgeKinds) {
            v(kind);
        }
        deltas(timeline.columns.callPoints);
        for (int name : timeline.columns.callNames) {
            v(name);
        }
        for (long result : timeline.columns.callResults) {
            z(result);
        }
        flush();
    }

    private static Map<String, Object> description(Timeline timeline, TraceFacts facts) {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("trace", facts.trace());
        text.put("command", facts.command());
        text.put("state", facts.state());
        text.put("exitCode", facts.exitCode());
        text.put("verified", facts.verified());
        text.put("ordered", facts.ordered());
        text.put("racing", facts.racing());
        text.put("problems", facts.problems());
        text.put("endNanos", timeline.endNanos);
        if (timeline.halt != null) {
            text.put("halt", List.of(timeline.halt.lane(), timeline.halt.event(), timeline.halt.nanos(), timeline.halt.status()));
        }
        text.put("edges", timeline.columns.edgeTargets.length);
        text.put("calls", timeline.columns.callPoints.length);
        text.put("kinds", IntStream.range(0, EntryKind.LIMIT).mapToObj(EntryKind::name).toList());
        text.put("operations", timeline.columns.operations);
        List<Object> rows = new ArrayList<>();
        for (Row row : timeline.rows) {
            rows.add(List.of(row.lane(), row.depth()));
        }
        text.put("rows", rows);
        List<Object> lanes = new ArrayList<>();
        for (Lane lane : timeline.lanes) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("id", lane.id());
            fields.put("row", lane.row());
            fields.put("points", lane.points());
            fields.put("events", lane.lastEvent());
            fields.put("complete", lane.complete());
            List<Object> occupants = new ArrayList<>();
            for (Occupant each : lane.occupants()) {
                occupants.add(List.of(each.name, each.firstEvent, each.lastEvent, each.beginNanos, each.endNanos, each.ended));
            }
            fields.put("occupants", occupants);
            lanes.add(fields);
        }
        text.put("lanes", lanes);
        return text;
    }

    private void deltas(long[] column, int first, int length) throws IOException {
        for (int i = first; i < first + length; i++) {
            v(column[i] - (i == first ? 0 : column[i - 1]));
        }
    }

    private void deltas(int[] column) throws IOException {
        for (int i = 0; i < column.length; i++) {
            v(column[i] - (i == 0 ? 0 : column[i - 1]));
        }
    }

    private void z(long value) throws IOException {
        v(value << 1 ^ value >> 63);
    }

    private void v(long value) throws IOException {
        if (filled > buffer.length - 10) {
            flush();
        }
        long left = value;
        while ((left & ~0x7fL) != 0) {
            buffer[filled++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        buffer[filled++] = (byte) left;
    }

    private void flush() throws IOException {
        out.write(buffer, 0, filled);
        filled = 0;
    }
}
