package rr.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rr.agent.AgentOptions;
import rr.agent.Refusal;
import rr.recorder.TraceHeader;
import rr.runtime.trace.TraceUnusable;

class ReplayLaunchTest {
    private static final AgentOptions REPLAY = new AgentOptions(AgentOptions.Mode.REPLAY, "/t,1", 0, "auto", true, null, false, false, null);
    private static final String AGENT = "-javaagent:/new/rr.jar=replay,trace=/t\\,1,quiet";

    @TempDir
    Path temporary;

    private final Map<String, Object> fields = new HashMap<>();

    @BeforeEach
    void describeARecording() {
        fields.put("format", TraceHeader.FORMAT);
        fields.put("cwd", temporary.toString());
        fields.put("command", List.of("java", "-javaagent:/old/rr.jar=record,trace=x", "-jar", "app.jar", "-javaagent:a=record"));
        fields.put("environment", Map.of("A", "b"));
        fields.put("jdk", Map.of("home", "/jdk"));
    }

    @Test
    void theAgentsOptionIsReplacedAndTheRestKept() throws Exception {
        List<String> command = launch().command();
        assertEquals("java", command.get(0));
        assertEquals(List.of(AGENT, "-jar", "app.jar", "-javaagent:a=record"), command.subList(command.size() - 4, command.size()));
        assertEquals(Path.of("/jdk/bin/java"), launch().executable());
        assertEquals(temporary, launch().folder());
    }

    @Test
    void whatTheJvmChoseIsPinnedBeforeTheRecordedOptions() throws Exception {
        fields.put("collector", "UseSerialGC");
        fields.put("cpus", 3);
        assertEquals(List.of("-XX:+UseSerialGC", "-XX:ActiveProcessorCount=3", "-XX:+UnlockDiagnosticVMOptions",
            "-XX:ArchiveRelocationMode=0"), launch().command().subList(1, 5));
    }

    @Test
    void aCollectorThatTheUserChoseIsNotGivenTwice() throws Exception {
        fields.put("collector", "UseG1GC");
        fields.put("command", List.of("java", "-XX:+UseG1GC", "-javaagent:rr.jar=record", "Main"));
        assertEquals(1, launch().command().stream().filter(option -> option.equals("-XX:+UseG1GC")).count());
        fields.put("command", List.of("java", "-javaagent:rr.jar=record", "Main"));
        fields.put("environment", Map.of("JDK_JAVA_OPTIONS", "-Xmx1g -XX:+UseG1GC"));
        assertFalse(launch().command().contains("-XX:+UseG1GC"));
    }

    @Test
    void anAgentThatTheEnvironmentNamedIsReplacedThere() throws Exception {
        fields.put("command", List.of("java", "Main"));
        fields.put("environment", Map.of("JAVA_TOOL_OPTIONS", "-Xmx1g -javaagent:rr.jar=record -Dx=y"));
        assertEquals("-Xmx1g " + AGENT + " -Dx=y", launch().environment().get("JAVA_TOOL_OPTIONS"));
    }

    @Test
    void theDebuggersAgentComesBeforeRrAndReplacesTheRecordedOne() throws Exception {
        String jdwp = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,quiet=y,address=5006";
        fields.put("command", List.of("java", "-agentlib:jdwp=server=y", "-javaagent:rr.jar=record", "Main", "-agentlib:jdwp=mine"));
        ReplayLaunch launch = launch();
        launch.debugAt("5006");
        assertEquals(jdwp, launch.command().get(1));
        assertEquals(List.of(AGENT, "Main", "-agentlib:jdwp=mine"), launch.command().subList(4, 7));
        fields.put("command", List.of("java", "Main"));
        fields.put("environment", Map.of("JDK_JAVA_OPTIONS", "-Xrunjdwp:server=y -Xmx1g", "JAVA_TOOL_OPTIONS", "-javaagent:rr.jar=record -Dx=y"));
        launch = launch();
        launch.debugAt("5006");
        assertEquals("-Xmx1g", launch.environment().get("JDK_JAVA_OPTIONS"));
        assertEquals(jdwp + " " + AGENT + " -Dx=y", launch.environment().get("JAVA_TOOL_OPTIONS"));
    }

    @Test
    void anAddressWithoutAPortIsRefused() throws Exception {
        ReplayLaunch launch = launch();
        assertTrue(assertThrows(Refusal.class, () -> launch.debugAt("localhost")).getMessage().startsWith("option --debug: found 'localhost'"));
    }

