package rr.samples.harness;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A program that has ended: its command, exit code and output. */
public record Finished(List<String> command, int exit, byte[] out, byte[] err) {
    public String outText() {
        return new String(out, StandardCharsets.UTF_8);
    }

    public String errText() {
        return new String(err, StandardCharsets.UTF_8);
    }

    /** The lines of rr itself on standard error. */
    public List<String> ownLines() {
        return errText().lines().filter(line -> line.startsWith("rr: ")).toList();
    }

    /** Null if {@code other} ended alike, else the first difference. */
    public String differenceFrom(Finished other) {
        if (exit != other.exit) {
            return "exit code " + exit + ", recorded was " + other.exit + lastWords();
        }
        if (!Arrays.equals(out, other.out)) {
            return firstDifference("stdout", out, other.out) + lastWords();
        }
        return Arrays.equals(err, other.err) ? null : firstDifference("stderr", err, other.err);
    }

    private String lastWords() {
        String text = errText().strip();
        return text.isEmpty() ? "" : "\n  stderr ends: " + text.substring(Math.max(0, text.length() - 2_000)).replace("\n", "\n    ");
    }

    private static String firstDifference(String stream, byte[] found, byte[] recorded) {
        int at = Arrays.mismatch(found, recorded);
        int line = 1;
        int start = 0;
        for (int i = 0; i < at; i++) {
            if (recorded[i] == '\n') {
                line++;
                start = i + 1;
            }
        }
        return stream + " differs in line " + line + " (byte " + at + ")\n  recorded: " + lineAt(recorded, start) + "\n  replayed: "
                + lineAt(found, start);
    }

    private static String lineAt(byte[] text, int start) {
        if (start >= text.length) {
            return "<end>";
        }
        int end = start;
        while (end < text.length && text[end] != '\n' && end - start < 300) {
            end++;
        }
        return new String(text, start, end - start, StandardCharsets.UTF_8);
    }
}
