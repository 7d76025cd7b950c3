package rr.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import rr.agent.weave.OrderedFields;
import rr.recorder.TraceHeader;

/** Where this process learns which plain fields are known to race. */
final class RacingFields {
    private RacingFields() {}

    /**
     * Those that woven code orders: when recording those of the file beside the trace, which are kept in the trace; on replay those that
     * the trace has.
     */
    static OrderedFields of(Path trace, boolean replay) throws IOException {
        Path kept = trace.resolve(TraceHeader.ORDERED_FIELDS_FILE);
        Path parent = trace.toAbsolutePath().getParent();
        Path source = replay || parent == null ? kept : parent.resolve(OrderedFields.FILE_NAME);
        if (!Files.exists(source)) {
            return OrderedFields.NONE;
        }
        OrderedFields fields = new OrderedFields(Files.readAllLines(source));
        if (fields.misread() != null) {
            throw new Refusal("file " + source, "'" + fields.misread() + "'", "'field OWNER.NAME:TYPE', 'elements OWNER.NAME:TYPE' or 'elements TYPE in CLASS'",
                "mend the line or remove it");
        }
        if (!replay && !fields.isEmpty()) {
            Files.write(kept, (String.join("\n", fields.lines()) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return fields;
    }
}
