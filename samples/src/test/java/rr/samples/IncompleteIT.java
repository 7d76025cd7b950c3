package rr.samples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import rr.samples.files.StandardInput;
import rr.samples.harness.Finished;
import rr.samples.harness.GuestRun;

/** Recordings that cannot be written to their end: the program does as without rr, and rr's only line says what the trace lacks. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IncompleteIT {
    private static final String[] STRESS = {Stress.class.getName(), "20"};

    @Test
    void limitReached() throws IOException {
        try (GuestRun run = GuestRun.inDefaultConfiguration("IncompleteIT.limitReached")) {
            Finished recorded = run.run("recording", GuestRun.withAgent(plain(run, STRESS), "record,verify=off,limit=5k,trace=" + run.trace(1)));
            check(run, recorded, run.trace(1), "found its limit of 5120 bytes reached; expected ");
            Finished info = run.run("info", run.rr("info", run.trace(1).toString()));
            if (!info.outText().contains("its limit of 5120 bytes reached")) {
                throw run.failure("info does not tell:\n" + info.outText() + info.errText());
            }
            run.succeed();
        }
    }

    /** In a name space of its own, with a small disk; not every system lets users make one. */
    @Test
    void diskFull() throws IOException {
        try (GuestRun run = GuestRun.inDefaultConfiguration("IncompleteIT.diskFull")) {
            Path disk = Files.createDirectories(run.folder().resolve("disk"));
            String mount = "mount -t tmpfs -o size=300k tmpfs \"$0\"";
            Finished tried = run.run("mount", List.of("unshare", "-rm", "sh", "-c", mount, disk.toString()));
            Assumptions.assumeTrue(tried.exit() == 0, tried.errText());
            Path trace = disk.resolve("trace");
            List<String> command = new ArrayList<>(List.of("unshare", "-rm", "sh", "-c", mount + " && exec \"$@\"", disk.toString()));
            command.addAll(GuestRun.withAgent(plain(run, STRESS), "record,verify=off,trace=" + trace));
            check(run, run.run("recording", command), trace, "found the disk full (");
            run.succeed();
        }
    }

    @Test
    void writerKilled() throws IOException, InterruptedException {
        try (GuestRun run = GuestRun.inDefaultConfiguration("IncompleteIT.writerKilled")) {
            List<String> command = GuestRun.withAgent(plain(run, StandardInput.class.getName()), "record,verify=off,trace=" + run.trace(1));
            Process program = run.start(command);
            try {
                ProcessHandle writer = writerOf(program, run);
                writer.destroyForcibly();
                writer.onExit().orTimeout(60, TimeUnit.SECONDS).join();
                program.getOutputStream().write("one\ntwo\n".getBytes(StandardCharsets.US_ASCII));
                program.getOutputStream().close();
                byte[] out = program.getInputStream().readAllBytes();
                byte[] err = program.getErrorStream().readAllBytes();
                check(run, new Finished(command, program.waitFor(), out, err), run.trace(1), "found the process that writes it ended by signal 9; expected ");
            } finally {
                program.descendants().forEach(ProcessHandle::destroyForcibly);
                program.destroyForcibly();
            }
            run.succeed();
        }
    }

    private static ProcessHandle writerOf(Process program, GuestRun run) throws InterruptedException {
        for (int tries = 0; tries < 6_000 && program.isAlive(); tries++) {
            for (ProcessHandle child : program.children().toList()) {
                if (child.info().commandLine().orElse("").contains("rr.recorder.Scribe")) {
                    return child;
                }
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        throw run.failure("no process that writes the trace");
    }

    @Test
    void folderThatCannotBeMade() throws IOException {
        try (GuestRun run = GuestRun.inDefaultConfiguration("IncompleteIT.folderThatCannotBeMade")) {
            Files.writeString(run.trace(1), "a file in the way");
            for (Path trace : List.of(run.trace(1), run.trace(1).resolve("below"), Path.of("/proc/none"))) {
                Finished refused = run.run("recording", GuestRun.withAgent(plain(run, STRESS), "record,verify=off,trace=" + trace));
                boolean told = refused.errText().startsWith("rr: trace folder " + trace + ": found ") && refused.errText().lines().count() == 1;
                if (refused.exit() != GuestRun.UNUSABLE || !told || refused.out().length != 0) {
                    throw run.failure("exit " + refused.exit() + "\n" + refused.outText() + refused.errText());
                }
            }
            run.succeed();
        }
    }

    private static List<String> plain(GuestRun run, String... mainAndArguments) {
        return run.plainCommand(List.of(), GuestRun.classPath(), List.of(mainAndArguments));
    }

    private static void check(GuestRun run, Finished recorded, Path trace, String problem) {
        String expected = "rr: trace " + trace + ": " + problem;
        if (recorded.exit() != 0 || recorded.out().length == 0 || recorded.errText().lines().count() != 1 || !recorded.errText().startsWith(expected)) {
            throw run.failure("exit " + recorded.exit() + ", " + recorded.out().length + " bytes of output, standard error is not a line with '" + expected + "':\n"
                    + recorded.errText());
        }
    }
}
