package rr.agent;

/**
 * Input or an environment with which rr cannot work. The message is one line that says what was found, what was expected
 * and what to do about it; whoever catches it prints the line after {@code "rr: "} and leaves with {@link #EXIT_CODE}.
 */
public final class Refusal extends RuntimeException {
    /** Exit code of a process that refuses to go on. */
    public static final int EXIT_CODE = 118;

    private static final long serialVersionUID = 1;

    /** The parts of the line, without punctuation at their ends. */
    public Refusal(String what, String found, String expected, String remedy) {
        super(what + ": found " + found + "; expected " + expected + "; do " + remedy, null, false, false);
    }
}
