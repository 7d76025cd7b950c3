package rr.agent;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import rr.agent.weave.OrderedFields;
import rr.agent.weave.WeaveCache;
import rr.agent.weave.WeaveCacheWriter;
import rr.agent.weave.Weaver;
import rr.recorder.CacheFiles;
import rr.recorder.OldBuilds;
import rr.recorder.ScribeTraining;

/**
 * Makes the files that speed up the start of recordings, in a process of its own: see {@code rr.recorder.Preparations}. Weaving is a
 * function of class files, so what is woven here is what the recorded program's JVM would weave. That JVM sees two forms of a class:
 * those in the JDK's image when it loads them, and when it retransforms them what the VM puts together from its memory. The second form is
 * to be had from a VM only; hence the agent.
 */
public final class Preparation {
    /** What programs usually load; classes of other modules are woven when they are loaded. */
    private static final String[] MODULES = {
        "java.base", "java.instrument", "java.logging", "java.management", "java.naming", "java.net.http", "java.sql", "java.xml",
        "jdk.httpserver", "jdk.unsupported", "jdk.zipfs",
    };
    private static final int BATCH = 200;

    private static Instrumentation instrumentation;

    private final Weaver weaver = Transformer.newWeaver(OrderedFields.NONE, null, false, null);
    private final WeaveCacheWriter writer = new WeaveCacheWriter();
    private final List<String> wovenInBase = new ArrayList<>();

    private Preparation() {}

    /** Entry as the agent of this process. */
    public static void premain(String arguments, Instrumentation given) {
        instrumentation = given;
    }

    /** Makes what is missing, after any other process that is at it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path innerJar = Path.of(System.getProperty("java.class.path"));
        CacheFiles files = CacheFiles.of(innerJar);
        try (FileChannel channel = FileChannel.open(files.folder().resolve("preparing.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (lock.isValid() && !Files.exists(files.scribeArchive())) {
                ScribeTraining.makeArchive(innerJar, files);
            }
            if (lock.isValid() && !Files.exists(files.woven())) {
                weave().write(files.woven(), files.key());
            }
            OldBuilds.remove(files.folder());
        }
    }

    /** The woven forms of the JDK's classes. */
    static WeaveCacheWriter weave() throws IOException {
        Preparation preparation = new Preparation();
        preparation.weaveImage();
        preparation.weaveLoaded();
        return preparation.writer;
    }

    /** Those that a program's JVM may have loaded before it gets to the agent: a few of the ones loaded here. */
    private void weaveLoaded() throws IOException {
        Path list = Path.of(System.getProperty("java.home"), "lib", "classlist");
        if (Files.isReadable(list)) {
            for (String line : Files.readAllLines(list)) {
                int end = line.indexOf(' ');
                load(end < 0 ? line : line.substring(0, end));
            }
        }
        for (String name : wovenInBase) {
            load(name);
        }
        ClassFileTransformer collector = new ClassFileTransformer() {
            @Override
            public byte[] transform(Module module, ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
                if (redefined != null && name != null) {
                    add(loader, name, bytes);
                }
                return null;
            }
        };
        instrumentation.addTransformer(collector, true);
        List<Class<?>> batch = new ArrayList<>();
        for (Class<?> c : instrumentation.getAllLoadedClasses()) {
            if (!c.isHidden() && WeaveCache.isCacheable(c.getClassLoader()) && instrumentation.isModifiableClass(c)) {
                batch.add(c);
            }
            if (batch.size() == BATCH) {
                retransform(batch);
            }
        }
        retransform(batch);
        instrumentation.removeTransformer(collector);
    }

    private static void load(String name) {
        if (!name.isEmpty() && Character.isLetter(name.charAt(0))) {
            try {
                // To list members links the class, as classes in use are: the VM puts others together in another form.
                Class.forName(name.replace('/', '.'), false, ClassLoader.getPlatformClassLoader()).getDeclaredConstructors();
            } catch (ClassNotFoundException | LinkageError absent) {
                // The JDK's list has the names of generated classes among others, and not all of the image can be loaded.
            }
        }
    }

    private static void retransform(List<Class<?>> batch) {
        if (!retransform(batch.toArray(new Class<?>[0]))) {
            for (Class<?> each : batch) {
                retransform(each); // one that the VM refuses keeps those behind it from being handed over
            }
        }
        batch.clear();
    }

    private static boolean retransform(Class<?>... classes) {
        try {
            instrumentation.retransformClasses(classes);
            return true;
        } catch (UnmodifiableClassException | LinkageError | RuntimeException | InternalError e) {
            return false;
        }
    }

    private void weaveImage() throws IOException {
        Path image = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules");
        for (String name : MODULES) {
            Module module = ModuleLayer.boot().findModule(name).orElse(null);
            if (module == null || !WeaveCache.isCacheable(module.getClassLoader())) {
                continue;
            }
            Path root = image.resolve(name);
            try (Stream<Path> files = Files.walk(root)) {
                for (Iterator<Path> each = files.iterator(); each.hasNext();) {
                    Path file = each.next();
                    String path = root.relativize(file).toString();
                    if (path.endsWith(".class") && !path.equals("module-info.class")) {
                        String type = path.substring(0, path.length() - ".class".length());
                        if (add(module.getClassLoader(), type, Files.readAllBytes(file)) && module == Object.class.getModule()) {
                            wovenInBase.add(type);
                        }
                    }
                }
            }
        }
    }

    /** Whether something was woven. */
    private boolean add(ClassLoader loader, String name, byte[] original) {
        if (WeaveCache.isCacheable(loader)) {
            try {
                byte[] woven = weaver.weave(loader, name, original);
                writer.add(name, original, woven);
                return woven != null;
            } catch (LinkageError | StackOverflowError | OutOfMemoryError e) {
                // Not in the cache: it is woven when it is loaded, and what is wrong is reported there.
            }
        }
        return false;
    }
}
