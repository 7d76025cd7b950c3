package rr.agent.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import rr.agent.Refusal;
import rr.recorder.PathDigest;
import rr.recorder.TraceHeader;

/** Checks that what the recorded program needs is still here, and still the same. */
final class RecordedEnvironment {
    /** Lines of a JDK's release file that tell one build from another. */
    static final List<String> BUILD = List.of("JAVA_VERSION", "JAVA_RUNTIME_VERSION", "IMPLEMENTOR", "IMPLEMENTOR_VERSION",
        "OS_ARCH");

    private static final int SHOWN_DIGITS = 12;

    private final TraceHeader header;

    RecordedEnvironment(TraceHeader header) {
        this.header = header;
    }

    /**
     * Checks that the trace is of this build of rr: another one may take other events for the same code.
     *
     * @param present id of this build, null if it is unknown
     * @throws Refusal if it is another
     */
    static void checkBuild(TraceHeader header, String present) {
        String then = header.build();
        if (!then.isEmpty() && present != null && !then.equals(present)) {
            throw new Refusal("trace of another build of rr", shown(present), shown(then) + " as recorded",
                "replay with the rr.jar that recorded, record again, or try --any-build");
        }
    }

    private static String shown(String build) {
        return "build " + build.substring(0, Math.min(SHOWN_DIGITS, build.length()));
    }

    /**
     * Checks JDK, working directory and class path.
     *
     * @throws Refusal naming the first difference
     */
    void check() throws IOException {
        checkJdk();
        Path folder = header.workingDirectory();
        if (!Files.isDirectory(folder)) {
            throw new Refusal("working directory", "no folder " + folder, "the one of the recording", "create it again");
        }
        for (Map<String, Object> entry : header.classPath()) {
            checkClassPathEntry(entry);
        }
    }

    private void checkJdk() throws IOException {
        Map<String, Object> recorded = header.jdk();
        if (!recorded.containsKey("home")) {
            return;
        }
        Path home = Path.of(recorded.get("home").toString());
        if (!Files.isExecutable(home.resolve("bin/java"))) {
            throw new Refusal("JDK", "no bin/java at " + home, recorded.getOrDefault("JAVA_RUNTIME_VERSION", "a JDK") + " there",
                "install that JDK at that place");
        }
        Path release = home.resolve("release");
        Properties present = new Properties();
        if (Files.isReadable(release)) {
            try (InputStream in = Files.newInputStream(release)) {
                present.load(in);
            }
        }
        for (String line : BUILD) {
            String then = String.valueOf(recorded.getOrDefault(line, ""));
            String now = present.getProperty(line, "missing").replace("\"", "");
            if (!then.isEmpty() && !then.equals(now)) {
                throw new Refusal("JDK at " + home, line + " " + now, then + " as recorded", "install that build, or record again");
            }
        }
    }

    private void checkClassPathEntry(Map<String, Object> recorded) throws IOException {
        Path path = Path.of(String.valueOf(recorded.get("path")));
        boolean present = Files.exists(path) || putBack(path, recorded);
        if (recorded.containsKey("missing") || !present) {
            if (recorded.containsKey("missing") == present) {
                throw new Refusal("class path", (present ? "" : "no ") + path, (present ? "nothing there" : "it") + ", as recorded",
                    (present ? "move it away" : "put it back") + ", or record again");
            }
            return;
        }
        Object then = recorded.get("sha256");
        if (Files.isDirectory(path)) {
            if (then != null && !then.equals(PathDigest.of(path))) {
                refuseNewerClasses(path);
            }
        } else if (!isUntouched(path, recorded) && !(then == null ? sameLength(path, recorded) : then.equals(PathDigest.of(path)))) {
            throw new Refusal("class path", path + " changed", "the file of the recording"
                + (then == null ? "" : ", sha256 " + then), "put it back, or record again");
        }
    }

    /** Writes a file again that the trace holds; the folder may have gone with it. */
    private static boolean putBack(Path path, Map<String, Object> recorded) throws IOException {
        if (!(recorded.get(TraceHeader.CONTENT) instanceof String content)) {
            return false;
        }
        try {
            Files.createDirectories(path.getParent());
            Path whole = Files.createTempFile(path.getParent(), path.getFileName().toString(), ".rr");
            Files.write(whole, Base64.getDecoder().decode(content));
            if (recorded.get("modified") instanceof Number modified) {
                Files.setLastModifiedTime(whole, FileTime.fromMillis(modified.longValue()));
            }
            Files.move(whole, path, StandardCopyOption.ATOMIC_MOVE); // another replay of the trace may do the same
            return true;
        } catch (IOException e) {
            throw new Refusal("class path", "no " + path + ", which cannot be put back: " + e, "it, as recorded", "put it back, or record again");
        }
    }

    /**
     * A class that the recorded program has written itself is newer, too, and differs from a digest taken early; but it is as likely to be
     * another one. The time of change, unlike that of modification, cannot be set by a copy.
     */
    private void refuseNewerClasses(Path folder) throws IOException {
        long recordedMillis = header.number("startedMillis", Long.MAX_VALUE);
        List<Path> classes = PathDigest.classesIn(folder);
        for (Path file : classes == null ? List.<Path>of() : classes) {
            FileTime changed = (FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
            if (changed.toMillis() > recordedMillis) {
                throw new Refusal("class path", file + " changed", "the file of the recording", "put it back, or record again");
            }
        }
    }

    /** Whether length and time are as recorded; what is inside need not be read then. */
    private static boolean isUntouched(Path path, Map<String, Object> recorded) throws IOException {
        return sameLength(path, recorded) && recorded.get("modified") instanceof Number modified
            && modified.longValue() == Files.getLastModifiedTime(path).toMillis();
    }

    private static boolean sameLength(Path path, Map<String, Object> recorded) throws IOException {
        return !(recorded.get("bytes") instanceof Number bytes) || bytes.longValue() == Files.size(path);
    }
}
