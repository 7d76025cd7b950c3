package rr.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import rr.agent.Refusal;
import rr.recorder.Provenance;
import rr.recorder.TraceHeader;
import rr.runtime.trace.TraceUnusable;

/**
 * {@code rr prepare}: writes the image of a trace and prints the trace's folder. Replay does this by itself; the agent calls it when the user
 * typed the replayed command.
 */
@Command(name = "prepare", hidden = true, description = "Writes the image of a trace if it is missing or stale.",
    mixinStandardHelpOptions = true)
final class PrepareCommand implements Callable<Integer> {
    private final Installation rr;

    @Option(names = "--for-process", paramLabel = "PID", description = "Also checks that this process, a JVM, may replay the trace.")
    private long process;

    @Option(names = "--collector", paramLabel = "FLAG", description = "The collector of that process.")
    private String collector = "";

    @Option(names = "--any-build", description = "Whatever build of rr recorded it.")
    private boolean anyBuild;

    @Parameters(paramLabel = "TRACE", arity = "0..1", description = "The folder of the trace; the newest below rr-traces if not given.")
    private String trace;

    @Spec
    private CommandSpec spec;

    PrepareCommand(Installation rr) {
        this.rr = rr;
    }

    @Override
    public Integer call() throws IOException, TraceUnusable {
        Path folder = Traces.existing(trace).toRealPath();
        TraceHeader header = PreparedTrace.header(folder);
        if (process != 0) {
            if (!anyBuild) {
                RecordedEnvironment.checkBuild(header, rr.build());
            }
            new TypedCommand(header, new Provenance(process), collector).check();
            new RecordedEnvironment(header).check();
        }
        if (process != 0 && !PreparedTrace.holds(folder).isEmpty()) {
            throw new Refusal("trace " + folder, "one that replays with another order of its data races than the recorded one", "rr replay", "replay it with rr replay");
        }
        PreparedTrace.ensure(folder, header);
        PrintWriter out = spec.commandLine().getOut();
        out.println(folder);
        out.flush();
        return 0;
    }
}
