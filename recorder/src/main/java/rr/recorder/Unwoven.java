package rr.recorder;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What could not be woven and was recorded without its events, so that a replay may diverge there: a list beside the trace, one line each.
 * Written by the recorded program's JVM as its classes are loaded, with nothing that initialises more of the JDK.
 */
public final class Unwoven {
    /** The name of the list in the trace's folder; there is none if all was woven. */
    public static final String FILE = "unwoven.txt";

    private Unwoven() {}

    /** Adds a line. Where it cannot be written nothing is: the recording goes on. Called by any thread. */
    public static synchronized void add(Path trace, String line) {
        try (OutputStream out = new FileOutputStream(trace.resolve(FILE).toFile(), true)) {
            out.write(line.concat("\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException full) {
            // The trace itself is in the same folder: whoever writes that says what is wrong.
        }
    }

    /**
     * The lines; none if there is no list.
     *
     * @throws IOException if there is one that cannot be read
     */
    public static List<String> read(Path trace) throws IOException {
        Path file = trace.resolve(FILE);
        return Files.isRegularFile(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList() : List.of();
    }
}
