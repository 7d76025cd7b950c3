package rr.agent.races;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import rr.agent.table.SkippedClasses;

/**
 * The replay that looks for races, run as a child: what the program writes is left out, what rr says is not.
 *
 * @param exitCode of the child
 * @param said     what rr has said, which it does only about what went wrong
 */
public record ObservedReplay(int exitCode, List<String> said) {
    private static final String OWN_LINE = "rr: ";

    /** Runs it to its end, which may be a divergence. {@code aloud}: what rr says is said here, too. */
    public static ObservedReplay run(Path executable, List<String> command, Map<String, String> environment, Path folder, boolean aloud)
        throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(command);
        arguments.set(0, executable.toString());
        ProcessBuilder builder = new ProcessBuilder(arguments).directory(folder.toFile()).redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        Thread end = new Thread(process::destroy, "end of the replay");
        Runtime.getRuntime().addShutdownHook(end); // it must not outlive the command
        List<String> said = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(OWN_LINE)) {
                    said.add(line);
                    if (aloud) {
                        System.err.println(line);
                    }
                }
            }
        }
        int exitCode = process.waitFor();
        Runtime.getRuntime().removeShutdownHook(end);
        return new ObservedReplay(exitCode, said);
    }

    /** Where it diverged; null if that is not known, or if it did not. */
    public Divergence divergence() {
        return said.isEmpty() ? null : Divergence.in(said.get(0));
    }

    /** The races that it has found. */
    public static List<Race> found(Path findings) throws IOException {
        SkippedClasses skipped = new SkippedClasses();
        List<Race> races = new ArrayList<>(Race.read(Files.readAllLines(findings)));
        races.removeIf(race -> race.isUnseen(skipped));
        return races;
    }
}
