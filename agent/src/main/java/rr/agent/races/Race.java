package rr.agent.races;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import rr.agent.table.SkippedClasses;
import rr.agent.weave.OrderedFields;

/**
 * Two accesses, one of them a write, that nothing orders.
 *
 * @param field {@code owner.name:descriptor}; for elements the field that led to the array, null if that is not known
 */
public record Race(String field, Access earlier, Access now) {
    /**
     * One of the two accesses.
     *
     * @param array the type of the array as the code has it, null if a field is accessed
     * @param place class, method and line
     * @param stack that of the access, or with which its thread came to that place for the first time
     */
    public record Access(boolean writes, int lane, long event, String place, String array, String thread, List<String> stack) {
        String className() {
            int colon = place.lastIndexOf(':');
            return place.substring(0, place.lastIndexOf('.', colon < 0 ? place.length() : colon));
        }

        Map<String, Object> fields() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("kind", writes ? "write" : "read");
            fields.put("thread", thread);
            fields.put("lane", lane);
            fields.put("event", event < 0 ? null : event);
            fields.put("place", place);
            fields.put("stack", stack);
            return fields;
        }
    }

    /**
     * Whether one of the accesses is made by a part of the JDK in which nothing is woven, through a collection: class loading for
     * instance. The VM orders such things, or the program does not see them.
     */
    boolean isUnseen(SkippedClasses skipped) {
        return isUnseen(now, skipped) || isUnseen(earlier, skipped);
    }

    private static boolean isUnseen(Access access, SkippedClasses skipped) {
        for (String frame : access.stack()) {
            int end = frame.indexOf('(');
            String method = frame.substring(frame.lastIndexOf('/', end < 0 ? frame.length() : end) + 1, end < 0 ? frame.length() : end);
            String type = method.substring(0, Math.max(0, method.lastIndexOf('.')));
            if (!type.startsWith("java.util.")) {
                return skipped.reason(type.replace('.', '/')) != null;
            }
        }
        return false;
    }

    /** What races, in words. */
    String what() {
        if (now.array() == null) {
            return "field " + field;
        }
        return field == null ? "elements of an array " + now.array() + " (which field holds it is not known)" : "elements of the array in field " + field;
    }

    /** The lines that have recordings order it. */
    public Set<String> lines() {
        Set<String> lines = new TreeSet<>();
        if (now.array() == null) {
            lines.add(OrderedFields.field(field));
            return lines;
        }
        if (field != null) {
            lines.add(OrderedFields.elementsOf(field));
        }
        lines.add(OrderedFields.elementsIn(earlier.array(), earlier.className()));
        lines.add(OrderedFields.elementsIn(now.array(), now.className()));
        return lines;
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("field", field);
        fields.put("elements", now.array() != null);
        fields.put("earlier", earlier.fields());
        fields.put("now", now.fields());
        return fields;
    }

    /** Reads what the race finder in the replayed process wrote; an unfinished record at the end is left out. */
    static List<Race> read(List<String> lines) {
        List<Race> races = new ArrayList<>();
        String field = null;
        String[] arrays = {null, null};
        Access earlier = null;
        String[] access = {};
        String thread = "";
        List<String> stack = new ArrayList<>();
        for (String line : lines) {
            int space = line.indexOf(' ');
            String word = space < 0 ? line : line.substring(0, space);
            String rest = line.substring(space + 1);
            switch (word) {
                case "field" -> {
                    field = rest.equals("?") ? null : rest;
                    arrays = new String[] {null, null};
                }
                case "array" -> arrays = rest.split(" ");
                case "earlier" -> access = rest.split(" ", 4);
                case "thread" -> thread = rest;
                case "at" -> stack.add(rest);
                case "now" -> {
                    earlier = access(access, arrays[0], thread, stack);
                    access = rest.split(" ", 4);
                    stack = new ArrayList<>();
                }
                case "end" -> {
                    races.add(new Race(field, earlier, access(access, arrays[1], thread, stack)));
                    stack = new ArrayList<>();
                }
                default -> throw new IllegalStateException("a race has no line '" + line + "'");
            }
        }
        return races;
    }

    private static Access access(String[] words, String array, String thread, List<String> stack) {
        return new Access(words[0].equals("write"), Integer.parseInt(words[1]), Long.parseLong(words[2]), words[3], array, thread, List.copyOf(stack));
    }
}
