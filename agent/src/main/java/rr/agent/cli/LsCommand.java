package rr.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import rr.recorder.TraceHeader;
import rr.runtime.trace.TraceUnusable;

/** {@code rr ls}: the traces in a folder, newest first. */
@Command(name = "ls", description = "Lists traces, newest first.", mixinStandardHelpOptions = true)
final class LsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", arity = "0..1", description = "The folder that holds traces; rr-traces if not given.")
    private Path root = Traces.ROOT;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        for (Path trace : Traces.newestFirst(root)) {
            String what;
            try {
                TraceHeader header = TraceHeader.read(trace);
                what = Traces.state(header) + "  " + Traces.commandLine(header);
            } catch (TraceUnusable e) {
                what = "unreadable  " + e.getMessage();
            }
            out.println(trace + "  " + what);
        }
        return 0;
    }
}
