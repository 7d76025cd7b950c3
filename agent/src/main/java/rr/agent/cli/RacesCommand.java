package rr.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import rr.agent.races.RaceReportText;
import rr.runtime.trace.TraceUnusable;

/** {@code rr races}: replays a trace with plain accesses observed, tells the data races, and notes them for later recordings. */
@Command(name = "races", description = "Looks for data races in a recorded run, and has later recordings beside it order them.",
    mixinStandardHelpOptions = true, sortOptions = false)
final class RacesCommand implements Callable<Integer> {
    private final Installation rr;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Option(names = "--dry-run", description = "Notes nothing for later recordings.")
    private boolean dryRun;

    @Option(names = "--any-build", description = "Replays the trace of another build of rr, too.")
    private boolean anyBuild;

    @Parameters(paramLabel = "TRACE", arity = "0..1", description = "The folder of the trace; the newest below rr-traces if not given.")
    private String trace;

    @Spec
    private CommandSpec spec;

    RacesCommand(Installation rr) {
        this.rr = rr;
    }

    @Override
    public Integer call() throws IOException, TraceUnusable, InterruptedException {
        TraceLook look = TraceLook.at(Traces.existing(trace).toRealPath(), rr, anyBuild);
        if (look.refused()) {
            return look.exitCode();
        }
        Set<String> added = dryRun ? Set.of() : look.note();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            RaceReportText.printJson(out, look.races(), look.equal(), look.raceFile(), added);
        } else {
            RaceReportText.print(out, look.races(), look.equal(), look.raceFile(), added, !dryRun);
        }
        out.flush();
        return 0;
    }
}
