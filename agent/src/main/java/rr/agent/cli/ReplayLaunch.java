package rr.agent.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import rr.agent.AgentOptions;
import rr.agent.Refusal;
import rr.recorder.JavaCommand;
import rr.recorder.TraceHeader;

/**
 * The recorded command, changed as little as replay needs: the agent's option says replay instead of record, and what the
 * JVM would otherwise choose by itself is pinned to what it chose then.
 */
final class ReplayLaunch {
    /** Where debuggers look first. */
    static final String DEBUG_ADDRESS = "127.0.0.1:5005";
    private static final String AGENT = "-javaagent:";
    /** Variables from which the java command takes options as well. */
    private static final List<String> OPTION_VARIABLES = List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");
    /** Options that name a file with more options; what is in there is not looked at. */
    private static final List<String> OPTION_FILES = List.of("@", "-XX:Flags=", "-XX:VMOptionsFile=");

    private static final long HEAP_FOR_HELD_REFERENTS = 256L << 20;
    private static final long COMPRESSED_REFERENCES = 30L << 30;

    private final TraceHeader header;
    private final String agent;
    private final List<String> command;
    private final Map<String, String> environment;

    /**
     * Derives the command.
     *
     * @param replay options of the agent, trace included
     * @throws Refusal if the recorded command does not show where its agent was given
     */
    ReplayLaunch(TraceHeader header, String rrJar, AgentOptions replay) {
        this(header, rrJar, replay, false);
    }

    /** The same; {@code wantsMemory}: the program saw references cleared, whose referents a replay holds for longer. */
    ReplayLaunch(TraceHeader header, String rrJar, AgentOptions replay, boolean wantsMemory) {
        this.header = header;
        this.agent = AGENT + rrJar + "=" + replay.toArgument();
        this.environment = header.environment();
        this.command = new ArrayList<>(header.command());
        if (command.isEmpty()) {
            throw new Refusal("trace header", "no command", "the recorded command", "record again");
        }
        if (!replaceInCommand() && !replaceInEnvironment()) {
            throw new Refusal("recorded command", "no -javaagent:…=record among its arguments, JDK_JAVA_OPTIONS and"
                + " JAVA_TOOL_OPTIONS", "the option with which it was recorded", "record with the option on the command line"
                + " instead of in an @file");
        }
        command.addAll(1, pinnedFlags());
        long heap = Long.parseLong(header.string("maxHeap", "0"));
        if (wantsMemory && heap > 0) {
            int program = command.size() - new JavaCommand(command).program().size();
            command.add(program, "-XX:MaxHeapSize=" + larger(heap)); // behind what the user gave, so that it wins
        }
    }

    /** Not beyond what references of 32 bits reach: objects would be laid out otherwise. */
    private static long larger(long heap) {
        return Math.max(heap, Math.min(2 * heap + HEAP_FOR_HELD_REFERENTS, COMPRESSED_REFERENCES));
    }

    /**
     * Makes the program wait for a debugger, in place of one that the recorded command waits for. The debugger's agent has to come
     * before rr's: what it does to start is not recorded. It says nothing on standard output, which is the program's.
     *
     * @param address {@code [HOST:]PORT}, as the agent jdwp takes it
     * @throws Refusal if the address has no port
     */
    void debugAt(String address) {
        if (!address.matches("([^,=\\s]+:)?\\d{1,5}")) {
            throw new Refusal("option --debug", "'" + address + "'", "[HOST:]PORT", "write --debug=" + DEBUG_ADDRESS);
        }
        String jdwp = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,quiet=y,address=" + address;
        int program = command.size() - new JavaCommand(command).program().size();
        command.subList(1, program).removeIf(ReplayLaunch::isDebugger);
        for (String variable : OPTION_VARIABLES) {
            String value = environment.get(variable);
            if (value != null) {
                String rest = Stream.of(value.split("(?<=\\s)")).filter(option -> !isDebugger(option)).collect(Collectors.joining());
                environment.put(variable, rest.contains(agent) ? jdwp + " " + rest : rest);
            }
        }
        if (command.contains(agent)) {
            command.add(1, jdwp);
        }
    }

