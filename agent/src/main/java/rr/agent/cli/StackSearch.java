package rr.agent.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import rr.recorder.TraceReader;
import rr.runtime.trace.EntryKind;
import rr.runtime.trace.EntryReader;
import rr.runtime.trace.LaneCursor;
import rr.runtime.trace.ShmLayout;
import rr.runtime.trace.TraceUnusable;

/** Finds telling places in a trace: the edges between its threads say where to look, a replay shows the stacks there. */
final class StackSearch {
    /** Of each lane the last edges are looked at: a bug that ends the program is near its end. */
    private static final int EDGES_OF_A_LANE = 120;
    /** An edge may come from some events behind the one that mattered: the other thread went on meanwhile. */
    private static final int EVENTS_BACK = 8;
    /** All of them are one argument of a command. */
    private static final int MOST_POINTS = 8_000;
    private static final Pattern HEAD = Pattern.compile("rr: thread \"(.*)\" \\(lane (\\d+)\\), before event (\\d+)");
    private static final String FRAME = "rr:     at ";
    private static final Pattern PLACE = Pattern.compile(".+:(\\d+)\\)");

    private final DemoPrograms programs;
    private final Path trace;

    /** Where a thread stands before an event, innermost frame first. */
    record Sight(String thread, String event, List<String> frames) {
    }

    /** One thread's event between two successive ones of another, which are made by different lines of the same method. */
    record Interleaving(String method, Sight before, Sight between, Sight after, int places) {
    }

    private record Edge(String before, List<String> from, String to) {
    }

    StackSearch(DemoPrograms programs, Path trace) {
        this.programs = programs;
        this.trace = trace;
    }

    /** Where the threads of these names made their last events. */
    List<Sight> lastEvents(String... threads) throws IOException, InterruptedException, TraceUnusable {
        List<String> points = new ArrayList<>();
        try (TraceReader reader = TraceReader.open(trace)) {
            for (int lane : reader.lanes()) {
                if (!ShmLayout.isClassLane(lane) && reader.finalCount(lane) > 0) {
                    points.add(point(lane, reader.finalCount(lane)));
                }
            }
        }
        Map<String, Sight> sights = sights(points);
        List<Sight> found = new ArrayList<>();
        for (String thread : threads) {
            sights.values().stream().filter(sight -> sight.thread().equals(thread)).forEach(found::add);
        }
        return found;
    }

    /** The last of the most telling places where a thread came in between; null if there is none. */
    Interleaving lastInterleaving() throws IOException, InterruptedException, TraceUnusable {
        List<Edge> edges = edges();
        List<String> points = new ArrayList<>();
        for (Edge edge : edges) {
            points.add(edge.before);
            points.addAll(edge.from);
            points.add(edge.to);
        }
        Map<String, Sight> sights = sights(points);
        Interleaving best = null;
        int most = 0;
        int places = 0;
        for (Edge edge : edges) {
            Sight before = sights.get(edge.before);
            Sight after = sights.get(edge.to);
            String method = before == null || after == null ? null : commonMethod(before.frames(), after.frames());
            Sight between = method == null ? null : between(method, edge, sights);
            int telling = between == null ? 0 : telling(method, before, between, after);
            if (telling > 0 && telling >= most) {
                places = telling > most ? 1 : places + 1;
                most = telling;
                best = new Interleaving(method, before, between, after, places);
            }
        }
        return best;
    }

    /** The most telling of the other thread's events up to the edge; of equal ones the last. */
    private static Sight between(String method, Edge edge, Map<String, Sight> sights) {
        Sight best = null;
        for (String point : edge.from) {
            Sight sight = sights.get(point);
            if (sight != null && (best == null || telling(method, sights.get(edge.before), sight, sights.get(edge.to))
                > telling(method, sights.get(edge.before), best, sights.get(edge.to)))) {
                best = sight;
            }
        }
        return best;
    }

