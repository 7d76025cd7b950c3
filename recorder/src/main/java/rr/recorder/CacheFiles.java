package rr.recorder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * Where the files lie that only save time, one of each for every JDK: in the launcher's folder of this build of rr, beside inner.jar. The
 * folder's name is a digest of all of rr, so another weaver or another table of operations never finds them.
 */
public final class CacheFiles {
    private final Path folder;
    private final String key;
    private final String suffix;

    private CacheFiles(Path folder, String key) {
        this.folder = folder;
        this.key = key;
        this.suffix = Long.toHexString(hash(key));
    }

    /** The files beside this inner.jar for the JDK that runs this code. */
    public static CacheFiles of(Path innerJar) {
        Path folder = innerJar.toAbsolutePath().getParent();
        StringBuilder key = new StringBuilder("build ").append(folder.getFileName());
        for (String property : new String[] {"java.vm.vendor", "java.vm.name", "java.vm.version", "java.home"}) {
            key.append('\n').append(System.getProperty(property));
        }
        // Tells a patched image from the original; an exploded build of the JDK has none.
        Path modules = Path.of(System.getProperty("java.home"), "lib", "modules");
        try {
            key.append('\n').append(Files.size(modules)).append('\n').append(Files.getLastModifiedTime(modules).toMillis());
        } catch (IOException absent) {
            key.append("\nno image");
        }
        return new CacheFiles(folder, key.append('\n').toString());
    }

    /**
     * The id of the build of rr whose inner.jar this is, null for another file. It is a digest of all code, the weaver and the tables of
     * operations and of library calls among it.
     */
    public static String buildOf(Path innerJar) {
        return innerJar.endsWith("inner.jar") ? innerJar.toAbsolutePath().getParent().getFileName().toString() : null;
    }

    /** What the files are good for. It stands in those whose format is ours. */
    public String key() {
        return key;
    }

    /** The folder of this build. */
    public Path folder() {
        return folder;
    }

    /** Woven classes of the JDK: {@code rr.agent.weave.WeaveCache}. */
    public Path woven() {
        return folder.resolve("woven-" + suffix + ".bin");
    }

    /** The scribe's classes in the VM's own form, for {@code -XX:SharedArchiveFile}. */
    public Path scribeArchive() {
        return folder.resolve("scribe-" + suffix + ".jsa");
    }

    /** Two checksums that the VM computes in machine code; a loop over the characters would be interpreted. */
    public static long hash(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        CRC32C high = new CRC32C();
        high.update(bytes, 0, bytes.length);
        CRC32 low = new CRC32();
        low.update(bytes, 0, bytes.length);
        return high.getValue() << Integer.SIZE | low.getValue();
    }
}
