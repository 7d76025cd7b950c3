package rr.agent.weave;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import rr.recorder.Unwoven;

/** What was woven where, and what could not be. Thread safe. */
public final class WeaveReport {
    /** Woven sites that belong to no row. */
    public enum Site {
        MONITOR,
        SYNCHRONIZED_METHOD,
        VOLATILE_READ,
        VOLATILE_WRITE,
        ELEMENT,
        VAR_HANDLE,
        UNSAFE,
        CLASS_INITIALISER
    }

    /** More problems than these are only counted: a report is to be read. */
    private static final int MAX_PROBLEMS = 1_000;

    private final long[] sites = new long[Site.values().length];
    private final Map<String, Long> rows = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private long problemCount;
    private long examined;
    private long woven;
    private final Path trace;

    /** A report that is kept in memory alone. */
    public WeaveReport() {
        this(null);
    }

    /** A report whose losses are told in the folder of a trace as well; null: they are not. */
    public WeaveReport(Path trace) {
        this.trace = trace;
    }

    synchronized void examined() {
        examined++;
    }

    synchronized void woven() {
        woven++;
    }

    synchronized void site(Site site) {
        sites[site.ordinal()]++;
    }

    synchronized void row(String row) {
        Long count = rows.get(row);
        rows.put(row, count == null ? 1 : count + 1);
    }

    /** Something was woven otherwise than it should be; nothing is lost by it. */
    synchronized void problem(String where, String what) {
        problemCount++;
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(line(where, what));
        }
    }

    /** Something is not woven that should be: its events are missing in the recording. */
    synchronized void loss(String where, String what) {
        problem(where, what);
        if (trace != null && problemCount <= MAX_PROBLEMS) {
            Unwoven.add(trace, line(where, what));
        }
    }

    private static String line(String where, String what) {
        return where.replace('/', '.') + ": " + what;
    }

    /** Classes that were looked at. */
    public synchronized long examinedClasses() {
        return examined;
    }

    /** Classes that were changed. */
    public synchronized long wovenClasses() {
        return woven;
    }

    public synchronized long count(Site site) {
        return sites[site.ordinal()];
    }

    /** How often each row of the table matched, by the row's text; rows that never matched are missing. */
    public synchronized Map<String, Long> rowCounts() {
        return new TreeMap<>(rows);
    }

    /** What could not be woven, one line each: the class, what was found, what was done instead. */
    public synchronized List<String> problems() {
        return new ArrayList<>(problems);
    }

    /** The number of problems, those beyond the list included. */
    public synchronized long problemCount() {
        return problemCount;
    }

    @Override
    public synchronized String toString() {
        StringBuilder text = new StringBuilder();
        text.append(woven).append(" of ").append(examined).append(" classes woven\n");
        for (Site site : Site.values()) {
            text.append(site).append(' ').append(sites[site.ordinal()]).append('\n');
        }
        for (Map.Entry<String, Long> row : rowCounts().entrySet()) {
            text.append(row.getKey()).append(' ').append(row.getValue()).append('\n');
        }
        for (String problem : problems) {
            text.append(problem).append('\n');
        }
        return text.toString();
    }
}
