package rr.samples.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FidelityTableTest {
    @Test
    void documentationHasEachSourceWithItsTests() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("../docs/fidelity.md"));
        for (Source source : Source.values()) {
            String start = FidelityTable.start(source);
            assertTrue(lines.stream().anyMatch(line -> line.startsWith(start)), () -> "docs/fidelity.md lacks: " + start + "; copy target/fidelity.md of a whole run");
        }
    }

    @Test
    void entriesMeanTests() {
        for (Source source : Source.values()) {
            source.tests().forEach(test -> assertFalse(FidelityTable.methods(test).isEmpty(), () -> source + " names no test: " + test));
        }
        assertEquals(List.of("MonitorsIT.waitNotify"), FidelityTable.methods("MonitorsIT.waitNotify"));
        assertEquals(List.of(), FidelityTable.methods("NoSuchIT"));
        assertTrue(FidelityTable.methods("MonitorsIT").contains("MonitorsIT.waitNotify"));
    }
}
