package rr.recorder;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * SHA-256 of what an entry of a class path holds: of a file all its bytes, of a folder its classes only. What else is in a folder a
 * program reads by calls that are recorded, and it may be anything: where the folder is the working directory, all traces.
 */
public final class PathDigest {
    /** A folder with more files than this is a mistake rather than classes. */
    private static final int MOST_FILES = 200_000;

    private PathDigest() {
    }

    /** The digest in hexadecimal, null if nothing is there that can have one. */
    public static String of(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            return hex(ofFile(path));
        }
        if (!Files.isDirectory(path)) {
            return null;
        }
        List<Path> classes = classesIn(path);
        if (classes == null) {
            return null;
        }
        MessageDigest all = sha256();
        for (Path file : classes) {
            all.update(path.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
            all.update((byte) 0);
            all.update(ofFile(file));
        }
        return hex(all.digest());
    }

    /** The class files below a folder, sorted; null if there are too many files to look at. Links are not followed. */
    public static List<Path> classesIn(Path folder) throws IOException {
        List<Path> classes = new ArrayList<>();
        int files = 0;
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) walk::iterator) {
                if (++files > MOST_FILES) {
                    return null;
                }
                if (file.toString().endsWith(".class") && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    classes.add(file);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        classes.sort(null);
        return classes;
    }

    private static byte[] ofFile(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return digest.digest();
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
