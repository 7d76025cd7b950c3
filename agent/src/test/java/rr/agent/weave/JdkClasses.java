package rr.agent.weave;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The class files of the JDK that runs the tests. */
final class JdkClasses {
    private JdkClasses() {}

    /** All class files of a module, but its descriptor. */
    static List<Path> of(String module) throws IOException {
        Path root = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", module);
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> classes = new ArrayList<>();
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString();
                if (name.endsWith(".class") && !name.equals("module-info.class")) {
                    classes.add(file);
                }
            }
            return classes;
        }
    }

    /** The internal name of the class in a file of {@link #of}. */
    static String internalName(Path file) {
        String path = file.subpath(2, file.getNameCount()).toString();
        return path.substring(0, path.length() - ".class".length());
    }
}
