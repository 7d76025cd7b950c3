package rr.samples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import rr.samples.harness.Finished;
import rr.samples.harness.GuestRun;
import rr.samples.threads.Endless;

/** Recordings whose processes are killed: the trace says that its end is not clean, and replays up to about there. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KilledIT {
    private static final int LINES_BEFORE_THE_KILL = 500;
    private static final int MOST_CHARACTERS = 64 << 20;

    @Test
    void primary() throws IOException, InterruptedException {
        check("primary", process -> primaryOf(process).destroyForcibly());
    }

    @Test
    void coordinator() throws IOException, InterruptedException {
        check("coordinator", process -> process.toHandle().destroyForcibly());
    }

    /** A fork of the coordinator, so it has the same command line; the scribe has another one. */
    private static ProcessHandle primaryOf(Process coordinator) {
        Optional<String[]> arguments = coordinator.info().arguments();
        return coordinator.children()
                .filter(child -> child.info().arguments().map(List::of).equals(arguments.map(List::of)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no primary among " + coordinator.children().map(ProcessHandle::info).toList()));
    }

    private static void check(String name, Consumer<Process> killer) throws IOException, InterruptedException {
        try (GuestRun run = GuestRun.inDefaultConfiguration("KilledIT." + name)) {
            List<String> plain = run.plainCommand(List.of(), GuestRun.classPath(), List.of(Endless.class.getName()));
            String printed = recordAndKill(run, run.recordCommand(plain, 1), killer);
            Finished info = run.run("info", run.rr("info", run.trace(1).toString()));
            if (info.exit() != 0 || !saysNotClean(info.outText())) {
                throw run.failure("info does not say that the end is not clean (exit " + info.exit() + "):\n" + info.outText() + info.errText());
            }
            checkTimelines(run);
            Finished replayed = run.run("replay", run.replayCommand(run.trace(1)));
            String replayedText = replayed.outText();
            if (replayedText.isEmpty() || !agree(printed, replayedText)) {
                throw run.failure("the replay printed " + replayedText.length() + " bytes that are no prefix of the " + printed.length()
                        + " recorded ones, exit " + replayed.exit() + "\n" + replayed.errText());
            }
            if (replayed.exit() != GuestRun.END_LOST) {
                throw run.failure("the replay ended with " + replayed.exit() + " instead of " + GuestRun.END_LOST + "\n" + replayed.errText());
            }
            run.succeed();
        }
    }

    /** What is left is drawn, too; the page, its style, its scripts and the names of library calls are in the jar. */
    private static void checkTimelines(GuestRun run) throws IOException {
        Path page = run.folder().resolve("timeline.html");
        Path chrome = run.folder().resolve("timeline.json");
        for (Path file : List.of(page, chrome)) {
            Finished drawn = run.run("timeline", run.rr("timeline", run.trace(1).toString(), "-o", file.toString()));
            if (drawn.exit() != 0 || !drawn.outText().isEmpty()) {
                throw run.failure("no timeline (exit " + drawn.exit() + "):\n" + drawn.outText() + drawn.errText());
            }
        }
        if (!Files.readString(page).contains("class View") || !Files.readString(chrome).contains("\"name\":\"write\"")) {
            throw run.failure("the timelines lack something: " + page + ", " + chrome);
        }
    }

    private static String recordAndKill(GuestRun run, List<String> command, Consumer<Process> killer) throws IOException, InterruptedException {
        Process process = run.start(command);
        List<ProcessHandle> others = List.of();
        StringBuilder printed = new StringBuilder();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < LINES_BEFORE_THE_KILL; i++) {
                String line = out.readLine();
                if (line == null) {
                    throw run.failure("the program ended before it was killed: "
                            + new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
                }
                printed.append(line).append('\n');
            }
            others = process.descendants().toList();
            killer.accept(process);
            char[] rest = new char[8_192];
            for (int n = out.read(rest); n >= 0; n = out.read(rest)) { // ends when all that could write have ended
                printed.append(rest, 0, n);
                if (printed.length() > MOST_CHARACTERS) {
                    throw run.failure("the program still prints after the kill");
                }
            }
            for (ProcessHandle other : others) {
                other.onExit().orTimeout(60, TimeUnit.SECONDS).join(); // the scribe finishes the trace, then ends by itself
            }
            process.waitFor();
        } finally {
            others.forEach(ProcessHandle::destroyForcibly);
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return printed.toString();
    }

    private static boolean saysNotClean(String info) {
        return info.lines().anyMatch(line -> line.startsWith("state") && !line.matches("state +(ok|clean|complete)\\b.*"));
    }

    /** Equal as far as both go; the replay may be ahead by the write during which the kill came. */
    private static boolean agree(String recorded, String replayed) {
        if (replayed.length() <= recorded.length()) {
            return recorded.startsWith(replayed);
        }
        return replayed.startsWith(recorded) && replayed.substring(recorded.length()).lines().count() <= 1;
    }
}
