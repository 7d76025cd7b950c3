package rr.agent.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import rr.agent.AgentOptions;
import rr.recorder.TraceHeader;
import rr.recorder.Verdict;
import rr.runtime.trace.TraceUnusable;

/** {@code rr replay}: prepares the trace, checks the environment, and becomes the recorded program. */
@Command(name = "replay", description = "Runs a recorded program again, exactly.", mixinStandardHelpOptions = true,
    sortOptions = false)
final class ReplayCommand implements Callable<Integer> {
    private static final long SEARCH_SECONDS = 45;

    private final Installation rr;

    @Option(names = "--quiet", description = "No remarks of rr on stderr; errors and divergences are still said.")
    private boolean quiet;

    @Option(names = "--at", paramLabel = "LANE:EVENT", split = ";",
        description = "Also prints the stack with which that lane comes to that event; may be repeated. Numbers are those of rr dump.")
    private List<String> stacksAt;

    @Option(names = "--debug", paramLabel = "[HOST:]PORT", arity = "0..1", fallbackValue = ReplayLaunch.DEBUG_ADDRESS,
        description = "Waits for a debugger (JDWP) before the program begins; at ${FALLBACK-VALUE} if no address is given.")
    private String debugAddress;

    @Option(names = "--any-build", description = "Replays the trace of another build of rr, too; it may diverge.")
    private boolean anyBuild;

    @Parameters(paramLabel = "TRACE", arity = "0..1", description = "The folder of the trace; the newest below rr-traces if not given.")
    private String trace;

    ReplayCommand(Installation rr) {
        this.rr = rr;
    }

    @Override
    public Integer call() throws IOException, TraceUnusable, InterruptedException {
        Path folder = Traces.existing(trace).toRealPath();
        TraceHeader header = PreparedTrace.toReplay(folder, rr, anyBuild);
        Verdict verdict = Verdict.read(folder);
        if (verdict != null && !verdict.equal() && !verdict.searched()) {
            if (!quiet) {
                System.err.println("rr: replay: the trace is not verified; looking for an order of its data races that replays it, for up to " + SEARCH_SECONDS + " s");
            }
            new Verification(rr, anyBuild).of(TraceLook.prepared(folder, header, rr, anyBuild, false), SEARCH_SECONDS);
        }
        String stacks = stacksAt == null ? null : String.join(";", stacksAt);
        AgentOptions options = PreparedTrace.holds(folder).isEmpty() ? AgentOptions.preparedReplay(folder.toString(), quiet, stacks, anyBuild)
            : AgentOptions.orderedReplay(folder.toString(), quiet, stacks, anyBuild);
        ReplayLaunch launch = new ReplayLaunch(header, rr.rrJar(), options, PreparedTrace.wantsMemory(folder));
        if (debugAddress != null) {
            launch.debugAt(debugAddress);
            if (!quiet) {
                System.err.println("rr: replay: the program begins when a debugger attaches to " + debugAddress);
            }
        }
        launch.exec(rr);
        throw new AssertionError("exec returned");
    }
}
