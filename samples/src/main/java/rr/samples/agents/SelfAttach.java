package rr.samples.agents;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import rr.samples.Workers;

/**
 * As libraries for mocks make themselves agents: the program writes a jar and starts a process that attaches to it and has it load that jar as an
 * agent; with an argument it attaches to itself. With the Instrumentation that it got so it changes classes, its own and one of the JDK, and gives jars
 * that it has written to the boot loader and to the system's. All files are deleted at once. Meanwhile threads work; how far they are when the agent
 * comes is the result.
 */
public final class SelfAttach {
    private static final AtomicLong WORK = new AtomicLong();
    private static final String BOOT_NAME = "rr/samples/agents/InBoot";
    private static final String SYSTEM_NAME = "rr/samples/agents/InPath";
    private static volatile Instrumentation instrumentation;

    private SelfAttach() {}

    public static void main(String[] args) throws Exception {
        for (int i = 0; i < 2; i++) {
            Thread worker = new Thread(() -> {
                while (true) {
                    WORK.incrementAndGet();
                    Workers.spin(100);
                }
            });
            worker.setDaemon(true);
            worker.start();
        }
        System.out.println(Changed.text());
        for (int i = 0; i < 2; i++) {
            attach("number " + i, args.length > 0);
            System.out.println("attached at " + WORK.get() + ", " + instrumentation.isRetransformClassesSupported());
        }
        change();
        giveToBootLoader();
        giveToSystemLoader();
        list();
    }

    /** The agent: on a thread of the VM, which another process has asked. */
    public static void agentmain(String arguments, Instrumentation given) throws InterruptedException {
        Thread thread = Thread.currentThread();
        System.out.println("agent " + arguments + " at " + WORK.get() + " on " + thread.getName() + ", daemon " + thread.isDaemon() + ", "
                + (thread.getContextClassLoader() == ClassLoader.getSystemClassLoader()));
        Thread child = new Thread(() -> System.out.println("its thread at " + WORK.get() + ", daemon " + Thread.currentThread().isDaemon()));
        child.start();
        child.join();
        instrumentation = given;
    }

    private static void attach(String arguments, boolean byItself) throws Exception {
        Manifest manifest = manifest();
        manifest.getMainAttributes().putValue("Agent-Class", SelfAttach.class.getName());
        manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
        Path jar = Files.createTempFile("agent", ".jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        if (byItself) {
            Attacher.main(new String[] {Long.toString(ProcessHandle.current().pid()), jar.toString(), arguments});
            Files.delete(jar);
            return;
        }
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", System.getProperty("java.class.path"),
                Attacher.class.getName(), Long.toString(ProcessHandle.current().pid()), jar.toString(), arguments)
                .redirectErrorStream(true).start();
        System.out.print(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        System.out.println("the process that attached: " + process.waitFor());
        Files.delete(jar);
    }

    /** Two threads have classes changed: one of the program, one of the JDK. */
    private static void change() throws UnmodifiableClassException, InterruptedException {
        instrumentation.addTransformer(new ClassFileTransformer() {
            @Override
            public byte[] transform(ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
                return Changed.class == redefined ? replaced(bytes, "as it was", "mocked up") : null;
            }
        }, true);
        Workers.run(2, i -> {
            try {
                instrumentation.retransformClasses(i == 0 ? Changed.class : ArrayList.class);
            } catch (UnmodifiableClassException e) {
                throw new IllegalStateException(e);
            }
        });
        System.out.println(Changed.text() + ", " + new ArrayList<>(List.of(1, 2)));
    }

    private static void giveToBootLoader() throws ReflectiveOperationException, IOException {
        Path jar = jarWith(BOOT_NAME);
        try (JarFile file = new JarFile(jar.toFile())) {
            instrumentation.appendToBootstrapClassLoaderSearch(file);
        }
        Files.delete(jar);
        Class<?> type = Class.forName(BOOT_NAME.replace('/', '.'), true, null);
        System.out.println(type.getName() + " of loader " + type.getClassLoader() + ": " + ((Supplier<?>) type.getConstructor().newInstance()).get());
    }

    private static void giveToSystemLoader() throws ReflectiveOperationException, IOException {
        Path jar = jarWith(SYSTEM_NAME);
        instrumentation.appendToSystemClassLoaderSearch(new JarFile(jar.toFile()));
        Class<?> type = Class.forName(SYSTEM_NAME.replace('/', '.'));
        System.out.println(type.getName() + " of " + (type.getClassLoader() == ClassLoader.getSystemClassLoader()) + ", "
                + jar.equals(Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())) + ": "
                + ((Supplier<?>) type.getConstructor().newInstance()).get());
        URL found = ClassLoader.getSystemResource(SYSTEM_NAME + ".class");
        try (InputStream in = found.openStream()) {
            System.out.println("found in " + found.getProtocol() + ", " + in.readAllBytes().length + " bytes");
        }
        Files.delete(jar);
    }

    private static void list() {
        List<String> names = namesOf(instrumentation.getAllLoadedClasses());
        System.out.println(names.size() + " classes loaded, hash " + names.hashCode() + ", " + names.contains(Changed.class.getName()));
        List<String> initiated = namesOf(instrumentation.getInitiatedClasses(ClassLoader.getSystemClassLoader()));
        System.out.println(initiated.size() + " by the system's loader, hash " + initiated.hashCode());
    }

    private static List<String> namesOf(Class<?>[] classes) {
        List<String> names = new ArrayList<>();
        for (Class<?> c : classes) {
            names.add(c.getName());
        }
        return names;
    }

    private static Manifest manifest() {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        return manifest;
    }

    /** A jar with the class {@link Parcel} under another name, of the same length. */
    private static Path jarWith(String name) throws IOException {
        byte[] template;
        try (InputStream in = SelfAttach.class.getResourceAsStream("Parcel.class")) {
            template = in.readAllBytes();
        }
        Path jar = Files.createTempFile("given", ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest())) {
            out.putNextEntry(new ZipEntry(name + ".class"));
            out.write(replaced(template, Parcel.class.getName().replace('.', '/'), name));
        }
        return jar;
    }

    private static byte[] replaced(byte[] bytes, String from, String to) {
        return new String(bytes, StandardCharsets.ISO_8859_1).replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The class that the agent changes. */
    static final class Changed {
        private Changed() {}

        static String text() {
            return "as it was";
        }
    }
}
