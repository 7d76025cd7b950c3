package rr.agent;

import java.util.ArrayList;
import java.util.List;

/**
 * The text behind {@code -javaagent:rr.jar=}.
 *
 * <pre>
 *   record[,trace=DIR][,limit=SIZE][,verify=auto|on|off][,quiet]
 *   replay[,trace=DIR][,quiet][,at=LANE:EVENT;…][,any-build][,prepared][,races=FILE]
 * </pre>
 *
 * A comma or a backslash inside a value is written with a backslash before it.
 *
 * @param mode       what to do
 * @param trace      folder of the trace as given, or null for the default
 * @param limitBytes most bytes that the trace may take, 0 for no limit
 * @param verify     when the end of a recording verifies its trace: one of {@link #VERIFY}
 * @param quiet      whether rr's own remarks are left out; errors never are
 * @param stacksAt   events before which a replay prints a stack, as written, or null for none
 * @param anyBuild   whether a trace of another build of rr is replayed, too
 * @param prepared   whether trace and environment were checked already: {@code rr replay} says so to the program that it becomes
 * @param races      file to which data races that a replay finds are written, or null to look for none
 */
public record AgentOptions(
    Mode mode, String trace, long limitBytes, String verify, boolean quiet, String stacksAt, boolean anyBuild, boolean prepared, String races) {
    /** In the place of a file for data races: accesses are observed, and nothing is written. */
    private static final String NO_FILE = "-";
    /** When traces are verified at the end of their recording; the first is the default. */
    public static final List<String> VERIFY = List.of("auto", "on", "off");

    /** Options of a replay that {@code rr} has prepared and that looks for no races. */
    public static AgentOptions preparedReplay(String trace, boolean quiet, String stacksAt, boolean anyBuild) {
        return new AgentOptions(Mode.REPLAY, trace, 0, VERIFY.get(0), quiet, stacksAt, anyBuild, true, null);
    }

    /** Options of one that {@code rr} has prepared and that writes the data races to a file. */
    public static AgentOptions observedReplay(String trace, boolean anyBuild, String races) {
        return new AgentOptions(Mode.REPLAY, trace, 0, VERIFY.get(0), true, null, anyBuild, true, races);
    }

    /** Options of one that follows an order of accesses that race: they are observed, as they may have to wait. */
    public static AgentOptions orderedReplay(String trace, boolean quiet, String stacksAt, boolean anyBuild) {
        return new AgentOptions(Mode.REPLAY, trace, 0, VERIFY.get(0), quiet, stacksAt, anyBuild, true, NO_FILE);
    }

    /** Options of a recording. */
    public static AgentOptions recording(String trace, long limitBytes, String verify, boolean quiet) {
        return new AgentOptions(Mode.RECORD, trace, limitBytes, verify, quiet, null, false, false, null);
    }

    /** What the agent does in this process. */
    public enum Mode {
        /** Run and keep what is needed to run again. */
        RECORD("record", List.of("trace", "limit", "verify", "quiet")),
        /** Run again as recorded. */
        REPLAY("replay", List.of("trace", "quiet", "at", "any-build", "prepared", "races"));

        private final String word;
        private final List<String> options;

        Mode(String word, List<String> options) {
            this.word = word;
            this.options = options;
        }

        /** How the mode is written on a command line. */
        public String word() {
            return word;
        }
    }

    private static final List<String> WORDS = List.of("record", "replay");

    /**
     * Reads the options.
     *
     * @param text as given to premain, may be null
     * @throws Refusal when it is not understood; the line names the nearest known word
     */
    public static AgentOptions parse(String text) {
        List<String> parts = split(text == null ? "" : text);
        Mode mode = mode(parts.get(0));
        String trace = null;
        long limitBytes = 0;
        boolean quiet = false;
        String stacksAt = null;
        boolean anyBuild = false;
        boolean prepared = false;
        String races = null;
        String verify = VERIFY.get(0);
        for (String part : parts.subList(1, parts.size())) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            String value = equals < 0 ? null : part.substring(equals + 1);
            requireKnown(mode, name);
            if (name.equals("quiet")) {
                quiet = flag(name, value);
            } else if (name.equals("any-build")) {
                anyBuild = flag(name, value);
            } else if (name.equals("prepared")) {
                prepared = flag(name, value);
            } else if (name.equals("races")) {
                races = required(name, value);
            } else if (name.equals("at")) {
                stacksAt = required(name, value);
            } else if (name.equals("verify")) {
                verify = verify(name, required(name, value));
            } else if (name.equals("limit")) {
                limitBytes = ByteSize.parse(name, required(name, value));
            } else {
                trace = required(name, value);
            }
        }
        return new AgentOptions(mode, trace, limitBytes, verify, quiet, stacksAt, anyBuild, prepared, races);
    }

    /** The text from which {@link #parse} reads these options. */
    public String toArgument() {
        StringBuilder text = new StringBuilder(mode.word);
        if (trace != null) {
            text.append(",trace=").append(escaped(trace));
        }
        if (limitBytes > 0) {
            text.append(",limit=").append(limitBytes);
        }
        if (!verify.equals(VERIFY.get(0))) {
            text.append(",verify=").append(verify);
        }
        if (quiet) {
            text.append(",quiet");
        }
        if (stacksAt != null) {
            text.append(",at=").append(stacksAt);
        }
        if (anyBuild) {
            text.append(",any-build");
        }
        if (prepared) {
            text.append(",prepared");
        }
        if (races != null) {
            text.append(",races=").append(escaped(races));
        }
        return text.toString();
    }

    /**
     * Checks the value of an option that says when traces are verified.
     *
     * @param option how the user calls it
     */
    public static String verify(String option, String value) {
        if (!VERIFY.contains(value)) {
            throw new Refusal("option " + option, "'" + value + "'", "one of " + String.join(", ", VERIFY), "write '" + Nearest.to(value, VERIFY) + "'");
        }
        return value;
    }

    private static String escaped(String path) {
        return path.replace("\\", "\\\\").replace(",", "\\,");
    }

    private static Mode mode(String word) {
        for (Mode mode : Mode.values()) {
            if (mode.word.equals(word)) {
                return mode;
            }
        }
        throw new Refusal("agent options", word.isEmpty() ? "nothing" : "'" + word + "'", "record or replay first",
            "write -javaagent:rr.jar=" + Nearest.to(word, WORDS));
    }

    private static void requireKnown(Mode mode, String name) {
        if (!mode.options.contains(name)) {
            throw new Refusal("agent options", "unknown option '" + name + "' of " + mode.word,
                "one of " + String.join(", ", mode.options), "write '" + Nearest.to(name, mode.options) + "' or leave it out");
        }
    }

    private static String required(String name, String value) {
        if (value == null || value.isEmpty()) {
            throw new Refusal("agent options", "'" + name + "' without a value", name + "=VALUE", "add the value");
        }
        return value;
    }

    private static boolean flag(String name, String value) {
        if (value != null) {
            throw new Refusal("agent options", "'" + name + "=" + value + "'", "'" + name + "' alone", "leave the value out");
        }
        return true;
    }

    /** Cuts at commas that have no backslash before them; at least one part. */
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                part.append(text.charAt(++i));
            } else if (c == ',') {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }
}
