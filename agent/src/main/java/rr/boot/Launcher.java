package rr.boot;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.BiConsumer;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/**
 * The only class of rr.jar that the application's loaders can see. It unpacks the rest, once per build, and starts it in a
 * loader of its own.
 *
 * <pre>
 *   rr.jar                                   ~/.cache/rr-jvm/BUILD-ID/
 *     rr/boot/Launcher.class
 *     META-INF/rr/inner.jar            →       inner.jar                  isolated loader, parent: platform loader
 *     META-INF/rr/librr-linux-….so     →       librr-linux-….so
 * </pre>
 *
 * It runs in the recorded program's JVM before that program: no lambda, regular expression or stream, so that it loads
 * few classes and links no call site.
 */
public final class Launcher {
    /** Exit code for a jar, a folder or an environment with which rr cannot work. */
    static final int UNUSABLE = 118;

    private static final String INNER_JAR = "inner.jar";
    private static final String NATIVE_LIBRARY = "librr-linux-x86_64.so";
    private static final String FOLDER_IN_JAR = "META-INF/rr/";
    private static final int OTHERS_MAY_WRITE = 0022;

    private final Path rrJar;
    private final Path folder;

    private Launcher(Path rrJar, Path folder) {
        this.rrJar = rrJar;
        this.folder = folder;
    }

    /** Entry of {@code -javaagent:rr.jar=…}. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        try {
            Launcher launcher = unpack(ownJar(), System.getenv("XDG_CACHE_HOME"), System.getenv("HOME"));
            // By an interface: the VM would generate some ten classes to invoke a method of this shape reflectively.
            Object agent = launcher.isolatedLoader().loadClass("rr.agent.Agent").getConstructor().newInstance();
            @SuppressWarnings("unchecked")
            BiConsumer<Instrumentation, String[]> start = (BiConsumer<Instrumentation, String[]>) agent;
            start.accept(instrumentation, new String[] {arguments, launcher.innerJar(), launcher.nativeLibrary(), launcher.rrJar()});
        } catch (InvocationTargetException e) {
            refuse(unexpected(e.getCause()));
        } catch (IllegalStateException e) {
            refuse(e.getMessage());
        } catch (Exception | LinkageError e) {
            refuse(unexpected(e));
        }
    }

    /** Entry of {@code java -jar rr.jar …}. */
    public static void main(String[] arguments) {
        try {
            Launcher launcher = unpack(ownJar(), System.getenv("XDG_CACHE_HOME"), System.getenv("HOME"));
            ClassLoader loader = launcher.isolatedLoader();
            // Libraries look for services through the context loader; here it is the command line's own thread.
            Thread.currentThread().setContextClassLoader(loader);
            Method main = loader.loadClass("rr.agent.cli.Main")
                .getMethod("main", String[].class, String.class, String.class, String.class);
            main.invoke(null, arguments, launcher.rrJar(), launcher.innerJar(), launcher.nativeLibrary());
        } catch (InvocationTargetException e) {
            refuse(unexpected(e.getCause()));
        } catch (IllegalStateException e) {
            refuse(e.getMessage());
        } catch (Exception | LinkageError e) {
            refuse(unexpected(e));
        }
    }

    String rrJar() {
        return rrJar.toString();
    }

    String innerJar() {
        return folder.resolve(INNER_JAR).toString();
    }

    String nativeLibrary() {
        return folder.resolve(NATIVE_LIBRARY).toString();
    }

    private ClassLoader isolatedLoader() throws IOException {
        URL[] urls = {folder.resolve(INNER_JAR).toUri().toURL()};
        return new URLClassLoader("rr", urls, ClassLoader.getPlatformClassLoader());
    }

