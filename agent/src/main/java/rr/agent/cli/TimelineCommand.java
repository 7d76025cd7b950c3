package rr.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import rr.agent.Refusal;
import rr.agent.timeline.ChromeTrace;
import rr.agent.timeline.Timeline;
import rr.agent.timeline.TimelineBuilder;
import rr.agent.timeline.TimelinePage;
import rr.agent.timeline.TraceFacts;
import rr.agent.weave.OrderedFields;
import rr.recorder.TraceHeader;
import rr.recorder.TraceReader;
import rr.recorder.Verdict;
import rr.recorder.WholeFile;
import rr.replayer.Schedule;
import rr.replayer.ScheduleBuilder;
import rr.runtime.trace.TraceUnusable;

/** {@code rr timeline}: draws a recorded run, as a page to look at or for a viewer of traces. */
@Command(name = "timeline", description = "Draws a recorded run: threads, who waited for whom, calls and outputs.", mixinStandardHelpOptions = true,
    sortOptions = false)
final class TimelineCommand implements Callable<Integer> {
    private static final String PAGE = ".html";
    private static final String CHROME = ".json";

    private final Installation rr;

    @Parameters(paramLabel = "TRACE", arity = "0..1", description = "The folder of the trace; the newest below rr-traces if not given.")
    private String trace;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", required = true,
        description = "Ends in .html: one page for a browser. Ends in .json: for Perfetto and chrome://tracing.")
    private String output;

    TimelineCommand(Installation rr) {
        this.rr = rr;
    }

    @Override
    public Integer call() throws IOException, TraceUnusable {
        if (!output.endsWith(PAGE) && !output.endsWith(CHROME)) {
            throw new Refusal("option --output", "'" + output + "'", "a file that ends in .html (a page) or .json (for Perfetto, chrome://tracing)",
                "write '" + output + PAGE + "'");
        }
        Path folder = Traces.existing(trace);
        try (TraceReader reader = TraceReader.open(folder)) {
            Schedule schedule = new ScheduleBuilder(reader, PreparedTrace.holds(folder)).build();
            Timeline timeline = TimelineBuilder.build(reader, schedule, Traces.operationNames(reader.header(), rr), runNanos(reader.header()));
            TraceFacts facts = facts(folder, reader, schedule);
            boolean page = output.endsWith(PAGE);
            WholeFile.replace(Path.of(output), out -> {
                if (page) {
                    TimelinePage.write(timeline, facts, out);
                } else {
                    ChromeTrace.write(timeline, facts, out);
                }
            });
        }
        return 0;
    }

    private static TraceFacts facts(Path folder, TraceReader reader, Schedule schedule) throws IOException {
        TraceHeader header = reader.header();
        Verdict verdict = Verdict.read(folder);
        Path races = folder.toRealPath().resolveSibling(OrderedFields.FILE_NAME);
        List<String> racing = Files.exists(races) ? List.copyOf(new OrderedFields(Files.readAllLines(races)).lines()) : List.of();
        List<String> problems = new ArrayList<>(reader.problems());
        problems.addAll(schedule.cuts());
        return new TraceFacts(folder.toString(), Traces.commandLine(header), Traces.state(header), reader.exitCode(),
            verdict == null ? "not verified yet" : verdict.text(), header.orderedFields(), racing, problems);
    }

    /** How long the run took by the wall clock; 0 if the trace does not tell. */
    private static long runNanos(TraceHeader header) {
        long started = header.number("startedMillis", 0);
        if (started <= 0 || header.end() == null || !(header.end().get("endedMillis") instanceof Number ended)) {
            return 0;
        }
        return Math.max(0, ended.longValue() - started) * 1_000_000;
    }
}
