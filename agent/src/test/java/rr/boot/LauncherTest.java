package rr.boot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
    private static final byte[] INNER = bytes("the inner jar");
    private static final byte[] NATIVE = bytes("the library");

    @TempDir
    Path temporary;

    @Test
    void bothFilesAreUnpackedIntoAFolderOfTheOwnerAlone() throws IOException {
        Launcher launcher = Launcher.unpack(jar("b1"), cache().toString(), "/nowhere");

        assertEquals(cache().resolve("rr-jvm/b1/inner.jar").toString(), launcher.innerJar());
        assertArrayEquals(INNER, Files.readAllBytes(Path.of(launcher.innerJar())));
        assertArrayEquals(NATIVE, Files.readAllBytes(Path.of(launcher.nativeLibrary())));
        Path folder = Path.of(launcher.innerJar()).getParent();
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
        assertEquals(2, files(folder).size());
    }

    @Test
    void homeIsUsedWithoutXdg() throws IOException {
        Launcher launcher = Launcher.unpack(jar("b1"), null, temporary.toString());
        assertEquals(temporary.resolve(".cache/rr-jvm/b1/inner.jar").toString(), launcher.innerJar());
    }

    @Test
    void aRelativeXdgFolderIsIgnored() throws IOException {
        Launcher launcher = Launcher.unpack(jar("b1"), "relative", temporary.toString());
        assertTrue(launcher.innerJar().startsWith(temporary.resolve(".cache").toString()));
    }

    @Test
    void whatIsUnpackedIsNotWrittenAgain() throws IOException {
        Path jar = jar("b1");
        Path inner = Path.of(Launcher.unpack(jar, cache().toString(), null).innerJar());
        FileTime old = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(inner, old);
        Launcher.unpack(jar, cache().toString(), null);
        assertEquals(old, Files.getLastModifiedTime(inner));
    }

    @Test
    void aFileOfAnotherLengthIsReplaced() throws IOException {
        Path jar = jar("b1");
        Path inner = Path.of(Launcher.unpack(jar, cache().toString(), null).innerJar());
        Files.write(inner, bytes("cut"));
        Launcher.unpack(jar, cache().toString(), null);
        assertArrayEquals(INNER, Files.readAllBytes(inner));
    }

    @Test
    void aFolderThatOthersMayWriteIsNotUsed() throws IOException {
        Path shared = Files.createDirectories(cache().resolve("rr-jvm"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
        Launcher launcher = Launcher.unpack(jar("launcher-test-shared"), cache().toString(), null);
        Path folder = Path.of(launcher.innerJar()).getParent();
        try {
            assertFalse(folder.startsWith(cache()));
            assertArrayEquals(INNER, Files.readAllBytes(Path.of(launcher.innerJar())));
        } finally {
            for (Path file : files(folder)) {
                Files.delete(file);
            }
            Files.delete(folder);
        }
    }

    @Test
    void jvmsThatStartAtOnceAllGetCompleteFiles() throws Exception {
        Path jar = jar("b1");
        int starters = 8;
        CountDownLatch together = new CountDownLatch(starters);
        ExecutorService pool = Executors.newFixedThreadPool(starters);
        try {
            List<Future<byte[]>> unpacked = new ArrayList<>();
            for (int i = 0; i < starters; i++) {
                unpacked.add(pool.submit(() -> {
                    together.countDown();
                    together.await();
                    return Files.readAllBytes(Path.of(Launcher.unpack(jar, cache().toString(), null).innerJar()));
                }));
            }
            for (Future<byte[]> bytes : unpacked) {
                assertArrayEquals(INNER, bytes.get());
            }
            assertEquals(2, files(cache().resolve("rr-jvm/b1")).size());
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void aJarWithoutBuildIdIsRefused() throws IOException {
        Path jar = jar(null);
        String line = assertThrows(IllegalStateException.class, () -> Launcher.unpack(jar, cache().toString(), null)).getMessage();
        assertTrue(line.contains("found Build-Id null"), line);
        assertTrue(line.contains("; expected ") && line.contains("; do "), line);
    }

    private Path cache() {
        return temporary.resolve("cache");
    }

    private Path jar(String buildId) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (buildId != null) {
            manifest.getMainAttributes().putValue("Build-Id", buildId);
        }
        Path jar = temporary.resolve("rr.jar");
        try (OutputStream file = Files.newOutputStream(jar); JarOutputStream out = new JarOutputStream(file, manifest)) {
            out.putNextEntry(new ZipEntry("META-INF/rr/inner.jar"));
            out.write(INNER);
            out.putNextEntry(new ZipEntry("META-INF/rr/librr-linux-x86_64.so"));
            out.write(NATIVE);
        }
        return jar;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
