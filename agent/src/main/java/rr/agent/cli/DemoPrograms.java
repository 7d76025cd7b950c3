package rr.agent.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import rr.agent.Refusal;

/** The programs of the demonstration, unpacked, and the commands that run them. */
final class DemoPrograms {
    private static final String PACKAGE = "rr.samples.demo.";
    /** The names of the class files, made by the build. */
    private static final String INDEX = "/rr/agent/demo-classes.txt";
    /** The programs end after a second; a run that takes so long hangs. */
    private static final int PATIENCE_SECONDS = 60;
    /** Options meant for other programs, and announced on stderr. */
    private static final List<String> OPTION_VARIABLES = List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

    private final Installation rr;
    private final String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private final Path classes;

    /** How a run ended, and what it wrote. */
    record Outcome(int exit, String out, String err) {
    }

    DemoPrograms(Installation rr) throws IOException {
        this.rr = rr;
        // As files: the programs must not see rr's own classes on their class path.
        this.classes = Path.of(rr.innerJar()).resolveSibling("demo");
        unpack();
    }

    private void unpack() throws IOException {
        Path folder = Files.createDirectories(classes.resolve(PACKAGE.replace('.', '/')));
        for (String name : new String(resource(INDEX), StandardCharsets.UTF_8).split("\\s+")) {
            Path target = folder.resolve(name);
            if (!Files.exists(target)) {
                Path partial = folder.resolve(name + "." + ProcessHandle.current().pid());
                Files.write(partial, resource("/" + PACKAGE.replace('.', '/') + name));
                Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = DemoPrograms.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("rr.jar has no " + name);
            }
            return in.readAllBytes();
        }
    }

    /** Records one run. */
    Outcome record(String main, Path trace) throws IOException, InterruptedException {
        return run(List.of("-jar", rr.rrJar(), "record", "--quiet", "--verify", "off", "--trace", trace.toString(), "--", java, "-cp", classes.toString(), PACKAGE + main));
    }

    /** Replays a run, with these options more. */
    Outcome replay(Path trace, List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("-jar", rr.rrJar(), "replay", "--quiet"));
        command.addAll(options);
        command.add(trace.toString());
        return run(command);
    }

    private Outcome run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(arguments);
        command.add(0, java);
        ProcessBuilder builder = new ProcessBuilder(command).redirectInput(new File("/dev/null"));
        OPTION_VARIABLES.forEach(builder.environment()::remove);
        Process process = builder.start();
        CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()), DemoPrograms::start);
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), DemoPrograms::start);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
            throw new Refusal("demo", "no end within " + PATIENCE_SECONDS + " s of " + String.join(" ", command), "an end",
                "run that command by itself");
        }
        return new Outcome(process.exitValue(), out.join(), err.join());
    }

    /** Each pipe needs a reader at once: the common pool has one thread only where there are two processors. */
    private static void start(Runnable reader) {
        Thread thread = new Thread(reader, "reader");
        thread.setDaemon(true);
        thread.start();
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
