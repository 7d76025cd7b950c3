package rr.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/** The rules of docs/architecture.md, "Modules", checked on the compiled classes. */
class ModuleDependencyTest {
    private static final Path ROOT = Path.of(System.getProperty("rr.root"));

    @Test
    void runtimeRefersToJavaBaseOnly() throws IOException {
        Set<String> javaBase = ModuleLayer.boot().findModule("java.base").orElseThrow().getPackages().stream()
            .map(name -> name.replace('.', '/')).collect(Collectors.toSet());
        assertNone("runtime", type -> !type.startsWith("rr/runtime/") && !javaBase.contains(packageOf(type)));
    }

    @Test
    void runtimeLinksNothingThroughInvokedynamic() throws IOException {
        assertNone("runtime", type -> type.equals("java/lang/invoke/LambdaMetafactory")
            || type.equals("java/lang/invoke/StringConcatFactory"));
    }

    @Test
    void recorderDoesNotReferToReplayerOrAgent() throws IOException {
        assertNone("recorder", type -> type.startsWith("rr/replayer/") || type.startsWith("rr/agent/"));
    }

    @Test
    void replayerDoesNotReferToRecorderOrAgent() throws IOException {
        assertNone("replayer", type -> type.startsWith("rr/recorder/") || type.startsWith("rr/agent/"));
    }

    @Test
    void launcherRefersToNoOtherClassOfOurs() throws IOException {
        Set<String> types = typesIn(ROOT.resolve("agent/target/classes/rr/boot/Launcher.class"));
        types.removeIf(type -> type.startsWith("java/") || type.equals("rr/boot/Launcher"));
        assertEquals(Set.of(), types);
        try (Stream<Path> files = Files.list(ROOT.resolve("agent/target/classes/rr/boot"))) {
            assertEquals(1, files.count(), "rr.jar shows one class to the application");
        }
    }

    private static void assertNone(String module, Predicate<String> forbidden) throws IOException {
        Path classes = ROOT.resolve(module).resolve("target/classes");
        Set<String> found = new TreeSet<>();
        for (Path file : classFiles(classes)) {
            for (String type : typesIn(file)) {
                if (forbidden.test(type)) {
                    found.add(classes.relativize(file) + " -> " + type);
                }
            }
        }
        assertEquals(Set.of(), found);
    }

    private static List<Path> classFiles(Path folder) throws IOException {
        assertTrue(Files.isDirectory(folder), () -> folder + " is missing; build the module first");
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }

    private static Set<String> typesIn(Path classFile) throws IOException {
        Set<String> types = new TreeSet<>();
        Remapper collector = new Remapper(Opcodes.ASM9) {
            @Override
            public String map(String internalName) {
                types.add(internalName);
                return internalName;
            }
        };
        new ClassReader(Files.readAllBytes(classFile)).accept(new ClassRemapper(new ClassWriter(0), collector), 0);
        return types;
    }

    private static String packageOf(String type) {
        int slash = type.lastIndexOf('/');
        return slash < 0 ? "" : type.substring(0, slash);
    }
}
