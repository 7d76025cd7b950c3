package rr.agent.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import rr.agent.Refusal;
import rr.demo.TicketSale;

/** {@code rr demo}: a program whose threads race, run alone, recorded, and replayed. */
@Command(name = "demo", description = "Records a small program and replays it, to see that rr works here.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final int DIVERGED = 117;
    private static final int RUNS_ALONE = 3;
    private static final int REPLAYS = 2;

    private final Installation rr;

    @Spec
    private CommandSpec spec;

    DemoCommand(Installation rr) {
        this.rr = rr;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = unpackGuest().toString();
        Path trace = Traces.fresh("demo");

        List<String> program = List.of("-cp", classes, TicketSale.class.getName());
        out.println("alone:");
        for (int i = 0; i < RUNS_ALONE; i++) {
            show(out, run(java, program));
        }
        List<String> record = new ArrayList<>(List.of("-jar", rr.rrJar(), "record", "--quiet", "--trace", trace.toString(), "--",
            java));
        record.addAll(program);
        out.println("recorded:");
        String recorded = run(java, record);
        show(out, recorded);

        out.println("replayed:");
        boolean equal = true;
        for (int i = 0; i < REPLAYS; i++) {
            String replayed = run(java, List.of("-jar", rr.rrJar(), "replay", "--quiet", trace.toString()));
            show(out, replayed);
            equal &= replayed.equals(recorded);
        }
        out.println(equal ? "The replays are equal to the recording, byte for byte. The trace is " + trace
            : "THE REPLAYS DIFFER from the recording. The trace is " + trace);
        return equal ? 0 : DIVERGED;
    }

    private static void show(PrintWriter out, String output) {
        out.println("  " + output.stripTrailing());
        out.flush();
    }

    /** Runs java to its end; its standard output. Its errors are shown as they come. */
    private static String run(String java, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(arguments);
        command.add(0, java);
        Process process = new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new Refusal("demo", "exit code " + code + " of " + String.join(" ", command), "exit code 0",
                "read the lines above, then docs/errors.md");
        }
        return output;
    }

    /** The guest's class as a file beside the unpacked jar: it must not see rr's own classes on its class path. */
    private Path unpackGuest() throws IOException {
        String resource = TicketSale.class.getName().replace('.', '/') + ".class";
        Path classes = Path.of(rr.innerJar()).resolveSibling("demo");
        Path target = classes.resolve(resource);
        if (!Files.exists(target)) {
            Files.createDirectories(target.getParent());
            Path partial = target.resolveSibling(target.getFileName() + "." + ProcessHandle.current().pid());
            try (InputStream in = TicketSale.class.getResourceAsStream("/" + resource)) {
                Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        }
        return classes;
    }
}
