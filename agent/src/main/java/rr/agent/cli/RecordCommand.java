package rr.agent.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import rr.agent.AgentOptions;
import rr.agent.ByteSize;
import rr.agent.Refusal;

/** {@code rr record}: adds the agent to a java command and becomes that command. */
@Command(name = "record", description = "Runs a java command and records it.", mixinStandardHelpOptions = true,
    sortOptions = false, customSynopsis = "rr record [--trace=DIR] [--limit=SIZE] [--verify=auto|on|off] [--quiet] -- java …")
final class RecordCommand implements Callable<Integer> {
    private final Installation rr;

    @Option(names = "--trace", paramLabel = "DIR", description = "Where to put the trace; a new folder below rr-traces if not given.")
    private String trace;

    @Option(names = "--limit", paramLabel = "SIZE", description = "Most bytes that the trace may take, for example 2g.")
    private String limit;

    @Option(names = "--verify", paramLabel = "auto|on|off", defaultValue = "auto",
        description = "Whether the end waits for a first replay, which looks for data races; auto: after short runs that failed or are new here.")
    private String verify;

    @Option(names = "--quiet", description = "No remarks of rr on stderr; errors are still said.")
    private boolean quiet;

    @Parameters(paramLabel = "java …", arity = "1..*", hideParamSyntax = true, description = "The command, with the java executable first.")
    private List<String> command;

    RecordCommand(Installation rr) {
        this.rr = rr;
    }

    @Override
    public Integer call() throws IOException {
        Path java = javaExecutable(command.get(0), System.getenv("PATH"));
        AgentOptions options = AgentOptions.recording(trace, limit == null ? 0 : ByteSize.parse("--limit", limit),
            AgentOptions.verify("--verify", verify), quiet);
        List<byte[]> argv = new ArrayList<>(Exec.undecoded(command));
        argv.add(1, Exec.bytes("-javaagent:" + rr.rrJar() + "=" + options.toArgument()));
        Exec.exec(rr, Exec.bytes(java.toString()), argv, null, null);
        throw new AssertionError("exec returned");
    }

    /** The file that a shell would start for this word. */
    static Path javaExecutable(String word, String searchPath) {
        if (!Path.of(word).endsWith("java")) {
            throw new Refusal("record", "command '" + word + "'", "a java executable first",
                "add -javaagent:rr.jar=record to the java command that '" + word + "' starts");
        }
        if (word.indexOf('/') >= 0) {
            if (Files.isExecutable(Path.of(word))) {
                return Path.of(word);
            }
        } else if (searchPath != null) {
            for (String folder : searchPath.split(File.pathSeparator)) {
                Path candidate = Path.of(folder, word);
                if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                    return candidate;
                }
            }
        }
        throw new Refusal("record", "no executable '" + word + "'", "a java executable", "give its path or put it on PATH");
    }
}
