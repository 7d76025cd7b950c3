package rr.samples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import rr.samples.harness.Finished;
import rr.samples.harness.GuestRun;
import rr.samples.monitors.TwoThreadsOneLock;
import rr.samples.monitors.WaitNotify;

/** Replays that cannot be right: each ends with 117 or 118 and a line that names what is wrong. */
class RefusedIT {
    private static final String SOURCE = """
            public class Changing {
                public static void main(String[] args) throws InterruptedException {
                    StringBuffer order = new StringBuffer();
                    Thread[] threads = new Thread[2];
                    for (int i = 0; i < 2; i++) {
                        int self = i;
                        threads[i] = new Thread(() -> {
                            for (int j = 0; j < ROUNDS; j++) {
                                order.append(self);
                            }
                        });
                        threads[i].start();
                    }
                    for (Thread thread : threads) {
                        thread.join();
                    }
                    System.out.println(order);
                }
            }
            """;

    /** Another number of rounds: other events, other output. */
    @Test
    void changedClass() throws IOException {
        try (GuestRun run = GuestRun.inDefaultConfiguration("RefusedIT.changedClass")) {
            Path classes = Files.createDirectories(run.folder().resolve("classes"));
            compile(classes, SOURCE.replace("ROUNDS", "300"));
            List<String> plain = run.plainCommand(List.of(), classes.toString(), List.of("Changing"));
            Finished recorded = run.run("recording", run.recordCommand(plain, 1));
            run.assertEqual("replay of the same class", run.run("same", run.replayCommand(run.trace(1))), recorded);
            compile(classes, SOURCE.replace("ROUNDS", "301"));
            Finished replayed = run.run("changed", run.replayCommand(run.trace(1)));
            assertRefused(run, replayed, GuestRun.DIVERGENCE, GuestRun.UNUSABLE);
            if (replayed.ownLines().stream().noneMatch(line -> line.contains("Changing") || line.contains(classes.toString()))) {
                throw run.failure("no line names the class or its folder:\n" + replayed.errText());
            }
            run.succeed();
        }
    }

    @Test
    void anotherProgram() {
        try (GuestRun run = GuestRun.inDefaultConfiguration("RefusedIT.anotherProgram")) {
            List<String> plain = run.plainCommand(List.of(), GuestRun.classPath(), List.of(TwoThreadsOneLock.class.getName()));
            run.run("recording", run.recordCommand(plain, 1));
            run.run("prepare", run.rr("prepare", run.trace(1).toString()));
            List<String> other = new ArrayList<>(plain);
            other.set(other.size() - 1, WaitNotify.class.getName());
            assertRefused(run, run.run("other-main", GuestRun.withAgent(other, "replay,quiet,trace=" + run.trace(1))), GuestRun.DIVERGENCE, GuestRun.UNUSABLE);
            List<String> collector = new ArrayList<>(plain);
            collector.replaceAll(word -> word.equals("-XX:+UseG1GC") ? "-XX:+UseSerialGC" : word);
            assertRefused(run, run.run("other-collector", GuestRun.withAgent(collector, "replay,quiet,trace=" + run.trace(1))), GuestRun.UNUSABLE);
            run.succeed();
        }
    }

    @Test
    void noTrace() throws IOException {
        try (GuestRun run = GuestRun.inDefaultConfiguration("RefusedIT.noTrace")) {
            assertRefused(run, run.run("missing", run.replayCommand(run.trace(1))), GuestRun.UNUSABLE);
            Files.createDirectories(run.trace(2));
            assertRefused(run, run.run("empty", run.replayCommand(run.trace(2))), GuestRun.UNUSABLE);
            Files.writeString(run.trace(3), "not a folder");
            assertRefused(run, run.run("file", run.replayCommand(run.trace(3))), GuestRun.UNUSABLE);
            run.succeed();
        }
    }

    private static void assertRefused(GuestRun run, Finished replayed, int... codes) {
        for (int code : codes) {
            if (replayed.exit() == code && !replayed.ownLines().isEmpty()) {
                return;
            }
        }
        throw run.failure("not refused: exit " + replayed.exit() + ", own lines " + replayed.ownLines() + "\n" + replayed.errText());
    }

    private static void compile(Path classes, String source) throws IOException {
        Path file = Files.write(classes.resolve("Changing.java"), source.getBytes(StandardCharsets.UTF_8));
        int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", classes.toString(), file.toString());
        if (result != 0) {
            throw new AssertionError("javac ended with " + result);
        }
    }
}
