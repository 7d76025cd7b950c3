package rr.samples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import rr.samples.harness.Finished;
import rr.samples.harness.Guest;
import rr.samples.harness.GuestRun;
import rr.samples.process.Exits;
import rr.samples.process.Signals;
import rr.samples.threads.Endless;

/** Signals, and ends of the program for which threads race. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SignalsIT {
    private static final int LINES_BEFORE_THE_SIGNAL = 500;

    @Guest(main = Signals.class, exit = 3, recordings = 2)
    void signals() {}

    @Guest(main = Exits.class, args = "exits", exit = {10, 11, 12, 13}, recordings = 2)
    void exits() {}

    @Guest(main = Exits.class, args = "halt", exit = 21, recordings = 2)
    void haltInHook() {}

    @Guest(main = Exits.class, args = "uncaught", exit = 1, recordings = 2)
    void uncaughtExceptions() {}

    @Guest(main = Exits.class, args = "input", stdin = "x")
    void closedInput() {}

    @Test
    void terminated() throws IOException, InterruptedException {
        endedBy("TERM", 143);
    }

    @Test
    void interrupted() throws IOException, InterruptedException {
        endedBy("INT", 130);
    }

    @Test
    void hungUp() throws IOException, InterruptedException {
        endedBy("HUP", 129);
    }

    /** Handlers of the program's own, then hooks. */
    private static void endedBy(String signal, int status) throws IOException, InterruptedException {
        try (GuestRun run = GuestRun.inDefaultConfiguration("SignalsIT.endedBy" + signal)) {
            check(run, List.of(Signals.class.getName(), "wait"), "ready for signals", 1, List.of("USR2", "USR2", signal), status);
            run.succeed();
        }
    }

    /** No handler and no hook: the VM ends a program that is busy. */
    @Test
    void terminatedWhileItPrints() throws IOException, InterruptedException {
        try (GuestRun run = GuestRun.inDefaultConfiguration("SignalsIT.terminatedWhileItPrints")) {
            check(run, List.of(Endless.class.getName()), "line", LINES_BEFORE_THE_SIGNAL, List.of("TERM"), 143);
            run.succeed();
        }
    }

    /** Sends the signals once the program has printed so many lines that begin with a text. The recording is complete: its replay is equal to the end. */
    private static void check(GuestRun run, List<String> main, String text, int lines, List<String> signals, int status) throws IOException, InterruptedException {
        // Whoever starts the tests may ignore signals (nohup, background jobs): a VM that finds one ignored leaves it so.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=HUP,INT,TERM,USR2"));
        command.addAll(run.recordCommand(run.plainCommand(List.of(), GuestRun.classPath(), main), 1));
        Process process = run.start(command);
        StringBuilder out = new StringBuilder();
        byte[] err;
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int seen = 0;
            for (String line; (line = reader.readLine()) != null;) {
                out.append(line).append('\n');
                if (line.startsWith(text) && ++seen == lines) {
                    for (String signal : signals) {
                        send(process, signal);
                    }
                }
            }
            err = process.getErrorStream().readAllBytes();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw run.failure("the program goes on after " + signals);
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        Finished recorded = new Finished(List.of(), process.waitFor(), out.toString().getBytes(StandardCharsets.UTF_8), err);
        if (recorded.exit() != status) {
            throw run.failure("the recording ended with " + recorded.exit() + " instead of " + status + "\n" + recorded.outText() + recorded.errText());
        }
        for (int i = 1; i <= 2; i++) {
            run.assertEqual("replay " + i, run.run("replay-" + i, run.replayCommand(run.trace(1))), recorded);
        }
    }

    private static void send(Process process, String signal) throws IOException, InterruptedException {
        if (new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).inheritIO().start().waitFor() != 0) {
            throw new AssertionError("kill -" + signal + " failed");
        }
        Thread.sleep(20); // two of a kind that come at once are one
    }
}
