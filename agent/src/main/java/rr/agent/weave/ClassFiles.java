package rr.agent.weave;

import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.objectweb.asm.ClassReader;

/**
 * Finds class files as the program's loaders do, and reads them without leaving a trace in what the program shares with them: the URL
 * handlers keep open jars and their inflaters in caches, which a program would find in another state each time.
 */
public final class ClassFiles {
    private static final String SCHEME = "jar:file:";
    private static final String SEPARATOR = "!/";
    private static final Map<String, Module> MODULES = modules();

    /** Jars of the class path, which its loader has open for as long as the program lives; by their URLs. */
    private final Map<String, ZipFile> jars = new HashMap<>();

    /** The module of the boot layer to which the package of a class belongs; null if there is none. */
    static Module module(String className) {
        return MODULES.get(className.substring(0, Math.max(0, className.lastIndexOf('/'))));
    }

    /**
     * The class file of a class of the JDK's, as it is in its image.
     *
     * @throws IOException if there is none
     */
    public static byte[] ofJdk(String name) throws IOException {
        Module module = module(name);
        try (InputStream in = module == null ? null : module.getResourceAsStream(name + ".class")) {
            if (in == null) {
                throw new IOException("no class " + name + " in the JDK");
            }
            return in.readAllBytes();
        }
    }

    /** A class file, or null. */
    ClassReader open(ClassLoader loader, String name) {
        try (InputStream in = stream(loader, name + ".class")) {
            return in == null ? null : new ClassReader(in.readAllBytes());
        } catch (IOException | RuntimeException | LinkageError unreadable) {
            // A loader's own failure must not become the program's: the class counts as not found, which callers report.
            return null;
        }
    }

    /**
     * The JDK's own classes are not read through URLs: connections initialise classes and fill caches, which the program would find so
     * or not, by what has been woven before.
     */
    private InputStream stream(ClassLoader loader, String resource) throws IOException {
        Module module = module(resource);
        InputStream in = module != null && seesModules(loader, resource) ? module.getResourceAsStream(resource) : null;
        if (in != null) {
            return in;
        }
        if (loader == null || loader == ClassLoader.getSystemClassLoader()) {
            URL url = ClassLoader.getSystemResource(resource);
            return url == null ? null : inClassPath(url);
        }
        if (loader instanceof URLClassLoader) {
            URL url = loader.getResource(resource); // as a stream it would be in the loader's list of what it closes
            return url == null ? null : inJar(url);
        }
        return loader.getResourceAsStream(resource);
    }

    private InputStream inClassPath(URL url) throws IOException {
        String name = nameInJar(url);
        ZipFile jar = name == null ? null : jar(jarOf(url));
        ZipEntry entry = jar == null ? null : jar.getEntry(name);
        return entry == null ? uncached(url) : jar.getInputStream(entry);
    }

    /** The program may close its loader, and another jar may come in the place of this one: it is opened for this file alone. */
    private static InputStream inJar(URL url) throws IOException {
        String name = nameInJar(url);
        String path = name == null ? null : path(jarOf(url));
        if (path == null) {
            return uncached(url);
        }
        try (ZipFile jar = new ZipFile(path)) {
            ZipEntry entry = jar.getEntry(name);
            if (entry != null) {
                try (InputStream in = jar.getInputStream(entry)) {
                    return new ByteArrayInputStream(in.readAllBytes());
                }
            }
        }
        return uncached(url);
    }

    /** The name of a file in a jar that is a plain file itself; null if that is not what the URL names. */
    private static String nameInJar(URL url) {
        String text = url.toString();
        int end = text.indexOf(SEPARATOR);
        return text.startsWith(SCHEME) && end >= 0 ? text.substring(end + SEPARATOR.length()) : null;
    }

    /** The jar's own URL. */
    private static String jarOf(URL url) {
        String text = url.toString();
        return text.substring(SCHEME.length() - "file:".length(), text.indexOf(SEPARATOR));
    }

    /** An open jar, null if it is not a plain file. */
    private ZipFile jar(String url) throws IOException {
        synchronized (jars) {
            ZipFile jar = jars.get(url);
            if (jar == null) {
                String path = path(url);
                jar = path == null ? null : new ZipFile(path);
                jars.put(url, jar);
            }
            return jar;
        }
    }

    /** The path that a file's URL names; null if it names none. */
    private static String path(String url) {
        try {
            return new URI(url).getPath();
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static InputStream uncached(URL url) throws IOException {
        boolean here = url.getProtocol().equals("file") && (url.getHost() == null || url.getHost().isEmpty());
        String path = here ? path(url.toString()) : null;
        if (path != null) {
            return new FileInputStream(path);
        }
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        return connection.getInputStream();
    }

    /** Whether the loader has a class of this package from the boot layer. Others may define their own, if it is not one of java. */
    private static boolean seesModules(ClassLoader loader, String resource) {
        return loader == null || loader == ClassLoader.getPlatformClassLoader() || loader == ClassLoader.getSystemClassLoader()
                || resource.startsWith("java/");
    }

    /** The modules of the boot layer by their packages. Asked for before the first event: the layer keeps its answer in a field. */
    private static Map<String, Module> modules() {
        Map<String, Module> modules = new HashMap<>();
        for (Module module : ModuleLayer.boot().modules()) {
            for (String name : module.getPackages()) {
                modules.put(name.replace('.', '/'), module);
            }
        }
        return modules;
    }
}
