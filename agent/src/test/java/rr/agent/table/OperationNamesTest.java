package rr.agent.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperationNamesTest {
    private static final Path TABLE = Path.of(System.getProperty("rr.root"), "native-syscall-shim/src/main/c/syscalls.def");

    @Test
    void aCallIsTheRowOfItsNumberInTheTable() throws IOException {
        List<String> rows = Files.readAllLines(TABLE).stream().filter(line -> line.matches("[A-Z_]+\\(.*")).toList();
        OperationNames names = OperationNames.ofThisBuild();
        for (int op = 0; op < rows.size(); op++) {
            String name = names.call(op);
            assertTrue(name.matches("\\w+") && rows.get(op).matches("[A-Z_]+\\((.*[ ,])?" + name + ",.*"), rows.get(op));
        }
        assertEquals("function " + rows.size(), names.call(rows.size()));
        assertTrue(rows.stream().anyMatch(row -> row.contains(" write,")));
    }

    @Test
    void functionsOfAnotherBuildHaveNoName() {
        assertEquals("function 7", OperationNames.ofAnotherBuild().call(7));
        assertEquals("System.nanoTime", OperationNames.ofAnotherBuild().value(1));
    }
}
