package rr.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import rr.agent.ByteSize;
import rr.recorder.TraceHeader;
import rr.recorder.TraceReader;
import rr.recorder.Unwoven;
import rr.recorder.Verdict;
import rr.runtime.trace.EntryKind;
import rr.runtime.trace.LaneCursor;
import rr.runtime.trace.TraceUnusable;

/** {@code rr info}: what a trace says about its recording, and how much of it is there. */
@Command(name = "info", description = "Describes a trace.", mixinStandardHelpOptions = true, sortOptions = false)
final class InfoCommand implements Callable<Integer> {
    private static final int MOST_UNWOVEN = 20;

    @Parameters(paramLabel = "TRACE", arity = "0..1", description = "The folder of the trace; the newest below rr-traces if not given.")
    private String trace;

    @Option(names = "--lanes", description = "Also one line per lane: number, events, entries by kind, name.")
    private boolean lanes;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, TraceUnusable {
        PrintWriter out = spec.commandLine().getOut();
        var folder = Traces.existing(trace);
        try (TraceReader reader = TraceReader.open(folder)) {
            TraceHeader header = reader.header();
            row(out, "trace", folder);
            row(out, "state", Traces.state(header));
            row(out, "command", Traces.commandLine(header));
            row(out, "directory", header.workingDirectory());
            row(out, "recorded", header.string("started", "unknown"));
            row(out, "JDK", jdk(header.jdk()));
            row(out, "exit code", reader.exitCode() < 0 ? "unknown" : Integer.toString(reader.exitCode()));
            Verdict verdict = Verdict.read(folder);
            row(out, "verified", verdict == null ? "not yet; rr verify does it" : verdict.text());
            row(out, "lanes", Integer.toString(reader.lanes().length));
            row(out, "events", Long.toString(events(reader)));
            row(out, "stored", ByteSize.print(reader.storedBytes()) + " in " + reader.documents() + " documents");
            for (String line : header.orderedFields()) {
                row(out, "ordered", line);
            }
            List<String> unwoven = Unwoven.read(folder);
            for (String line : unwoven.subList(0, Math.min(MOST_UNWOVEN, unwoven.size()))) {
                row(out, "unwoven", line);
            }
            if (unwoven.size() > MOST_UNWOVEN) {
                row(out, "unwoven", (unwoven.size() - MOST_UNWOVEN) + " more, see " + Unwoven.FILE + " in the trace");
            }
            for (String problem : reader.problems()) {
                row(out, "problem", problem);
            }
            if (lanes) {
                printLanes(out, reader);
            }
        }
        return 0;
    }

    private static void row(PrintWriter out, String name, Object value) {
        out.printf("%-10s %s%n", name, value);
    }

    private static String jdk(Map<String, Object> jdk) {
        Object version = jdk.getOrDefault("JAVA_RUNTIME_VERSION", jdk.getOrDefault("JAVA_VERSION", "unknown"));
        return version + " at " + jdk.getOrDefault("home", "an unknown place");
    }

    private static long events(TraceReader reader) {
        long events = 0;
        for (int lane : reader.lanes()) {
            events += reader.finalCount(lane);
        }
        return events;
    }

    private static void printLanes(PrintWriter out, TraceReader reader) throws TraceUnusable {
        for (int lane : reader.lanes()) {
            int[] entries = new int[EntryKind.LIMIT];
            StringBuilder names = new StringBuilder();
            LaneCursor cursor = new LaneCursor(reader, lane);
            while (cursor.next()) {
                entries[cursor.entry().kind()]++;
                if (cursor.entry().kind() == EntryKind.BEGIN) {
                    names.append(names.length() == 0 ? "" : ", ").append(cursor.entry().text());
                }
            }
            StringBuilder kinds = new StringBuilder();
            for (int kind = 0; kind < entries.length; kind++) {
                if (entries[kind] > 0) {
                    kinds.append(' ').append(EntryKind.name(kind)).append(' ').append(entries[kind]);
                }
            }
            out.printf("lane %d: %d events%s;%s; %s%n", lane, reader.finalCount(lane), reader.complete(lane) ? "" : " (cut)", kinds,
                names);
        }
    }
}
