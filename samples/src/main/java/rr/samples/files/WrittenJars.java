package rr.samples.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Jars that the program writes, and loads classes and resources from at once: on replay there are no such files. */
public final class WrittenJars {
    private static final int ROUNDS = 5;

    private WrittenJars() {}

    /** Copied into the jar and loaded from there. */
    public static final class Plugin implements Callable<String> {
        @Override
        public String call() throws IOException {
            try (InputStream in = Plugin.class.getClassLoader().getResourceAsStream("message.txt")) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    private static void add(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content);
        jar.closeEntry();
    }

    private static String loadFrom(Path file, int round) throws Exception {
        String plugin = Plugin.class.getName();
        String classFile = plugin.replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out);
                InputStream in = WrittenJars.class.getClassLoader().getResourceAsStream(classFile)) {
            add(jar, classFile, in.readAllBytes());
            add(jar, "message.txt", ("round " + round).getBytes(StandardCharsets.UTF_8));
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {file.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            return (String) ((Callable<?>) loader.loadClass(plugin).getConstructor().newInstance()).call();
        }
    }

    public static void main(String[] args) throws Exception {
        Fingerprint[] messages = {new Fingerprint(), new Fingerprint()};
        try (Folder folder = new Folder()) {
            Workers.run(messages.length, worker -> {
                for (int i = 0; i < ROUNDS; i++) {
                    messages[worker].add(loadFrom(folder.resolve("plugin" + worker + i + ".jar"), i));
                }
            });
        }
        new Report().line("messages %s / %s", messages[0], messages[1]).end();
    }
}
