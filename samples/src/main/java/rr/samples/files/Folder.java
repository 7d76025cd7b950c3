package rr.samples.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A new folder for what a guest writes; removed with all it holds when closed. */
final class Folder implements AutoCloseable {
    private final Path path;

    Folder() throws IOException {
        path = Files.createTempDirectory("guest");
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() throws IOException {
        delete(path);
    }

    private static void delete(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(file)) {
                for (Path entry : entries) {
                    delete(entry);
                }
            }
        }
        Files.delete(file);
    }
}
