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
import rr.recorder.VerifiedPrograms;
import rr.runtime.trace.TraceUnusable;

/** {@code rr verify}: replays a trace once, compares all of it, looks for data races on the way, and notes the result in the trace. */
@Command(name = "verify", description = "Replays a trace without its output, and notes in it whether all was as recorded, and in rr-races.txt which fields race.",
    mixinStandardHelpOptions = true, sortOptions = false)
final class VerifyCommand implements Callable<Integer> {
    private static final int DIVERGED = 117;

    private final Installation rr;

    @Option(names = "--any-build", description = "Replays the trace of another build of rr, too.")
    private boolean anyBuild;

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
        boolean news = !look.note().isEmpty();
        Verdict verdict = new Verdict(look.equal(), look.races().size(), rr.build(), text(look, news));
        verdict.write(folder);
        new VerifiedPrograms(folder).note(VerifiedPrograms.name(look.header()), news || !look.equal());
        PrintWriter out = spec.commandLine().getOut();
        out.println(verdict.text());
        out.flush();
        return look.equal() ? 0 : DIVERGED;
    }

    private static String text(TraceLook look, boolean news) {
        String result = look.equal() ? "verified" : "not verified, as its replay diverges";
        int races = look.races().size();
        if (races == 0) {
            return result;
        }
        return result + "; " + races + (races == 1 ? " data race" : " data races") + " (see rr races)" + (news ? ", ordered here from now on" : "");
    }
}
