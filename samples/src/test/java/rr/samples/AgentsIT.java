package rr.samples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import rr.samples.agents.Coverage;
import rr.samples.agents.LockingAgent;
import rr.samples.agents.SelfAttach;
import rr.samples.harness.Finished;
import rr.samples.harness.Guest;
import rr.samples.harness.GuestRun;
import rr.samples.threads.Endless;

/** Other agents in the recorded JVM, and tools that attach to it. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgentsIT {
    /** The VM's own warnings about such programs are off. */
    @Guest(main = SelfAttach.class, vm = {"-XX:+EnableDynamicAgentLoading", "-XX:+UnlockDiagnosticVMOptions", "-XX:-PrintWarnings"}, recordings = 2)
    void selfAttach() {}

    @Guest(main = SelfAttach.class, args = "by itself", vm = {"-Djdk.attach.allowAttachSelf=true", "-XX:+EnableDynamicAgentLoading", "-XX:+UnlockDiagnosticVMOptions",
        "-XX:-PrintWarnings"})
    void selfAttachInside() {}

    @Test
    void behindTheRecorder() throws IOException {
        try (GuestRun run = GuestRun.inDefaultConfiguration("AgentsIT.behindTheRecorder")) {
            assertReplays(run, with(Coverage.class, run), 1, "session ");
            run.succeed();
        }
    }

    /** What an agent draws before the recorder starts is not recorded. That is said when it is recorded, and again where it shows. */
    @Test
    void beforeTheRecorder() throws IOException {
        try (GuestRun run = GuestRun.inDefaultConfiguration("AgentsIT.beforeTheRecorder")) {
            List<String> command = new ArrayList<>(with(Coverage.class, run));
            int agent = command.indexOf("-cp") - 1;
            command.add(agent + 1, "-javaagent:" + GuestRun.jar() + "=record,verify=off,trace=" + run.trace(1));
            Finished recorded = run.run("recording", command);
            if (recorded.exit() != 0 || !recorded.errText().contains("rr: agents: found -javaagent:")) {
                throw run.failure("the recording ended with " + recorded.exit() + "\n" + recorded.errText());
            }
            Finished replayed = run.run("replay", run.replayCommand(run.trace(1)));
            if (replayed.exit() != GuestRun.DIVERGENCE || !replayed.errText().contains("agent before rr")) {
                throw run.failure("the replay ended with " + replayed.exit() + "\n" + replayed.outText() + replayed.errText());
            }
            run.succeed();
        }
    }

    /** A transformer makes no events, and needs a monitor that a thread has which waits for its turn. */
    @Test
    void lockingTransformer() throws IOException {
        try (GuestRun run = GuestRun.inDefaultConfiguration("AgentsIT.lockingTransformer")) {
            List<String> plain = with(LockingAgent.class, run);
            for (int i = 1; i <= 4; i++) {
                assertReplays(run, plain, i, "; steps ");
            }
            run.succeed();
        }
    }

    /** Records the command, whose output must hold that text, and replays it. */
    private static void assertReplays(GuestRun run, List<String> plain, int recording, String text) {
        Finished recorded = run.run("recording " + recording, run.recordCommand(plain, recording));
        if (recorded.exit() != 0 || !recorded.outText().contains(text)) {
            throw run.failure("the recording ended with " + recorded.exit() + "\n" + recorded.outText() + recorded.errText());
        }
        run.assertEqual("replay " + recording, run.run("replay " + recording, run.replayCommand(run.trace(recording))), recorded);
    }

    /** The command that runs a program which is its own agent. */
    private static List<String> with(Class<?> agent, GuestRun run) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", agent.getName());
        Path jar = run.folder().resolve("agent.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return run.plainCommand(List.of("-javaagent:" + jar), GuestRun.classPath(), List.of(agent.getName()));
    }

    /** The JDK's tools find the program by the pid that the user sees, and leave no trace in the recording. */
    @Test
    void tools() throws IOException, InterruptedException {
        try (GuestRun run = GuestRun.inDefaultConfiguration("AgentsIT.tools")) {
            List<String> plain = run.plainCommand(List.of(), GuestRun.classPath(), List.of(Endless.class.getName()));
            Process process = run.start(run.recordCommand(plain, 1));
            StringBuilder out = new StringBuilder();
            byte[] err;
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                out.append(reader.readLine()).append('\n');
                String pid = Long.toString(process.pid());
                ask(run, plain, pid + " " + Endless.class.getName(), "jps", "-l");
                ask(run, plain, "\"main\"", "jstack", pid);
                ask(run, plain, "java.lang.String", "jmap", "-histo", pid);
                ask(run, plain, "java.specification.version", "jcmd", pid, "VM.system_properties");
                process.toHandle().destroy(); // SIGTERM; unlike that of a Process it leaves the streams open
                for (String line; (line = reader.readLine()) != null;) {
                    out.append(line).append('\n');
                }
                err = process.getErrorStream().readAllBytes();
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    throw run.failure("the program goes on after SIGTERM");
                }
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            Finished recorded = new Finished(List.of(), process.waitFor(), out.toString().getBytes(StandardCharsets.UTF_8), err);
            run.assertEqual("replay", run.run("replay", run.replayCommand(run.trace(1))), recorded);
            run.succeed();
        }
    }

    private static void ask(GuestRun run, List<String> plain, String expected, String tool, String... arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(plain.get(0)).resolveSibling(tool).toString()));
        command.addAll(List.of(arguments));
        Finished answer = run.run(tool, command);
        if (answer.exit() != 0 || !answer.outText().contains(expected)) {
            throw run.failure(tool + " ended with " + answer.exit() + "\n" + answer.outText() + answer.errText());
        }
    }
}
