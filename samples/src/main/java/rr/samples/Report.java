package rr.samples;

/** What a guest prints: lines, and at the end one line with the digest of all of them. Used by one thread at a time. */
public final class Report {
    private final Fingerprint digest = new Fingerprint();

    public Report line(String format, Object... arguments) {
        String text = arguments.length == 0 ? format : String.format(format, arguments);
        System.out.println(text);
        digest.add(text);
        return this;
    }

    /** Prints the last line. */
    public void end() {
        System.out.println("digest " + digest);
    }
}