    /** A method that looks first and acts then, and meets another thread in that same method, comes before all others. */
    private static int telling(String method, Sight before, Sight between, Sight after) {
        String looks = methodOf(before.frames().get(0));
        String acts = methodOf(after.frames().get(0));
        int telling = 1;
        telling += looks.startsWith("java.") || acts.startsWith("java.") ? 0 : 1;
        telling += between.frames().stream().anyMatch(frame -> methodOf(frame).equals(method)) ? 2 : 0;
        telling += looks.equals(acts) ? 0 : 1;
        telling += acts.equals(methodOf(between.frames().get(0))) ? 1 : 0;
        return telling;
    }

    private List<Edge> edges() throws TraceUnusable {
        List<Edge> edges = new ArrayList<>();
        try (TraceReader reader = TraceReader.open(trace)) {
            for (int lane : reader.lanes()) {
                if (!ShmLayout.isClassLane(lane)) {
                    List<Edge> ofLane = edges(reader, lane);
                    edges.addAll(ofLane.subList(Math.max(0, ofLane.size() - EDGES_OF_A_LANE), ofLane.size()));
                }
            }
        }
        return edges;
    }

    private static List<Edge> edges(TraceReader reader, int lane) throws TraceUnusable {
        List<Edge> edges = new ArrayList<>();
        LaneCursor cursor = new LaneCursor(reader, lane);
        while (cursor.next()) {
            EntryReader entry = cursor.entry();
            boolean orders = entry.kind() == EntryKind.ACQUIRE || entry.kind() == EntryKind.STEAL;
            for (int i = 0; orders && entry.count() > 1 && i < entry.edges(); i++) {
                if (!ShmLayout.isClassLane(entry.edgeLane(i))) {
                    List<String> from = new ArrayList<>();
                    for (long event = entry.edgeCount(i); event > 0 && event > entry.edgeCount(i) - EVENTS_BACK; event--) {
                        from.add(point(entry.edgeLane(i), event));
                    }
                    edges.add(new Edge(point(lane, entry.count() - 1), from, point(lane, entry.count())));
                }
            }
        }
        return edges;
    }

    private static String point(int lane, long event) {
        return lane + ":" + event;
    }

    private Map<String, Sight> sights(List<String> wanted) throws IOException, InterruptedException {
        Map<String, Sight> sights = new HashMap<>();
        if (wanted.isEmpty()) {
            return sights;
        }
        List<String> points = wanted.stream().distinct().limit(MOST_POINTS).toList();
        Sight open = null;
        for (String line : programs.replay(trace, List.of("--at", String.join(";", points))).err().split("\n")) {
            Matcher head = HEAD.matcher(line);
            if (head.matches()) {
                open = new Sight(head.group(1), head.group(3), new ArrayList<>());
                sights.put(head.group(2) + ":" + head.group(3), open);
            } else if (open != null && line.startsWith(FRAME)) {
                String frame = line.substring(FRAME.length());
                if (!frame.contains("$$Lambda")) {
                    open.frames().add(frame);
                }
            }
        }
        sights.values().removeIf(sight -> sight.frames().isEmpty());
        return sights;
    }

    /** The program's method that both stacks are in, after the same calls, the second one further down or in another call of the same line; else null. */
    private static String commonMethod(List<String> first, List<String> second) {
        int a = first.size() - 1;
        int b = second.size() - 1;
        while (a >= 0 && b >= 0 && first.get(a).equals(second.get(b))) {
            a--;
            b--;
        }
        if (a < 0 || b < 0) {
            return null;
        }
        String method = methodOf(first.get(a));
        boolean further = method.equals(methodOf(second.get(b))) && lineOf(first.get(a)) < lineOf(second.get(b));
        if (!further && a + 1 < first.size() && !method.equals(methodOf(second.get(b)))) {
            method = methodOf(first.get(a + 1));
            further = true;
        }
        return further && !method.startsWith("java.") ? method : null;
    }

    /** 0 where the frame does not tell. */
    private static int lineOf(String frame) {
        Matcher place = PLACE.matcher(frame);
        return place.matches() ? Integer.parseInt(place.group(1)) : 0;
    }

    private static String methodOf(String frame) {
        return frame.substring(0, frame.indexOf('('));
    }
}
