package rr.agent.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** All of java.base, woven: a JVM starts from it, verifies it, compiles it. */
class WovenJdkTest {
    private static final int TIMEOUT_SECONDS = 120;

    @TempDir
    private static Path folder;

    private static WeaveReport report;

    @BeforeAll
    static void weave() throws IOException {
        report = WovenJdk.write(folder.resolve("woven"));
    }

    @Test
    void everySiteCouldBeWoven() {
        assertEquals(List.of(), report.problems());
        for (WeaveReport.Site site : WeaveReport.Site.values()) {
            assertTrue(report.count(site) > 50, () -> site + " " + report.count(site));
        }
    }

    @Test
    void everyClassVerifies() throws Exception {
        List<String> lines = run(LinkAll.class.getName(), "-XX:+UnlockDiagnosticVMOptions", "-XX:+BytecodeVerificationLocal");
        assertEquals(List.of("linked " + JdkClasses.of("java.base").size()), lines);
    }

    /** A method whose monitors the compilers cannot match stays interpreted for ever. */
    @Test
    void compilersAcceptWovenMonitors() throws Exception {
        List<String> lines = run("guest.Workload", "-Xbatch", "-XX:+PrintCompilation");
        assertTrue(lines.contains("done"), () -> String.join("\n", lines));
        for (String line : lines) {
            assertFalse(line.contains("COMPILE SKIPPED") && !line.contains("retry"), line);
        }
        for (String method : new String[] {"early", "nested", "loop"}) {
            assertTrue(lines.stream().anyMatch(l -> l.matches(".* 4 +guest.Workload::" + method + " .*")), method);
        }
    }

    /**
     * Compilers replace the bodies of intrinsics by code of their own, so that events in them would come and go. Not those of
     * StringBuffer: the flag that allows it is turned off.
     */
    @Test
    void nothingIsWovenInIntrinsics() throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path file : JdkClasses.of("java.base")) {
            Path woven = folder.resolve("woven").resolve(JdkClasses.internalName(file) + ".class");
            if (Files.exists(woven) && !JdkClasses.internalName(file).equals("java/lang/StringBuffer")) {
                found.addAll(intrinsicsCallingHooks(Files.readAllBytes(woven)));
            }
        }
        assertEquals(Set.of(), found);
    }

    private static List<String> intrinsicsCallingHooks(byte[] classFile) {
        List<String> found = new ArrayList<>();
        ClassReader reader = new ClassReader(classFile);
        reader.accept(new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                return new MethodVisitor(Opcodes.ASM9) {
                    private boolean intrinsic;

                    @Override
                    public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
                        intrinsic |= annotation.equals("Ljdk/internal/vm/annotation/IntrinsicCandidate;");
                        return null;
                    }

                    @Override
                    public void visitMethodInsn(int opcode, String owner, String method, String type, boolean isInterface) {
                        if (intrinsic && owner.startsWith("rr/runtime/")) {
                            found.add(reader.getClassName() + "." + name + " calls " + method);
                        }
                    }
                };
            }
        }, ClassReader.SKIP_DEBUG);
        return found;
    }

    /** Runs a class on the woven JDK and returns what it printed. */
    private static List<String> run(String mainClass, String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xshare:off");
        command.add("--patch-module=java.base=" + folder.resolve("woven"));
        command.add("--add-exports=java.base/rr.runtime=ALL-UNNAMED");
        command.addAll(List.of(options));
        command.add("-cp");
        Path tests = Path.of(WovenJdkTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        command.add(wovenGuests() + File.pathSeparator + tests);
        command.add(mainClass);
        Path output = folder.resolve(mainClass + ".txt");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), () -> "no end: " + String.join(" ", command));
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
        assertEquals(0, process.exitValue(), () -> String.join(" ", command) + "\n" + String.join("\n", lines));
        return lines;
    }

    private static Path wovenGuests() throws IOException {
        Path guests = folder.resolve("guests");
        Path file = guests.resolve("guest/Workload.class");
        Files.createDirectories(file.getParent());
        Files.write(file, WovenJdk.weave("guest/Workload"));
        return guests;
    }
}
