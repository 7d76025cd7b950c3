package rr.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.jar.JarFile;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;

/**
 * Puts {@code rr.runtime} into the boot loader, where java.base can call it. Not by appending to the boot class path, which
 * makes the VM print a warning about class data sharing.
 */
final class BootClasses {
    private static final String FOLDER = "rr/runtime/";

    /** The names of the files in {@link #FOLDER}, made by the build: to look through the whole jar takes ten times as long. */
    private static final String INDEX = "rr/agent/runtime-classes.txt";
    /** What observed replays need besides, and where it is. */
    private static final String RACES = "races/";
    private static final String RACES_INDEX = "rr/agent/race-finder-classes.txt";

    private BootClasses() {}

    /**
     * Defines the classes and opens java.base's internals to them; {@link Internals} must be open.
     *
     * @param observed whether the race finder is among them
     * @return the classes by simple name
     */
    static Map<String, Class<?>> define(Instrumentation instrumentation, String innerJar, boolean observed)
            throws IOException {
        Module base = Object.class.getModule();
        Map<String, Class<?>> classes = new HashMap<>();
        boolean debugged = false;
        for (String argument : Internals.arguments()) {
            debugged |= Internals.isDebugger(argument);
        }
        try (JarFile jar = new JarFile(innerJar)) {
            define(jar, INDEX, "", debugged, classes);
            if (observed) {
                define(jar, RACES_INDEX, RACES, debugged, classes);
            }
        }
        Module boot = classes.get("Hooks").getModule();
        instrumentation.redefineModule(base, Set.of(boot), Map.of("jdk.internal.misc", Set.of(boot)), Map.of(), Set.of(), Map.of());
        return classes;
    }

    private static void define(JarFile jar, String index, String subfolder, boolean debugged, Map<String, Class<?>> classes) throws IOException {
        for (StringTokenizer names = new StringTokenizer(new String(read(jar, index), StandardCharsets.UTF_8)); names.hasMoreTokens();) {
            String file = names.nextToken();
            String name = subfolder + file.substring(0, file.length() - ".class".length());
            byte[] bytes = read(jar, FOLDER + subfolder + file);
            classes.put(name, Internals.define(FOLDER + name, debugged ? withoutLines(bytes) : bytes));
        }
    }

    /** A debugger that steps line by line does not stop in methods without any: it passes over the hooks. */
    private static byte[] withoutLines(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(0);
        reader.accept(writer, ClassReader.SKIP_DEBUG);
        return writer.toByteArray();
    }

    private static byte[] read(JarFile jar, String name) throws IOException {
        try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
            return in.readAllBytes();
        }
    }
}
