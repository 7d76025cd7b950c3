package rr.samples.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One guest in one configuration, in a folder of its own under {@code target/guests}. The folder goes when the run is closed
 * after a success; after a failure it stays, with a script for each command that was run.
 */
public final class GuestRun implements AutoCloseable {
    /** Exit codes of rr itself. */
    public static final int DIVERGENCE = 117;

    public static final int UNUSABLE = 118;
    /** How a replay ends whose recording was cut, if the recorded program's status is unknown; rr says that it is. */
    public static final int END_LOST = 137;

    private static final Path ROOT = Path.of("target/guests").toAbsolutePath();

    private final String name;
    private final Path folder;
    private final Configuration configuration;
    private final Program program;
    private final Set<List<String>> commands = new LinkedHashSet<>();
    private int timeoutSeconds = 120;
    private boolean succeeded;

    public GuestRun(String name, Configuration configuration) {
        this.name = name;
        this.folder = ROOT.resolve(name + "-" + configuration);
        this.configuration = configuration;
        this.program = new Program(folder, configuration.jdk());
        try {
            delete(folder);
            Files.createDirectories(folder);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The first configuration (G1, all compilers) of the JDK that runs the tests: for tests that need no matrix. */
    public static GuestRun inDefaultConfiguration(String name) {
        return inDefaultConfiguration(name, Jdk.all().get(0));
    }

    /** The same of another JDK. */
    public static GuestRun inDefaultConfiguration(String name, Jdk jdk) {
        return new GuestRun(name, Configuration.matrix(jdk).get(0));
    }

    public GuestRun timeoutSeconds(int seconds) {
        timeoutSeconds = seconds;
        return this;
    }

    public Path folder() {
        return folder;
    }

    public Path trace(int recording) {
        return folder.resolve("trace-" + recording);
    }

    Configuration configuration() {
        return configuration;
    }

    Program program() {
        return program;
    }

    /** Where the guests' classes are. */
    public static String classPath() {
        return Path.of("target/classes").toAbsolutePath().toString();
    }

    /** The jar under test; the absence of it fails every test that needs it. */
    public static Path jar() {
        Path jar = Path.of(System.getProperty("rr.jar", "../agent/target/rr.jar")).toAbsolutePath().normalize();
        if (!Files.isRegularFile(jar)) {
            throw new AssertionError("no " + jar + ": build it (mvn package -pl agent -am) or name it with -Drr.jar=…");
        }
        return jar;
    }

    /** The command without rr. */
    public List<String> plainCommand(List<String> vm, String classPath, List<String> mainAndArguments) {
        List<String> command = new ArrayList<>();
        command.add(configuration.jdk().java());
        command.addAll(configuration.flags());
        command.addAll(vm);
        command.add("-cp");
        command.add(classPath);
        command.addAll(mainAndArguments);
        return command;
    }

    /** The same command under the agent with these options. */
    public static List<String> withAgent(List<String> plain, String options) {
        List<String> command = new ArrayList<>(plain);
        command.add(1, "-javaagent:" + jar() + "=" + options);
        return command;
    }

    public List<String> recordCommand(List<String> plain, int recording) {
        return withAgent(plain, "record,quiet,verify=off,trace=" + trace(recording));
    }

    /** {@code java -jar rr.jar WORDS…} */
    public List<String> rr(String... words) {
        List<String> command = new ArrayList<>(List.of(configuration.jdk().java(), "-jar", jar().toString()));
        command.addAll(List.of(words));
        return command;
    }

    public List<String> replayCommand(Path trace) {
        return rr("replay", "--quiet", trace.toString());
    }

    public Finished run(String name, List<String> command, Path stdin) {
        commands.add(command);
        try {
            return program.run(name, command, stdin, timeoutSeconds);
        } catch (AssertionError hang) {
            throw failure(hang.getMessage());
        }
    }

    public Finished run(String name, List<String> command) {
        return run(name, command, null);
    }

    /** A process with piped output, for tests that look at it while it runs. */
    public Process start(List<String> command) throws IOException {
        commands.add(command);
        return program.builder(command).start();
    }

    /** Fails if this is not a replay equal to that recording. */
    public void assertEqual(String name, Finished replayed, Finished recorded) {
        String difference = replayed.differenceFrom(recorded);
        if (difference != null) {
            throw failure(name + ": " + difference);
        }
    }

    /** An error that says how to do it again. */
    public AssertionError failure(String what) {
        StringBuilder text = new StringBuilder(what).append("\nkept: ").append(folder).append("\nto reproduce (the scripts there do the same):");
        for (List<String> command : commands) {
            text.append("\n  ").append(Program.commandLine(command));
        }
        return new AssertionError(text.toString());
    }

    /** To be called as the last thing: the folder is no longer needed. */
    public void succeed() {
        succeeded = true;
    }

    @Override
    public void close() {
        if (!Boolean.getBoolean("rr.plain")) {
            FidelityTable.note(name, configuration, succeeded);
        }
        if (succeeded) {
            try {
                delete(folder);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    /** Removes a folder and all in it, if it is there. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
