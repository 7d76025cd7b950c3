package rr.agent;

import java.util.ArrayList;
import java.util.List;

/**
 * The text behind {@code -javaagent:rr.jar=}.
 *
 * <pre>
 *   record[,trace=DIR][,limit=SIZE][,quiet]
 *   replay[,trace=DIR][,quiet][,at=LANE:EVENT;…][,any-build][,prepared][,races=FILE]
 * </pre>
 *
 * A comma or a backslash inside a value is written with a backslash before it.
 *
 * @param mode       what to do
 * @param trace      folder of the trace as given, or null for the default
 * @param limitBytes most bytes that the trace may take, 0 for no limit
 * @param quiet      whether rr's own remarks are left out; errors never are
 * @param stacksAt   events before which a replay prints a stack, as written, or null for none
 * @param anyBuild   whether a trace of another build of rr is replayed, too
 * @param prepared   whether trace and environment were checked already: {@code rr replay} says so to the program that it becomes
 * @param races      file to which data races that a replay finds are written, or null to look for none
 */
public record AgentOptions(
    Mode mode, String trace, long limitBytes, boolean quiet, String stacksAt, boolean anyBuild, boolean prepared, String races) {
    /** Options of somebody who does not look for races. */
    public AgentOptions(Mode mode, String trace, long limitBytes, boolean quiet, String stacksAt, boolean anyBuild, boolean prepared) {
        this(mode, trace, limitBytes, quiet, stacksAt, anyBuild, prepared, null);
    }

    /** Options of somebody who asks for no stacks and has prepared nothing. */
    public AgentOptions(Mode mode, String trace, long limitBytes, boolean quiet) {
        this(mode, trace, limitBytes, quiet, null, false, false);
    }

    /** What the agent does in this process. */
    public enum Mode {
        /** Run and keep what is needed to run again. */
        RECORD("record", List.of("trace", "limit", "quiet")),
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
            } else if (name.equals("limit")) {
                limitBytes = ByteSize.parse(name, required(name, value));
            } else {
                trace = required(name, value);
            }
        }
        return new AgentOptions(mode, trace, limitBytes, quiet, stacksAt, anyBuild, prepared, races);
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
