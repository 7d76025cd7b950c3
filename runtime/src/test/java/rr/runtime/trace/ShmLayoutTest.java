package rr.runtime.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks the C compiler where the fields are and which numbers the constants have. */
class ShmLayoutTest {
    private static final Path HEADERS = Path.of(System.getProperty("rr.root", ".."), "native-syscall-shim/src/main/c");

    @TempDir
    Path dir;

    /** Values of C expressions, by the name of the Java constant that mirrors them. */
    private Map<String, Long> valuesInC(Map<String, String> expressions) throws IOException, InterruptedException {
        StringBuilder program = new StringBuilder("#include \"shm.h\"\n#include \"entries.h\"\n#include <stdio.h>\nint main(void) {\n");
        expressions.forEach((name, c) -> program.append("printf(\"").append(name).append(" %lld\\n\", (long long)(").append(c).append("));\n"));
        Path source = dir.resolve("layout.c");
        Files.writeString(source, program.append("return 0; }\n"));
        run("cc", "-I", HEADERS.toString(), "-o", dir.resolve("layout").toString(), source.toString());
        Map<String, Long> values = new LinkedHashMap<>();
        for (String line : run(dir.resolve("layout").toString())) {
            values.put(line.substring(0, line.indexOf(' ')), Long.parseLong(line.substring(line.indexOf(' ') + 1)));
        }
        return values;
    }

    private static List<String> run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output.lines().toList();
    }

    private static Map<String, Long> constantsOf(Class<?> type) throws IllegalAccessException {
        Map<String, Long> constants = new LinkedHashMap<>();
        for (Field field : type.getFields()) {
            constants.put(field.getName(), ((Number) field.get(null)).longValue());
        }
        return constants;
    }

    private static String inC(String name) {
        for (String struct : List.of("CONTROL", "LANE", "BLOCK")) {
            String prefix = struct + "_";
            if (name.startsWith(prefix) && !List.of("LANE_SIZE", "BLOCK_SIZE", "BLOCK_HEAD").contains(name)) {
                String field = name.substring(prefix.length()).toLowerCase(Locale.ROOT);
                String type = "struct rr_" + struct.toLowerCase(Locale.ROOT);
                return field.endsWith("_size")
                        ? "sizeof(((" + type + " *)0)->" + field.replace("_size", "") + ")"
                        : "offsetof(" + type + ", " + field + ")";
            }
        }
        return switch (name) {
            case "STATE_FREE", "STATE_LIVE", "STATE_ENDED" -> "RR_LANE_" + name.substring(6);
            case "KIND_MAIN", "KIND_THREAD", "KIND_CLASS", "KIND_DESTROY", "KIND_SIGNALS", "KIND_FINALIZER", "KIND_CLEANER", "KIND_AGENTS" -> "RR_LANE_" + name.substring(5);
            case "NO_BLOCK" -> "(int)UINT32_MAX";
            default -> "RR_" + name;
        };
    }

    @Test
    void sharedMemoryIsWhatShmHSays() throws Exception {
        Map<String, Long> constants = constantsOf(ShmLayout.class);
        Map<String, String> expressions = new LinkedHashMap<>();
        constants.keySet().forEach(name -> expressions.put(name, inC(name)));
        assertEquals(valuesInC(expressions), constants);
        assertTrue(constants.size() > 60);
    }

    @Test
    void kindsAreWhatEntriesHSays() throws Exception {
        Map<String, Long> constants = constantsOf(EntryKind.class);
        constants.remove("LIMIT");
        Map<String, String> expressions = new LinkedHashMap<>();
        constants.keySet().forEach(name -> expressions.put(name, "RR_" + name));
        assertEquals(valuesInC(expressions), constants);
        List<String> names = new ArrayList<>();
        constants.forEach((name, kind) -> names.add(EntryKind.name(kind.intValue())));
        assertEquals(List.copyOf(constants.keySet()), names);
    }
}
