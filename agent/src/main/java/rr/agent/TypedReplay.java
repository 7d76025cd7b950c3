package rr.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A replay that the user typed, {@code java -javaagent:rr.jar=replay,trace=DIR …}. What {@code rr replay} does before it becomes the
 * program is done by a process of its own, before this one forks: it needs classes and threads that the replayed program's VM should not have.
 */
final class TypedReplay {
    private TypedReplay() {}

    /** Checks the trace against this VM, and makes its image if that is missing or stale; does not return if one of them fails. */
    static Path prepare(AgentOptions options, String innerJar) throws IOException {
        // Not from ProcessHandle, which would be initialised, with a pool of threads, in the replay alone.
        String pid = Files.readSymbolicLink(Path.of("/proc/self")).toString();
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-cp", innerJar, "rr.agent.cli.Main", "prepare",
            "--for-process", pid, "--collector", Native.collector()));
        if (options.anyBuild()) {
            command.add("--any-build");
        }
        if (options.trace() != null) {
            command.add(options.trace());
        }
        String trace = Native.prepare(command.toArray(new String[0]));
        if (trace == null) {
            Runtime.getRuntime().halt(Refusal.EXIT_CODE); // it has said why
        }
        return Path.of(trace);
    }
}
