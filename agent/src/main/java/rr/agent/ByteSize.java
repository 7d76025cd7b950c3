package rr.agent;

/** Sizes as users write them: {@code 4096}, {@code 512k}, {@code 200m}, {@code 2g}. */
public final class ByteSize {
    private ByteSize() {
    }

    /**
     * Bytes of a size.
     *
     * @throws Refusal naming {@code option} when the text is not a positive size
     */
    public static long parse(String option, String text) {
        String digits = text;
        long unit = 1;
        if (!text.isEmpty()) {
            int shift = "kmgt".indexOf(Character.toLowerCase(text.charAt(text.length() - 1)));
            if (shift >= 0) {
                unit = 1L << 10 * (shift + 1);
                digits = text.substring(0, text.length() - 1);
            }
        }
        try {
            long bytes = Math.multiplyExact(Long.parseLong(digits), unit);
            if (bytes > 0) {
                return bytes;
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // Said below.
        }
        throw new Refusal("option " + option, "'" + text + "'", "a positive number of bytes, with k, m, g or t",
            "write for example " + option + "=2g");
    }

    /** A size for people, with at most one digit after the point: {@code 1.4 MB}. */
    public static String print(long bytes) {
        String units = "KMGT";
        if (bytes < 1000) {
            return bytes + " B";
        }
        long tenths = bytes / 100;
        int unit = 0;
        while (tenths >= 10_000 && unit < units.length() - 1) {
            tenths /= 1000;
            unit++;
        }
        return tenths / 10 + "." + tenths % 10 + " " + units.charAt(unit) + "B";
    }
}