    private static Path ownJar() throws URISyntaxException {
        return new File(Launcher.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toPath().toAbsolutePath();
    }

    /**
     * Makes sure that both files lie in the cache folder of this build.
     *
     * @throws IllegalStateException with the line for the user, if that is impossible
     */
    static Launcher unpack(Path rrJar, String xdgCacheHome, String home) {
        try (JarFile jar = new JarFile(rrJar.toFile(), false)) {
            String buildId = buildId(jar, rrJar);
            Path folder = writableFolder(buildId, xdgCacheHome, home);
            unpackEntry(jar, rrJar, INNER_JAR, folder);
            unpackEntry(jar, rrJar, NATIVE_LIBRARY, folder);
            return new Launcher(rrJar, folder);
        } catch (IOException e) {
            throw new IllegalStateException("unpacking " + rrJar + ": found " + e + "; expected a readable jar and a writable"
                + " cache folder; do set XDG_CACHE_HOME to a folder with room for 10 MB", e);
        }
    }

    private static String buildId(JarFile jar, Path rrJar) throws IOException {
        Manifest manifest = jar.getManifest();
        String id = manifest == null ? null : manifest.getMainAttributes().getValue("Build-Id");
        if (id == null || id.isEmpty() || id.indexOf('/') >= 0 || id.charAt(0) == '.') {
            throw new IllegalStateException("jar " + rrJar + ": found Build-Id " + id + " in its manifest; expected the id of a"
                + " build; do use rr.jar as the build made it");
        }
        return id;
    }

    /** The folder of this build below the first parent that can be used. */
    private static Path writableFolder(String buildId, String xdgCacheHome, String home) throws IOException {
        int uid = uidOf(Path.of("/proc/self"));
        Path cache = null;
        if (xdgCacheHome != null && xdgCacheHome.startsWith("/")) {
            cache = Path.of(xdgCacheHome, "rr-jvm");
        } else if (home != null && home.startsWith("/")) {
            cache = Path.of(home, ".cache", "rr-jvm");
        }
        if (cache != null) {
            try {
                return privateFolder(cache, buildId, uid);
            } catch (IOException e) {
                // A home that is read-only, missing or someone else's: the folder for temporary files will do.
            }
        }
        return privateFolder(Path.of(System.getProperty("java.io.tmpdir"), "rr-jvm-" + uid), buildId, uid);
    }

    private static Path privateFolder(Path parent, String buildId, int uid) throws IOException {
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        if (!Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(parent, ownerOnly);
        }
        // What lies in there will be executed: nobody else may have put it there.
        requireOwned(parent, uid);
        Path folder = parent.resolve(buildId);
        try {
            Files.createDirectory(folder, ownerOnly);
        } catch (FileAlreadyExistsException e) {
            requireOwned(folder, uid);
        }
        if (!Files.isWritable(folder)) {
            throw new IOException(folder + " is not writable");
        }
        return folder;
    }

    private static void requireOwned(Path folder, int uid) throws IOException {
        int mode = (Integer) Files.getAttribute(folder, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if (uidOf(folder, LinkOption.NOFOLLOW_LINKS) != uid || (mode & OTHERS_MAY_WRITE) != 0) {
            throw new IOException(folder + " can be written by others");
        }
    }

    private static int uidOf(Path path, LinkOption... links) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid", links);
    }

    /**
     * Several JVMs may start at once: each writes a file of its own, and the rename is atomic. By streams, which every JVM has in use: channels
     * would be initialised for the program by the one run that unpacks, and by no replay of it.
     */
    private static void unpackEntry(JarFile jar, Path rrJar, String name, Path folder) throws IOException {
        ZipEntry entry = jar.getEntry(FOLDER_IN_JAR + name);
        if (entry == null) {
            throw new IllegalStateException("jar " + rrJar + ": found no " + FOLDER_IN_JAR + name + "; expected a complete rr.jar;"
                + " do use rr.jar as the build made it");
        }
        Path target = folder.resolve(name);
        if (Files.isRegularFile(target) && Files.size(target) == entry.getSize()) {
            return;
        }
        // Not createTempFile, which starts up SecureRandom and its providers.
        File partial = new File(folder.toFile(), name + "." + Files.readSymbolicLink(Path.of("/proc/self")) + "." + System.nanoTime());
        try {
            try (InputStream in = jar.getInputStream(entry); OutputStream out = new FileOutputStream(partial)) {
                in.transferTo(out);
            }
            if (!partial.renameTo(target.toFile())) {
                throw new IOException("no " + target + " can be made");
            }
        } finally {
            partial.delete(); // if it is still there
        }
    }

    private static String unexpected(Throwable thrown) {
        return "start: found " + thrown + "; expected the agent to start; do report this with the line, the JDK and the command";
    }

    /** Says one line and leaves. No exit hook runs: no application code has run that could have left one. */
    private static void refuse(String line) {
        System.err.println("rr: " + line.replace('\n', ' '));
        System.err.flush();
        Runtime.getRuntime().halt(UNUSABLE);
    }
}
