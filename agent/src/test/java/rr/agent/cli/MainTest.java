package rr.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import rr.agent.Refusal;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void anUnknownCommandIsNamedWithTheNearest() {
        assertEquals(Main.WRONG_USAGE, execute("reply", "x"));
        assertTrue(err.toString().startsWith("rr: rr: found unknown command 'reply'; expected one of record, replay,"), err::toString);
        assertTrue(err.toString().endsWith("; do write 'replay'" + System.lineSeparator()), err::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"record", "replay", "races", "info", "ls", "dump", "timeline", "rm", "demo"})
    void anUnknownOptionIsNamedWithTheNearest(String command) {
        assertEquals(Main.WRONG_USAGE, execute(command, "--hlep"));
        assertTrue(err.toString().startsWith("rr: rr " + command + ": found unknown option '--hlep'"), err::toString);
        assertTrue(err.toString().contains("do write '--help'"), err::toString);
        assertEquals(1, err.toString().lines().count(), err::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"record", "replay", "races", "info", "ls", "dump", "timeline", "rm", "demo", "help"})
    void everyCommandExplainsItself(String command) {
        assertEquals(0, execute("help", command));
        assertTrue(out.toString().contains("Usage: rr " + command), out::toString);
    }

    @Test
    void recordNeedsACommand() {
        assertEquals(Main.WRONG_USAGE, execute("record", "--quiet"));
        assertTrue(err.toString().startsWith("rr: rr record: found missing required parameter"), err::toString);
        assertEquals(1, err.toString().lines().count(), err::toString);
    }

    @Test
    void recordRefusesWhatIsNotJava() {
        assertEquals(Refusal.EXIT_CODE, execute("record", "--", "make", "--trace", "x"));
        assertTrue(err.toString().startsWith("rr: record: found command 'make'; expected a java executable first"), err::toString);
    }

    @Test
    void aBadLimitIsRefused() {
        assertEquals(Refusal.EXIT_CODE, execute("record", "--limit", "huge", "java", "-version"));
        assertTrue(err.toString().contains("option --limit: found 'huge'"), err::toString);
    }

    @Test
    void aTimelineIsAPageOrForPerfetto() {
        assertEquals(Refusal.EXIT_CODE, execute("timeline", "/nonexistent/trace", "-o", "run.svg"));
        assertTrue(err.toString().startsWith("rr: option --output: found 'run.svg'; expected a file that ends in .html (a page) or .json "), err::toString);
        assertEquals(1, err.toString().lines().count(), err::toString);
        err.getBuffer().setLength(0);
        assertEquals(Refusal.EXIT_CODE, execute("timeline", "/nonexistent/trace", "-o", "run.json"));
        assertTrue(err.toString().startsWith("rr: trace /nonexistent/trace: found no such folder; expected "), err::toString);
    }

    @Test
    void aMissingTraceIsRefusedByEveryReader() {
        for (String command : new String[] {"replay", "races", "info", "dump", "rm", "prepare"}) {
            err.getBuffer().setLength(0);
            assertEquals(Refusal.EXIT_CODE, execute(command, "/nonexistent/trace"), command);
            assertTrue(err.toString().startsWith("rr: trace /nonexistent/trace: found no such folder; expected "), err::toString);
            assertEquals(1, err.toString().lines().count(), err::toString);
        }
    }

    @Test
    void prepareIsHiddenAndTheVersionIsPrinted() {
        assertEquals(0, execute("--help"));
        assertFalse(out.toString().contains("prepare"), out::toString);
        assertEquals(0, execute("--version"));
        assertTrue(out.toString().contains("rr "), out::toString);
    }

    private int execute(String... arguments) {
        CommandLine commandLine = Main.commandLine(new Installation("/rr.jar", "/inner.jar", "/librr.so"));
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
