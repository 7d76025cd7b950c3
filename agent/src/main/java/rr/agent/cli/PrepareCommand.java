package rr.agent.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import rr.runtime.trace.TraceUnusable;

/** {@code rr prepare}: writes the image of a trace. Replay does this by itself; the agent calls it when it is started alone. */
@Command(name = "prepare", hidden = true, description = "Writes the image of a trace if it is missing or stale.",
    mixinStandardHelpOptions = true)
final class PrepareCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TRACE", description = "The folder of the trace.")
    private String trace;

    @Override
    public Integer call() throws IOException, TraceUnusable {
        PreparedTrace.ensure(Traces.existing(trace));
        return 0;
    }
}
