package rr.runtime.trace;

/** A trace, or what was made from one, cannot be used. The message is one line: what, and what to do about it. */
public final class TraceUnusable extends Exception {
    private static final long serialVersionUID = 1L;

    public TraceUnusable(String message) {
        super(message);
    }

    public TraceUnusable(String message, Throwable cause) {
        super(message, cause);
    }
}
