package rr.agent.table;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import rr.runtime.Op;

/** What the numbers of operations in a trace stand for. */
public final class OperationNames {
    /** Made by the build from the table of the C library. */
    private static final String FUNCTIONS = "library-functions.txt";

    private final List<String> functions;

    private OperationNames(List<String> functions) {
        this.functions = functions;
    }

    /** For a trace of this build of rr. */
    public static OperationNames ofThisBuild() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(OperationNames.class.getResourceAsStream(FUNCTIONS), StandardCharsets.UTF_8))) {
            return new OperationNames(lines.lines().toList());
        }
    }

    /** For a trace of another build, whose table of the C library may have been another. */
    public static OperationNames ofAnotherBuild() {
        return new OperationNames(List.of());
    }

    /** The operation of a VALUE or BLOB entry; its numbers are the same in all builds. */
    public String value(long op) {
        return op == (int) op ? Op.name((int) op) : "operation " + op;
    }

    /** The function of a CALL or WROTE entry. */
    public String call(long op) {
        return op >= 0 && op < functions.size() ? functions.get((int) op) : "function " + op;
    }
}
