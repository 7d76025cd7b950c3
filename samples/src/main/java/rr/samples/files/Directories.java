package rr.samples.files;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/**
 * Temporary names, attributes and times, listings in the order of the file system, and two threads that create, rename and
 * delete the same names: who succeeded is the result.
 */
public final class Directories {
    private Directories() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try (Folder folder = new Folder()) {
            Report report = new Report();
            report.line("folder %s", folder.path().getFileName());
            attributes(folder, report);
            race(folder, report);
            listings(folder, report);
            report.end();
        }
    }

    private static void attributes(Folder folder, Report report) throws IOException {
        Path file = Files.createTempFile(folder.path(), "temp", ".txt");
        File old = File.createTempFile("old", null, folder.path().toFile());
        report.line("temporary files %s %s", file.getFileName(), old.getName());
        Files.writeString(file, "some text");
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        report.line("size %d modified %s key %s", attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
        report.line("unix %s", Files.readAttributes(file, "unix:mode,ino,uid,nlink", LinkOption.NOFOLLOW_LINKS).size());
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        report.line("set %s %s", Files.getLastModifiedTime(file), PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        report.line("old style %d %d %b %b %b", old.length(), old.lastModified(), old.canRead(), old.isHidden(), old.renameTo(folder.resolve("renamed").toFile()));
        Path link = Files.createSymbolicLink(folder.resolve("link"), file.getFileName());
        report.line("link to the same file %b, real name kept %b", Files.isSameFile(link, file), link.toRealPath().endsWith(file.getFileName()));
        report.line("space known %b", Files.getFileStore(file).getTotalSpace() > 0);
    }

    private static void race(Folder folder, Report report) throws InterruptedException {
        StringBuilder[] outcomes = {new StringBuilder(), new StringBuilder()};
        Workers.run(2, worker -> {
            for (int i = 0; i < 120; i++) {
                Path shared = folder.resolve("shared" + i % 5);
                try {
                    Files.createFile(shared);
                    outcomes[worker].append('c');
                } catch (FileAlreadyExistsException exists) {
                    outcomes[worker].append('e');
                }
                try {
                    Files.move(shared, folder.resolve("moved" + worker), StandardCopyOption.ATOMIC_MOVE);
                    outcomes[worker].append('m');
                } catch (NoSuchFileException gone) {
                    outcomes[worker].append('g');
                }
                outcomes[worker].append(Files.deleteIfExists(folder.resolve("moved" + (1 - worker))) ? 'd' : '-');
            }
        });
        for (StringBuilder outcome : outcomes) {
            report.line("%s %s", outcome.substring(0, 45), new Fingerprint().add(outcome.toString()));
        }
    }

    private static void listings(Folder folder, Report report) throws IOException {
        for (int i = 0; i < 20; i++) {
            Files.createDirectories(folder.resolve("d" + i % 4).resolve("e" + i));
            Files.writeString(folder.resolve("d" + i % 4).resolve("file" + i), "x".repeat(i));
        }
        StringBuilder names = new StringBuilder();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder.path(), "d*")) {
            stream.forEach(entry -> names.append(entry.getFileName()).append(' '));
        }
        report.line("stream %s", names.toString().trim());
        report.line("old listing %s", List.of(folder.resolve("d1").toFile().list()));
        try (Stream<Path> walk = Files.walk(folder.path())) {
            report.line("walk %s", new Fingerprint().add(walk.map(path -> path.getFileName().toString()).collect(Collectors.joining(","))));
        }
    }
}
