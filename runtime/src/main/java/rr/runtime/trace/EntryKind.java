package rr.runtime.trace;

/** The kinds of entries, as in {@code entries.h}, where their payloads are drawn. Plain ints: they go to and come from bytes. */
public final class EntryKind {
    public static final int PAD = 0;
    public static final int BEGIN = 1;
    public static final int END = 2;
    public static final int ACQUIRE = 3;
    public static final int STEAL = 4;
    public static final int START = 5;
    public static final int SAME = 6;
    public static final int RESUME = 7;
    public static final int VALUE = 8;
    public static final int SAMPLE = 9;
    public static final int CALL = 10;
    public static final int DATA = 11;
    public static final int BLOB = 12;
    public static final int TIME = 13;
    public static final int HALT = 14;
    public static final int WROTE = 15;
    public static final int KEEP = 16;
    public static final int LATER = 17;

    /** One more than the highest kind. */
    public static final int LIMIT = 18;

    private static final int INCOMING = 1 << BEGIN | 1 << ACQUIRE | 1 << STEAL | 1 << RESUME | 1 << SAMPLE;
    private static final int UPTO = 1 << STEAL | 1 << SAMPLE;
    private static final int REPLAYED =
            1 << BEGIN | 1 << END | 1 << START | 1 << VALUE | 1 << CALL | 1 << DATA | 1 << BLOB | 1 << WROTE | 1 << HALT | 1 << SAME | 1 << KEEP;

    private static final String[] NAMES = {
        "PAD", "BEGIN", "END", "ACQUIRE", "STEAL", "START", "SAME", "RESUME", "VALUE", "SAMPLE", "CALL", "DATA", "BLOB", "TIME",
        "HALT", "WROTE", "KEEP", "LATER"
    };

    private EntryKind() {}

    /** Whether entries of this kind name events of other lanes that come before. */
    public static boolean hasIncomingEdges(int kind) {
        return (INCOMING >>> kind & 1) != 0;
    }

    /** Whether the edges of this kind are samples, which the schedule extends. */
    public static boolean isUpto(int kind) {
        return (UPTO >>> kind & 1) != 0;
    }

    /** Whether the replayed process reads entries of this kind; the others are spent in the schedule. */
    public static boolean isReplayed(int kind) {
        return (REPLAYED >>> kind & 1) != 0;
    }

    public static String name(int kind) {
        return kind >= 0 && kind < LIMIT ? NAMES[kind] : "?";
    }

    /** The kind of that name, or -1. */
    public static int ofName(String name) {
        for (int kind = 0; kind < LIMIT; kind++) {
            if (NAMES[kind].equalsIgnoreCase(name)) {
                return kind;
            }
        }
        return -1;
    }
}
