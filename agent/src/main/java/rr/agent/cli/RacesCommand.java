package rr.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import rr.agent.AgentOptions;
import rr.agent.Refusal;
import rr.agent.races.ObservedReplay;
import rr.agent.races.Race;
import rr.agent.races.RaceFile;
import rr.agent.races.RaceReportText;
import rr.agent.weave.OrderedFields;
import rr.recorder.TraceHeader;
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
        Path folder = Traces.existing(trace).toRealPath();
        TraceHeader header = PreparedTrace.toReplay(folder, rr, anyBuild);
        Path findings = Files.createTempFile("rr-races", ".txt");
        try {
            AgentOptions options = new AgentOptions(AgentOptions.Mode.REPLAY, folder.toString(), 0, true, null, anyBuild, true, findings.toString());
            ReplayLaunch launch = new ReplayLaunch(header, rr.rrJar(), options, true);
            int exit = ObservedReplay.run(launch.executable(), launch.command(), launch.environment(), launch.folder());
            if (exit == Refusal.EXIT_CODE && Files.size(findings) == 0) {
                return exit; // it has said why
            }
            tell(folder, ObservedReplay.found(findings), exit == PreparedTrace.exitStatus(folder));
            return 0;
        } finally {
            Files.deleteIfExists(findings);
        }
    }

    private void tell(Path folder, List<Race> races, boolean complete) throws IOException {
        Set<String> lines = new TreeSet<>();
        for (Race race : races) {
            lines.addAll(race.lines());
        }
        Path file = folder.resolveSibling(OrderedFields.FILE_NAME);
        Set<String> added = dryRun ? Set.of() : RaceFile.add(file, lines);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            RaceReportText.printJson(out, races, complete, file, added);
        } else {
            RaceReportText.print(out, races, complete, file, added, !dryRun);
        }
        out.flush();
    }
}
