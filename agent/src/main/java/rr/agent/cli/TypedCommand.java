package rr.agent.cli;

import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import rr.agent.Refusal;
import rr.recorder.JavaCommand;
import rr.recorder.Provenance;
import rr.recorder.TraceHeader;

/** Compares the process of a replayed command that the user typed with the recorded one: what {@code rr replay} gets right by itself. */
final class TypedCommand {
    private final TraceHeader header;
    private final Provenance process;
    private final String collector;

    TypedCommand(TraceHeader header, Provenance process, String collector) {
        this.header = header;
        this.process = process;
        this.collector = collector;
    }

    /**
     * Checks JDK, collector, class path, program and arguments.
     *
     * @throws Refusal naming the first difference
     */
    void check() {
        Map<String, Object> present = process.jdk();
        for (String line : RecordedEnvironment.BUILD) {
            Object then = header.jdk().get(line);
            Object now = present.get(line);
            if (then != null && now != null && !then.equals(now)) {
                throw new Refusal("JDK at " + present.get("home"), line + " " + now, then + " as recorded",
                    "replay with the JDK at " + header.jdk().get("home"));
            }
        }
        String then = header.string("collector", "");
        if (!then.isEmpty() && !collector.isEmpty() && !then.equals(collector)) {
            throw new Refusal("collector", collector, then + " as recorded", "give -XX:+" + then + " and no other collector");
        }
        checkProgram();
    }

    private void checkProgram() {
        JavaCommand recorded = new JavaCommand(header.command());
        JavaCommand typed = new JavaCommand(process.command());
        if (recorded.hasFiles() || typed.hasFiles()) {
            return; // options, or all of it, come from files that may have changed
        }
        Path folder = process.workingDirectory();
        if (folder != null) {
            requireSame("class path", paths(typed.classPath(process.environment(), folder)),
                paths(recorded.classPath(header.environment(), header.workingDirectory())));
        }
        requireSame("program", String.join(" ", typed.program()), String.join(" ", recorded.program()));
    }

    private static String paths(Set<Path> paths) {
        return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static void requireSame(String what, String now, String then) {
        if (!now.equals(then)) {
            throw new Refusal(what, now, then + " as recorded", "type what was recorded, or use rr replay");
        }
    }
}
