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
import rr.recorder.Verdict;
import rr.runtime.trace.TraceUnusable;

/** {@code rr verify}: replays a trace once, compares all of it, looks for data races on the way, and notes the result in the trace. */
@Command(name = "verify", description = "Replays a trace without its output, and notes in it whether all was as recorded, and in rr-races.txt which fields race.",
    mixinStandardHelpOptions = true, sortOptions = false)
final class VerifyCommand implements Callable<Integer> {
    private final Installation rr;

    @Option(names = "--any-build", description = "Replays the trace of another build of rr, too.")
    private boolean anyBuild;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "60",
        description = "How long to look for an order of racing accesses that replays the trace, if the one at hand diverges; 0: not at all.")
    private long seconds;

    @Parameters(paramLabel = "TRACE", arity = "0..1", description = "The folder of the trace; the newest below rr-traces if not given.")
    private String trace;

    @Spec
    private CommandSpec spec;

    VerifyCommand(Installation rr) {
        this.rr = rr;
    }

    @Override
    public Integer call() throws IOException, TraceUnusable, InterruptedException {
        Path folder = Traces.existing(trace).toRealPath();
        TraceLook look = TraceLook.at(folder, rr, anyBuild);
        if (look.refused()) {
            return look.exitCode();
        }
        Verification verification = new Verification(rr, anyBuild);
        Verdict verdict = verification.of(look, seconds);
        PrintWriter out = spec.commandLine().getOut();
        out.println(verdict.text());
        out.flush();
        return verdict.equal() ? 0 : Main.DIVERGED;
    }
}
