package rr.recorder;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import rr.runtime.trace.EntryKind;
import rr.runtime.trace.EntryReader;
import rr.runtime.trace.LaneCursor;
import rr.runtime.trace.TraceUnusable;

/**
 * Prints the entries of a trace, lane by lane, one a line: as text or as JSON objects.
 *
 * <pre>
 *   new TraceDump(trace).lane(3).events(100, 200).kind(EntryKind.CALL).printTo(System.out);
 * </pre>
 */
public final class TraceDump {
    private static final int BYTES_SHOWN = 24;

    private final TraceReader trace;
    private int lane = -1;
    private int kind = -1;
    private long from;
    private long to = Long.MAX_VALUE;
    private boolean json;
    private LongFunction<String> opName = Long::toString;

    public TraceDump(TraceReader trace) {
        this.trace = trace;
    }

    /** Only this lane. */
    public TraceDump lane(int only) {
        lane = only;
        return this;
    }

    /** Only entries of this {@link EntryKind}. */
    public TraceDump kind(int only) {
        kind = only;
        return this;
    }

    /** Only events of a lane between these counts, both included. */
    public TraceDump events(long first, long last) {
        from = first;
        to = last;
        return this;
    }

    /** One JSON object a line instead of text. */
    public TraceDump asJson() {
        json = true;
        return this;
    }

    /** How operations are called; their numbers otherwise. Java's and libc's tables are known elsewhere. */
    public TraceDump opNames(LongFunction<String> names) {
        opName = names;
        return this;
    }

    /** Prints; the number of entries printed. */
    public long printTo(Appendable out) throws IOException, TraceUnusable {
        long printed = 0;
        for (int each : trace.lanes()) {
            if (lane < 0 || lane == each) {
                printed += printLane(each, out);
            }
        }
        return printed;
    }

    private long printLane(int id, Appendable out) throws IOException, TraceUnusable {
        long printed = 0;
        LaneCursor cursor = new LaneCursor(trace, id);
        while (cursor.next() && cursor.entry().count() <= to) {
            EntryReader entry = cursor.entry();
            if (entry.count() >= from && (kind < 0 || kind == entry.kind())) {
                Map<String, Object> fields = describe(entry);
                out.append(json ? jsonLine(id, entry, fields) : textLine(id, entry, fields)).append('\n');
                printed++;
            }
        }
        return printed;
    }

    private static String jsonLine(int id, EntryReader entry, Map<String, Object> fields) throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("lane", id);
        line.put("event", entry.count());
        line.put("kind", EntryKind.name(entry.kind()));
        line.putAll(fields);
        return JSON.std.asString(line);
    }

    private static String textLine(int id, EntryReader entry, Map<String, Object> fields) {
        StringBuilder line = new StringBuilder(String.format("%5d %10d %-8s", id, entry.count(), EntryKind.name(entry.kind())));
        fields.forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
        return line.toString();
    }

    private Map<String, Object> describe(EntryReader entry) {
        Map<String, Object> fields = new LinkedHashMap<>();
        switch (entry.kind()) {
            case EntryKind.BEGIN:
                fields.put("name", text(entry));
                fields.put("laneKind", entry.laneKind());
                fields.put("parent", edges(entry).get(0));
                break;
            case EntryKind.ACQUIRE, EntryKind.RESUME, EntryKind.STEAL, EntryKind.SAMPLE:
                fields.put("after", edges(entry));
                break;
            case EntryKind.LATER:
                fields.put("before", edges(entry));
                break;
            case EntryKind.START:
                fields.put("child", entry.child());
                break;
            case EntryKind.VALUE:
                fields.put("op", opName.apply(entry.op()));
                fields.put("value", entry.value());
                break;
            case EntryKind.CALL:
                fields.put("op", opName.apply(entry.op()));
                fields.put("returned", entry.value());
                fields.put("errno", entry.errno());
                fields.put("bytes", entry.length());
                fields.put("data", data(entry));
                break;
            case EntryKind.WROTE:
                fields.put("op", opName.apply(entry.op()));
                fields.put("returned", entry.value());
                fields.put("errno", entry.errno());
                fields.put("offered", entry.length());
                fields.put("hash", data(entry));
                break;
            case EntryKind.BLOB:
                fields.put("op", opName.apply(entry.op()));
                fields.put("bytes", entry.length());
                fields.put("data", data(entry));
                break;
            case EntryKind.DATA:
                fields.put("bytes", entry.bytesLength());
                fields.put("data", data(entry));
                break;
            case EntryKind.TIME:
                fields.put("nanos", entry.nanos());
                break;
            case EntryKind.KEEP, EntryKind.SAME:
                fields.put("content", entry.content());
                break;
            case EntryKind.HALT:
                fields.put("status", entry.status());
                break;
            default:
                break;
        }
        return fields;
    }

    /** {@code lane:event}, as messages of a divergence name them. */
    private static List<String> edges(EntryReader entry) {
        List<String> edges = new ArrayList<>();
        for (int i = 0; i < entry.edges(); i++) {
            edges.add(entry.edgeLane(i) + ":" + entry.edgeCount(i));
        }
        return edges;
    }

    private static String text(EntryReader entry) {
        return new String(entry.source(), entry.bytesAt(), entry.bytesLength(), StandardCharsets.UTF_8);
    }

    private static String data(EntryReader entry) {
        int shown = Math.min(entry.bytesLength(), BYTES_SHOWN);
        String hex = HexFormat.of().formatHex(entry.source(), entry.bytesAt(), entry.bytesAt() + shown);
        return shown < entry.bytesLength() ? hex + "…" : hex;
    }
}
