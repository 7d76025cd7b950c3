package rr.recorder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often recordings of a program in a folder of traces have been verified, and how often in a row without news: {@code rr-verified.txt}, a
 * line for each program.
 *
 * <pre>
 *   0 of 1 org.acme.Main       verified once, with news
 *   3 of 4 -jar app.jar        the last three of four times showed nothing new
 * </pre>
 *
 * It only saves time: without it the next recordings are verified again.
 */
public final class VerifiedPrograms {
    private static final String FILE_NAME = "rr-verified.txt";
    private static final Pattern LINE = Pattern.compile("(\\d{1,6}) of (\\d{1,6}) (.*)");
    /** Races hide behind others, and some show in few runs only. */
    private static final int QUIET_TIMES = 3;
    /** A program that shows something new each time is not looked at for ever. */
    private static final int MOST_TIMES = 10;

    private final Path file;

    /** Those of the folder in which a trace lies. */
    public VerifiedPrograms(Path trace) {
        file = trace.toAbsolutePath().resolveSibling(FILE_NAME);
    }

    /** How a program is named here: its main class, or {@code -jar} and the jar. */
    public static String name(TraceHeader header) {
        List<String> program = new JavaCommand(header.command()).program();
        return program.isEmpty() ? "" : program.get(0).equals("-jar") && program.size() > 1 ? "-jar " + program.get(1) : program.get(0);
    }

    /** Whether another look at a recording of that program promises nothing. */
    public boolean isSettled(String program) {
        try {
            for (String line : lines()) {
                Matcher known = LINE.matcher(line);
                if (known.matches() && known.group(3).equals(program)) {
                    return number(known, 1) >= QUIET_TIMES || number(known, 2) >= MOST_TIMES;
                }
            }
        } catch (IOException e) {
            // As if there were none.
        }
        return false;
    }

    /** Notes that a recording was verified, and whether that has shown something new. */
    public void note(String program, boolean news) throws IOException {
        replace(program, news ? 0 : 1);
    }

    /** Notes that verifying takes too long. */
    public void settle(String program) throws IOException {
        replace(program, QUIET_TIMES);
    }

    /** Quiet times 0: there is news; otherwise so many more. */
    private void replace(String program, int quietTimes) throws IOException {
        List<String> lines = new ArrayList<>();
        int quiet = quietTimes;
        int times = 1;
        for (String line : lines()) {
            Matcher known = LINE.matcher(line);
            if (known.matches() && known.group(3).equals(program)) {
                quiet += quiet == 0 ? 0 : number(known, 1);
                times += number(known, 2);
            } else {
                lines.add(line);
            }
        }
        lines.add(quiet + " of " + Math.max(times, quiet) + " " + program);
        WholeFile.replace(file, String.join("\n", lines) + "\n");
    }

    private List<String> lines() throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private static int number(Matcher line, int group) {
        return Integer.parseInt(line.group(group));
    }
}