    @Test
    void aCommandThatDoesNotShowItsAgentIsRefused() {
        fields.put("command", List.of("java", "-javaagent:other.jar=recorder", "@options", "Main"));
        String line = assertThrows(Refusal.class, this::launch).getMessage();
        assertTrue(line.startsWith("recorded command: found no -javaagent:…=record"), line);
    }

    @Test
    void aMissingJdkIsRefused() {
        fields.put("jdk", Map.of("home", "/nonexistent", "JAVA_RUNTIME_VERSION", "17.0.1+2"));
        assertEquals("JDK: found no bin/java at /nonexistent; expected 17.0.1+2 there; do install that JDK at that place", refusal());
    }

    @Test
    void anotherBuildOfTheJdkIsRefused() {
        fields.put("jdk", Map.of("home", System.getProperty("java.home"), "JAVA_VERSION", "1.2"));
        assertTrue(refusal().contains("found JAVA_VERSION " + System.getProperty("java.version")), this::refusal);
    }

    @Test
    void anotherBuildOfRrIsRefused() throws Exception {
        fields.put("build", "0123456789abcdef");
        RecordedEnvironment.checkBuild(header(), "0123456789abcdef");
        TraceHeader header = header();
        assertEquals("trace of another build of rr: found build fedcba987654; expected build 0123456789ab as recorded; do replay with the rr.jar that"
            + " recorded, record again, or try --any-build",
            assertThrows(Refusal.class, () -> RecordedEnvironment.checkBuild(header, "fedcba9876543210")).getMessage());
    }

    @Test
    void theRecordedHeapIsPinned() throws Exception {
        fields.put("maxHeap", "1048576");
        assertTrue(launch().command().contains("-XX:MaxHeapSize=1048576"));
    }

    @Test
    void aChangedJarIsRefusedAndATouchedOneIsNot() throws Exception {
        fields.remove("jdk");
        Path jar = Files.writeString(temporary.resolve("app.jar"), "abc");
        String sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        fields.put("classPath", List.of(Map.of("path", jar.toString(), "bytes", 3, "modified", 0, "sha256", sha256)));
        new RecordedEnvironment(header()).check();
        Files.writeString(jar, "abd");
        assertTrue(refusal().startsWith("class path: found " + jar + " changed"), this::refusal);
        Files.delete(jar);
        assertTrue(refusal().startsWith("class path: found no " + jar), this::refusal);
    }

    @Test
    void aMissingFileThatTheTraceHoldsIsPutBack() throws Exception {
        fields.remove("jdk");
        Path jar = temporary.resolve("gone/launch.jar");
        fields.put("classPath", List.of(Map.of("path", jar.toString(), "bytes", 3, "modified", 5000, TraceHeader.CONTENT, "YWJj")));
        new RecordedEnvironment(header()).check();
        assertEquals("abc", Files.readString(jar));
        assertEquals(5000, Files.getLastModifiedTime(jar).toMillis());
        Files.writeString(jar, "changed");
        assertTrue(refusal().startsWith("class path: found " + jar + " changed"), this::refusal);
    }

    @Test
    void onlyClassesInAFolderMatter() throws Exception {
        fields.remove("jdk");
        fields.put("startedMillis", 1000);
        Path classes = Files.createDirectory(temporary.resolve("classes"));
        Files.writeString(classes.resolve("output.txt"), "x");
        fields.put("classPath", List.of(Map.of("path", classes.toString(), "sha256", "00")));
        new RecordedEnvironment(header()).check();
        Path changed = Files.writeString(classes.resolve("A.class"), "x");
        assertTrue(refusal().startsWith("class path: found " + changed + " changed"), this::refusal);
    }

    private String refusal() {
        return assertThrows(Refusal.class, () -> new RecordedEnvironment(header()).check()).getMessage();
    }

    private ReplayLaunch launch() throws IOException, TraceUnusable {
        return new ReplayLaunch(header(), "/new/rr.jar", REPLAY);
    }

    /** A header file as the recorder writes it, its checksum included. */
    private TraceHeader header() throws IOException, TraceUnusable {
        Map<String, Object> withChecksum = new HashMap<>(fields);
        withChecksum.put("checksum", "crc32c:00000000");
        String zeroed = JSON.std.asString(withChecksum);
        CRC32C crc = new CRC32C();
        crc.update(zeroed.getBytes(StandardCharsets.UTF_8));
        Path folder = Files.createDirectories(temporary.resolve("trace"));
        Files.writeString(folder.resolve(TraceHeader.FILE_NAME), zeroed.replace("crc32c:00000000", String.format("crc32c:%08x",
            crc.getValue())));
        return TraceHeader.read(folder);
    }
}
