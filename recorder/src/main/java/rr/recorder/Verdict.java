package rr.recorder;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What replaying a trace has shown, kept in the trace as {@code verdict.json}.
 *
 * @param equal    whether every event, every output and the exit code were as recorded
 * @param searched whether other orders of what races were tried, where it was not
 * @param races    how many data races were found on the way, those in code that recordings cannot order left out
 * @param orders   with which the replay was equal, beside those that were recorded; four numbers each, those of a hold of the schedule
 * @param text     all that in one line, for the user
 */
public record Verdict(boolean equal, boolean searched, int races, List<List<Long>> orders, String text) {
    private static final String FILE_NAME = "verdict.json";
    private static final int NUMBERS = 4;

    /** Keeps it in the folder of a trace, in the place of an earlier one. */
    public void write(Path trace) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("equal", equal);
        fields.put("searched", searched);
        fields.put("races", races);
        fields.put("orders", orders);
        fields.put("text", text);
        WholeFile.replace(trace.resolve(FILE_NAME), JSON.std.asString(fields) + "\n");
    }

    /** That of a trace; null if there is none that can be read. */
    public static Verdict read(Path trace) {
        try {
            Map<String, Object> fields = JSON.std.mapFrom(Files.readString(trace.resolve(FILE_NAME), StandardCharsets.UTF_8));
            List<List<Long>> orders = new ArrayList<>();
            if (fields.get("orders") instanceof List<?> all) {
                for (Object each : all) {
                    if (!(each instanceof List<?> numbers) || numbers.size() != NUMBERS || !numbers.stream().allMatch(n -> n instanceof Number)) {
                        return null;
                    }
                    orders.add(numbers.stream().map(n -> ((Number) n).longValue()).toList());
                }
            }
            return new Verdict(Boolean.TRUE.equals(fields.get("equal")), Boolean.TRUE.equals(fields.get("searched")),
                fields.get("races") instanceof Number n ? n.intValue() : 0, orders, String.valueOf(fields.get("text")));
        } catch (IOException e) {
            return null;
        }
    }
}
