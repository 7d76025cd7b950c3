package rr.recorder;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** The words of a java command as the launcher understands them: options, then {@code -jar} or a main class, then the program's own. */
public final class JavaCommand {
    private static final Set<String> CLASS_PATH = Set.of("-cp", "-classpath", "--class-path");
    private static final Set<String> MODULE_PATH = Set.of("-p", "--module-path");
    /** Others that take the next word, where they have no {@code =}. */
    private static final Set<String> WITH_WORD = Set.of("--add-modules", "--add-reads", "--add-exports", "--add-opens", "--limit-modules",
            "--upgrade-module-path", "--patch-module", "--enable-native-access", "--source");

    private final List<String> words;
    private String classPath;
    private String modulePath;
    private boolean files;
    private int program;

    /** Of the program's name, options and arguments. */
    public JavaCommand(List<String> words) {
        this.words = words;
        int i = 1;
        while (i < words.size() && !words.get(i).equals("-jar") && (words.get(i).startsWith("-") || words.get(i).startsWith("@"))) {
            i += option(words.get(i), i + 1 < words.size() ? words.get(i + 1) : "");
        }
        program = Math.min(i, words.size());
    }

    /** Takes one option; how many words it has. */
    private int option(String option, String next) {
        files |= option.startsWith("@");
        int equals = option.indexOf('=');
        String name = option.startsWith("--") && equals > 0 ? option.substring(0, equals) : option;
        String value = name.equals(option) ? next : option.substring(equals + 1);
        if (CLASS_PATH.contains(name)) {
            classPath = value;
        } else if (MODULE_PATH.contains(name)) {
            modulePath = value;
        } else if (!WITH_WORD.contains(name)) {
            return 1;
        }
        return name.equals(option) ? 2 : 1;
    }

    /** Whether some of the words come from files ({@code @file}). */
    public boolean hasFiles() {
        return files;
    }

    /** Jar or main class, with what is behind it. */
    public List<String> program() {
        return words.subList(program, words.size());
    }

    /** Where classes come from: {@code -cp} and its spellings, {@code -jar} with its manifest, module path, {@code CLASSPATH}. */
    public Set<Path> classPath(Map<String, String> environment, Path cwd) {
        Set<Path> paths = new LinkedHashSet<>();
        if (modulePath != null) {
            addAll(paths, modulePath, cwd);
        }
        if (program + 1 < words.size() && words.get(program).equals("-jar")) {
            addJar(paths, words.get(program + 1), cwd);
        } else {
            addAll(paths, classPath != null ? classPath : environment.getOrDefault("CLASSPATH", "."), cwd);
        }
        return paths;
    }

    private static void addAll(Set<Path> paths, String list, Path cwd) {
        for (String each : list.split(File.pathSeparator)) {
            try {
                if (each.endsWith("*")) {
                    addJarsIn(paths, cwd.resolve(each.substring(0, each.length() - 1)));
                } else {
                    paths.add(cwd.resolve(each).normalize());
                }
            } catch (InvalidPathException e) {
                // The launcher ignores it as well.
            }
        }
    }

    private static void addJarsIn(Set<Path> paths, Path dir) {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(dir, "*.{jar,JAR}")) {
            for (Path each : jars) {
                paths.add(each.normalize());
            }
        } catch (IOException e) {
            // The launcher ignores it as well.
        }
    }

    private static void addJar(Set<Path> paths, String jar, Path cwd) {
        try {
            Path path = cwd.resolve(jar).normalize();
            paths.add(path);
            try (JarFile file = new JarFile(path.toFile())) {
                Manifest manifest = file.getManifest();
                String more = manifest == null ? null : manifest.getMainAttributes().getValue("Class-Path");
                URI base = path.toUri();
                for (String each : more == null ? new String[0] : more.trim().split(" +")) {
                    URI url = base.resolve(each);
                    if ("file".equals(url.getScheme())) {
                        paths.add(Path.of(url.getPath()).normalize());
                    }
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            // Without a readable jar there is no class path.
        }
    }
}
