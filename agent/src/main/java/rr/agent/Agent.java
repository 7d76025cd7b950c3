package rr.agent;

import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import rr.agent.weave.Observation;
import rr.agent.weave.OrderedFields;
import rr.agent.weave.WeaveCache;
import rr.recorder.CacheFiles;
import rr.runtime.Start;
import rr.runtime.trace.ShmLayout;

/**
 * Entry of the agent inside its isolated loader; {@code rr.boot.Launcher} calls it. First it forks, then it weaves: the
 * coordinator's JDK classes stay as they are.
 */
public final class Agent implements BiConsumer<Instrumentation, String[]> {
    private static final int RECORD = 1;
    private static final int REPLAY = 2;
    /** What the shared memory has room for. */
    private static final int LONGEST_TRACE = ShmLayout.CONTROL_TRACE_DIR_SIZE - 1;

    /** Starts recording or replaying this process; with the agent's arguments, the paths of inner.jar, of the native library and of rr.jar. */
    @Override
    public void accept(Instrumentation instrumentation, String[] start) {
        try {
            start(AgentOptions.parse(start[0]), instrumentation, start[1], start[2], start[3]);
        } catch (Refusal e) {
            System.err.println("rr: " + e.getMessage());
            Runtime.getRuntime().halt(Refusal.EXIT_CODE);
        }
    }

    @SuppressWarnings("restricted") // System.load, since 24
    private static void start(AgentOptions options, Instrumentation instrumentation, String innerJar, String nativeLibrary, String rrJar) {
        boolean replay = options.mode() == AgentOptions.Mode.REPLAY;
        boolean observed = options.races() != null;
        try {
            CacheFiles caches = CacheFiles.of(Path.of(innerJar));
            Map<String, Class<?>> runtime;
            WeaveCache woven;
            OrderedFields racing;
            Path unwoven;
            Internals.open(instrumentation);
            refuseFlightRecorder();
            String before = agentBefore();
            if (before != null && !replay && !options.quiet()) {
                System.err.println("rr: agents: found " + before + " before rr; expected rr's -javaagent to come first: what an agent computes before rr starts is not"
                    + " recorded, and a replay that shows it diverges; do put rr's first");
            }
            NativeAccess access = new NativeAccess();
            try {
                System.load(nativeLibrary);
                Path trace = !replay ? newTrace(options) : options.prepared() ? Path.of(options.trace()) : TypedReplay.prepare(options, innerJar);
                racing = RacingFields.of(trace, replay);
                unwoven = replay ? null : trace;
                check("shared memory", Native.open(replay ? REPLAY : RECORD, trace.toString(), options.quiet(), before != null, options.limitBytes()));
                check("fork", Native.fork(replay ? null : Path.of(System.getProperty("java.home"), "bin", "java").toString(), innerJar,
                    caches.scribeArchive().toString(), new String[] {"rrJar=" + rrJar, "verify=" + options.verify()}));
                woven = WeaveCache.open(observed ? null : Native.contents(caches.woven().toString()), caches.key());
                runtime = BootClasses.define(instrumentation, innerJar, observed);
                if (replay) {
                    check("trace " + trace, Native.openImage(trace.resolve("replay.img").toString()));
                    check("option at", options.stacksAt() == null ? null : Native.stacksAt(options.stacksAt()));
                }
                check("option races", observed ? Native.observe(options.races()) : null);
                check("Java VM", Native.bind(runtime.get("Shim"), runtime.get("Threads"), runtime.get("Reflections"), runtime.get("Weaving")));
            } finally {
                access.revoke();
            }
            for (Class<?> c : runtime.values()) {
                Class.forName(c.getName(), true, null); // no initialiser may run inside a hook
            }
            new Transformer(woven, racing, observed ? new Observation() : null, replay, hasPristineJdk(), unwoven).begin(instrumentation);
            Start.begin(Agent.class.getClassLoader());
        } catch (IOException | ReflectiveOperationException | UnmodifiableClassException e) {
            throw new Refusal("start in this Java VM", e.toString(), "a supported JDK (17 or 25)", "report this with java -version");
        }
    }

    /** It makes files named after the process and the time, and asks the VM for more that differs from run to run. */
    private static void refuseFlightRecorder() {
        for (String argument : Internals.arguments()) {
            if (argument.startsWith("-XX:StartFlightRecording") || argument.startsWith("-XX:+FlightRecorder")) {
                throw new Refusal("Flight Recorder", argument, "a program without it: what it does cannot be recorded", "leave that option out");
            }
        }
    }

    /** An agent in Java that has started before this one; null: there is none. */
    private static String agentBefore() {
        for (String argument : Internals.arguments()) {
            if (argument.startsWith("-javaagent:")) {
                try {
                    AgentOptions.parse(argument.substring(argument.indexOf('=') + 1));
                    return null; // our own
                } catch (Refusal e) {
                    return argument;
                }
            }
        }
        return null;
    }

    /** Whether no option names a patch or another agent, either of which may have changed classes of the JDK before they get here. */
    private static boolean hasPristineJdk() {
        int agents = 0;
        for (String argument : Internals.arguments()) {
            if (argument.startsWith("--patch-module") || argument.startsWith("-agent") && !Internals.isDebugger(argument)) {
                return false;
            }
            agents += argument.startsWith("-javaagent:") ? 1 : 0;
        }
        return agents == 1;
    }

    private static void check(String what, String problem) {
        if (problem != null) {
            throw new Refusal(what, problem, "no error", "mend it and start again");
        }
    }

    private static Path newTrace(AgentOptions options) throws IOException {
        Path trace = Path.of(options.trace() != null ? options.trace() : defaultName()).toAbsolutePath();
        if (Files.exists(trace.resolve("trace.json"))) {
            throw new Refusal("trace folder " + trace, "a trace in it", "a new or empty folder", "name another folder or remove it");
        }
        int length = trace.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_TRACE) {
            throw new Refusal("trace folder " + trace, "a path of " + length + " bytes", "at most " + LONGEST_TRACE, "name a shorter one with trace=DIR");
        }
        try {
            Files.createDirectories(trace);
            // Also an existing folder must be one to write to: this file is where the scribe's output goes.
            new FileOutputStream(trace.resolve("scribe.log").toFile(), true).close();
        } catch (IOException e) {
            throw new Refusal("trace folder " + trace, e.toString(), "a folder that can be made and written to", "name another one with trace=DIR");
        }
        return trace;
    }

    /** {@code rr-traces/<main class>-<time>-<pid>}. */
    private static String defaultName() {
        String command = System.getProperty("sun.java.command", "java");
        String main = command.split(" ", 2)[0];
        main = main.substring(main.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9_.$-]", "_");
        return "rr-traces/" + main + "-" + Native.stamp();
    }
}
