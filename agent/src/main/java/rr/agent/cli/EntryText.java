package rr.agent.cli;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import rr.agent.table.OperationNames;
import rr.runtime.trace.EntryKind;
import rr.runtime.trace.EntryReader;

/** Entries of a trace as people and programs read them. */
final class EntryText {
    private static final int PREVIEW = 48;

    private EntryText() {
    }

    /** One line: lane, name, event, kind, and what the kind has to say. */
    static String line(int lane, String name, EntryReader entry, OperationNames operations) {
        StringBuilder line = new StringBuilder();
        line.append(lane).append(" \"").append(name).append("\" ").append(entry.count()).append(' ')
            .append(EntryKind.name(entry.kind()));
        fields(lane, name, entry, operations).forEach((field, value) -> {
            if (!field.equals("lane") && !field.equals("name") && !field.equals("event") && !field.equals("kind")
                && !field.equals("hex")) {
                line.append(' ').append(field).append(' ').append(value);
            }
        });
        if (entry.bytesLength() > 0 && entry.kind() != EntryKind.BEGIN) {
            line.append(' ').append(preview(entry));
        }
        return line.toString();
    }

    /** All fields of an entry, in the order in which they are printed. */
    static Map<String, Object> fields(int lane, String name, EntryReader entry, OperationNames operations) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("lane", lane);
        fields.put("name", name);
        fields.put("event", entry.count());
        fields.put("kind", EntryKind.name(entry.kind()));
        switch (entry.kind()) {
            case EntryKind.BEGIN:
                fields.put("laneKind", entry.laneKind());
                fields.put("after", edges(entry));
                break;
            case EntryKind.ACQUIRE:
            case EntryKind.RESUME:
                fields.put("after", edges(entry));
                break;
            case EntryKind.STEAL:
            case EntryKind.SAMPLE:
                fields.put("upto", edges(entry));
                break;
            case EntryKind.LATER:
                fields.put("before", edges(entry));
                break;
            case EntryKind.START:
                fields.put("child", entry.child());
                break;
            case EntryKind.VALUE:
                fields.put("op", entry.op());
                fields.put("operation", operations.value(entry.op()));
                fields.put("value", entry.value());
                break;
            case EntryKind.CALL:
            case EntryKind.WROTE:
                fields.put("op", entry.op());
                fields.put("operation", operations.call(entry.op()));
                fields.put("returned", entry.value());
                fields.put("errno", entry.errno());
                fields.put("length", entry.length());
                break;
            case EntryKind.BLOB:
                fields.put("op", entry.op());
                fields.put("operation", operations.value(entry.op()));
                fields.put("length", entry.length());
                break;
            case EntryKind.TIME:
                fields.put("nanos", entry.nanos());
                break;
            case EntryKind.KEEP:
            case EntryKind.SAME:
                fields.put("content", entry.content());
                break;
            case EntryKind.HALT:
                fields.put("status", entry.status());
                break;
            default:
                break;
        }
        if (entry.bytesLength() > 0 && entry.kind() != EntryKind.BEGIN) {
            fields.put("hex", HexFormat.of().formatHex(entry.source(), entry.bytesAt(), entry.bytesAt() + entry.bytesLength()));
        }
        return fields;
    }

    /** Events that came before, {@code lane:event} each. */
    private static List<String> edges(EntryReader entry) {
        List<String> edges = new ArrayList<>();
        for (int i = 0; i < entry.edges(); i++) {
            edges.add(entry.edgeLane(i) + ":" + entry.edgeCount(i));
        }
        return edges;
    }

    /** The first bytes, those that are no visible ASCII as dots. */
    private static String preview(EntryReader entry) {
        StringBuilder text = new StringBuilder("|");
        for (int i = 0; i < Math.min(entry.bytesLength(), PREVIEW); i++) {
            byte b = entry.source()[entry.bytesAt() + i];
            text.append(b >= ' ' && b < 0x7f ? (char) b : '.');
        }
        return text.append(entry.bytesLength() > PREVIEW ? "…|" : "|").toString();
    }
}
