package rr.recorder;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What replaying a trace once has shown, kept in the trace as {@code verdict.json}.
 *
 * @param equal whether every event, every output and the exit code were as recorded
 * @param races how many data races were found on the way, those in code that recordings cannot order left out
 * @param build the build of rr that replayed it, or null
 * @param text  all that in one line, for the user
 */
public record Verdict(boolean equal, int races, String build, String text) {
    private static final String FILE_NAME = "verdict.json";

    /** Keeps it in the folder of a trace, in the place of an earlier one. */
    public void write(Path trace) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("equal", equal);
        fields.put("races", races);
        fields.put("build", build);
        fields.put("text", text);
        Path part = trace.resolve(FILE_NAME + "." + ProcessHandle.current().pid());
        try {
            Files.writeString(part, JSON.std.asString(fields) + "\n");
            Files.move(part, trace.resolve(FILE_NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** That of a trace; null if there is none that can be read. */
    public static Verdict read(Path trace) {
        try {
            Map<String, Object> fields = JSON.std.mapFrom(Files.readString(trace.resolve(FILE_NAME), StandardCharsets.UTF_8));
            return new Verdict(Boolean.TRUE.equals(fields.get("equal")), fields.get("races") instanceof Number n ? n.intValue() : 0,
                fields.get("build") instanceof String s ? s : null, String.valueOf(fields.get("text")));
        } catch (IOException e) {
            return null;
        }
    }
}
