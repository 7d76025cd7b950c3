package rr.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.security.ProtectionDomain;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Puts {@code rr.runtime} into the boot loader, where java.base can call it. Not by appending to the boot class path, which
 * makes the VM print a warning about class data sharing.
 */
final class BootClasses {
    private static final String FOLDER = "rr/runtime/";

    private BootClasses() {}

    /**
     * Defines the classes and opens java.base's internals to them.
     *
     * @return the classes by simple name
     */
    static Map<String, Class<?>> define(Instrumentation instrumentation, String innerJar)
            throws IOException, ReflectiveOperationException {
        Module base = Object.class.getModule();
        Module own = BootClasses.class.getModule();
        instrumentation.redefineModule(base, Set.of(), Map.of(), Map.of("jdk.internal.misc", Set.of(own)), Set.of(), Map.of());
        Class<?> unsafeClass = Class.forName("jdk.internal.misc.Unsafe");
        Object unsafe = unsafeClass.getMethod("getUnsafe").invoke(null);
        Method defineClass = unsafeClass.getMethod("defineClass", String.class, byte[].class, int.class, int.class,
            ClassLoader.class, ProtectionDomain.class);
        Map<String, Class<?>> classes = new HashMap<>();
        try (JarFile jar = new JarFile(innerJar)) {
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements();) {
                JarEntry entry = entries.nextElement();
                String name = entry.getName();
                if (name.startsWith(FOLDER) && name.endsWith(".class") && name.indexOf('/', FOLDER.length()) < 0) {
                    byte[] bytes;
                    try (InputStream in = jar.getInputStream(entry)) {
                        bytes = in.readAllBytes();
                    }
                    String simple = name.substring(FOLDER.length(), name.length() - ".class".length());
                    classes.put(simple, (Class<?>) defineClass.invoke(unsafe, FOLDER + simple, bytes, 0, bytes.length, null, null));
                }
            }
        }
        Module boot = classes.get("Hooks").getModule();
        instrumentation.redefineModule(base, Set.of(boot), Map.of("jdk.internal.misc", Set.of(boot)), Map.of(), Set.of(), Map.of());
        return classes;
    }
}
