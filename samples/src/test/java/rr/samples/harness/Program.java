package rr.samples.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Starts programs with a time limit; their output goes to files beside each other in one folder. */
public final class Program {
    private static final int JSTACK_SECONDS = 15;

    private final Path folder;
    private final Jdk jdk;

    Program(Path folder, Jdk jdk) {
        this.folder = folder;
        this.jdk = jdk;
    }

    /** Runs the command to its end; one that takes too long is killed after its stacks were taken, and fails the test. */
    public Finished run(String name, List<String> command, Path stdin, int timeoutSeconds) {
        Path out = folder.resolve(name + ".out");
        Path err = folder.resolve(name + ".err");
        try {
            Files.writeString(folder.resolve(name + ".sh"), shell(command, stdin));
            Process process = builder(command)
                    .redirectInput(stdin == null ? Path.of("/dev/null").toFile() : stdin.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
                String stacks = stacks(process);
                kill(process);
                Files.writeString(folder.resolve(name + ".stacks"), stacks);
                throw new AssertionError(name + " still ran after " + timeoutSeconds + " s\n" + stacks);
            }
            return new Finished(command, process.exitValue(), Files.readAllBytes(out), Files.readAllBytes(err));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException failure) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while " + name + " ran", failure);
        }
    }

    /** For a command whose output the test reads itself. */
    ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.remove("JAVA_TOOL_OPTIONS"); // the VM announces it on stderr
        environment.remove("JDK_JAVA_OPTIONS");
        environment.put("RR_GUEST", "yes");
        return builder;
    }

    /** Ends a process that was started here, and all that it started. */
    static void kill(Process process) {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    private String stacks(Process process) throws IOException, InterruptedException {
        List<ProcessHandle> all = new ArrayList<>();
        all.add(process.toHandle());
        process.descendants().forEach(all::add);
        StringBuilder text = new StringBuilder();
        for (ProcessHandle each : all) {
            text.append("== ").append(each.pid()).append(' ').append(each.info().commandLine().orElse("")).append('\n');
            text.append(kernelStates(each.pid()));
            text.append(jstack(each.pid()));
        }
        return text.toString();
    }

    /** A process that is not a working JVM does not answer jstack, so this has a limit of its own. */
    private String jstack(long pid) throws IOException, InterruptedException {
        Path output = folder.resolve("jstack-" + pid + ".txt");
        Process jstack = new ProcessBuilder(jdk.jstack(), "-l", Long.toString(pid))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!jstack.waitFor(JSTACK_SECONDS, TimeUnit.SECONDS)) {
            jstack.destroyForcibly();
            return "no answer to jstack\n";
        }
        return Files.readString(output);
    }

    private static String kernelStates(long pid) {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks.toList()) {
                text.append("task ").append(task.getFileName()).append(' ').append(read(task.resolve("comm"))).append(" in ").append(read(task.resolve("wchan"))).append('\n');
            }
        } catch (IOException gone) {
            text.append("no tasks: ").append(gone.getMessage()).append('\n');
        }
        return text.toString();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        } catch (IOException gone) {
            return "?";
        }
    }

    private String shell(List<String> command, Path stdin) {
        return "cd " + quote(folder.toString()) + " && RR_GUEST=yes " + commandLine(command) + " < " + (stdin == null ? "/dev/null" : quote(stdin.toString())) + "\n";
    }

    static String commandLine(List<String> command) {
        StringBuilder line = new StringBuilder();
        for (String word : command) {
            line.append(line.length() == 0 ? "" : " ").append(quote(word));
        }
        return line.toString();
    }

    private static String quote(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
