package rr.samples.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import rr.samples.Workers;

/** Native libraries as many jars bring them: unpacked into a temporary file each, loaded, and deleted at once. Here they are copies of one of the JDK. */
public final class UnpackedLibraries {
    private UnpackedLibraries() {}

    public static void main(String[] args) throws InterruptedException {
        Workers.run(2, i -> {
            try {
                System.out.println(i + " loaded " + load());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        try {
            System.load(Path.of("no-such-library.so").toAbsolutePath().toString());
        } catch (UnsatisfiedLinkError e) {
            System.out.println(e.getMessage().startsWith("Can't load library"));
        }
    }

    private static boolean load() throws IOException {
        Path file = Files.createTempFile("unpacked", ".so");
        Files.write(file, Files.readAllBytes(Path.of(System.getProperty("java.home"), "lib", "libprefs.so")));
        System.load(file.toString());
        return Files.deleteIfExists(file);
    }
}