    private static boolean isDebugger(String option) {
        return option.startsWith("-agentlib:jdwp") || option.startsWith("-Xrunjdwp");
    }

    /** The file to execute. */
    Path executable() {
        Object home = header.jdk().get("home");
        String inJdk = home == null ? command.get(0) : Path.of(home.toString(), "bin", "java").toString();
        return Path.of(header.string("executable", inJdk));
    }

    /** The arguments, from the zeroth on. */
    List<String> command() {
        return command;
    }

    /** The environment. */
    Map<String, String> environment() {
        return environment;
    }

    /** The working directory. */
    Path folder() {
        return header.workingDirectory();
    }

    /** Becomes the recorded program, replayed. */
    void exec(Installation rr) {
        List<byte[]> argv = new ArrayList<>();
        command.forEach(argument -> argv.add(recorded(argument)));
        List<byte[]> variables = new ArrayList<>();
        environment.forEach((name, value) -> variables.add(recorded(name + "=" + value)));
        Exec.exec(rr, recorded(executable().toString()), argv, variables, recorded(folder().toString()));
    }

    /** Headers are UTF-8, whatever the locale of the recording or of this command. */
    private static byte[] recorded(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * What the JVM chose by itself, and what must not vary between runs. The flags come first, so that one which the user gave
     * comes later and wins.
     */
    private List<String> pinnedFlags() {
        List<String> flags = new ArrayList<>();
        String collector = header.string("collector", "");
        if (!collector.isEmpty() && !choosesCollector()) {
            flags.add("-XX:+" + collector);
        }
        // A heap of another size fails and clears soft references at other moments.
        String heap = header.string("maxHeap", "0");
        if (!heap.equals("0")) {
            flags.add("-XX:MaxHeapSize=" + heap);
        }
        long processors = header.number("cpus", 0);
        if (processors > 0) {
            flags.add("-XX:ActiveProcessorCount=" + processors);
        }
        // The archive of classes is mapped where it was dumped for, not at a random address.
        flags.add("-XX:+UnlockDiagnosticVMOptions");
        flags.add("-XX:ArchiveRelocationMode=0");
        return flags;
    }

    /** Two flags for a collector are an error, whatever their order. */
    private boolean choosesCollector() {
        boolean chosen = command.stream().anyMatch(ReplayLaunch::mayChooseCollector);
        for (String variable : OPTION_VARIABLES) {
            for (String option : environment.getOrDefault(variable, "").split("\\s+")) {
                chosen |= mayChooseCollector(option);
            }
        }
        return chosen;
    }

    private static boolean mayChooseCollector(String option) {
        return option.startsWith("-XX:+Use") && option.endsWith("GC") || OPTION_FILES.stream().anyMatch(option::startsWith);
    }

    private boolean replaceInCommand() {
        for (int i = 1; i < command.size(); i++) {
            if (isRecorder(command.get(i))) {
                command.set(i, agent);
                return true;
            }
        }
        return false;
    }

    private boolean replaceInEnvironment() {
        for (String variable : OPTION_VARIABLES) {
            String value = environment.getOrDefault(variable, "");
            for (String option : value.split("\\s+")) {
                if (isRecorder(option)) {
                    environment.put(variable, value.replace(option, quoted(agent)));
                    return true;
                }
            }
        }
        return false;
    }

    /** In these variables white space separates, unless it is quoted. */
    private static String quoted(String option) {
        return option.chars().anyMatch(Character::isWhitespace) ? '"' + option + '"' : option;
    }

    /** Whether the option starts this agent for a recording; other agents have options too, but not these. */
    private static boolean isRecorder(String option) {
        int equals = option.indexOf('=');
        if (!option.startsWith(AGENT) || equals < 0) {
            return false;
        }
        try {
            return AgentOptions.parse(option.substring(equals + 1)).mode() == AgentOptions.Mode.RECORD;
        } catch (Refusal e) {
            return false;
        }
    }
}
