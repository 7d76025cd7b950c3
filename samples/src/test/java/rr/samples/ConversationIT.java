package rr.samples;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import rr.samples.harness.Finished;
import rr.samples.harness.GuestRun;
import rr.samples.threads.ExceptionFromMain;

/** What rr itself says: without {@code quiet} it adds lines to standard error, and every one of them begins with {@code rr: }. */
class ConversationIT {
    @Test
    void onlyOwnLinesAreAdded() {
        try (GuestRun run = GuestRun.inDefaultConfiguration("onlyOwnLinesAreAdded")) {
            List<String> plain = run.plainCommand(List.of(), GuestRun.classPath(), List.of(ExceptionFromMain.class.getName()));
            Finished recorded = run.run("recording", GuestRun.withAgent(plain, "record,verify=off,trace=" + run.trace(1)));
            assertFalse(recorded.ownLines().isEmpty(), "a recording that is not quiet says where the trace is");
            Finished program = withoutOwnLines(recorded);
            Finished quiet = run.run("quiet-replay", run.replayCommand(run.trace(1)));
            run.assertEqual("quiet replay", quiet, program);
            Finished talking = run.run("replay", run.rr("replay", run.trace(1).toString()));
            run.assertEqual("replay without its own lines", withoutOwnLines(talking), program);
            run.succeed();
        }
    }

    @Test
    void agentOptionReplaysLikeTheCommand() {
        try (GuestRun run = GuestRun.inDefaultConfiguration("agentOptionReplaysLikeTheCommand")) {
            List<String> plain = run.plainCommand(List.of(), GuestRun.classPath(), List.of(ExceptionFromMain.class.getName()));
            Finished recorded = run.run("recording", run.recordCommand(plain, 1));
            run.run("prepare", run.rr("prepare", run.trace(1).toString()));
            List<String> typed = GuestRun.withAgent(plain, "replay,quiet,trace=" + run.trace(1));
            run.assertEqual("replay by the agent's option", run.run("replay", typed), recorded);
            run.succeed();
        }
    }

    private static Finished withoutOwnLines(Finished finished) {
        String rest = finished.errText().lines().filter(line -> !line.startsWith("rr: ")).map(line -> line + "\n").collect(Collectors.joining());
        return new Finished(finished.command(), finished.exit(), finished.out(), rest.getBytes(StandardCharsets.UTF_8));
    }
}
