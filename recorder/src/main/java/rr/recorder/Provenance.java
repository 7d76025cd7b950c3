package rr.recorder;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a program was started, as {@code /proc} tells it. Nothing here fails: what cannot be found out is left out of
 * the header.
 */
public final class Provenance {
    private static final String LIBJVM = "/lib/server/libjvm.so";

    private final Path proc;

    /** Of a process that runs. */
    public Provenance(long pid) {
        this.proc = Paths.get("/proc", Long.toString(pid));
    }

    void describe(TraceHeader header) {
        header.put("command", command());
        header.put("cwd", link("cwd"));
        header.put("environment", environment());
        header.put("jdk", jdk());
        header.put("hostname", hostname());
        header.put("cpus", Runtime.getRuntime().availableProcessors());
    }

    /** Its arguments, the program first. */
    public List<String> command() {
        return strings("cmdline");
    }

    /** Null if that is unknown. */
    public Path workingDirectory() {
        String cwd = link("cwd");
        return cwd == null ? null : Path.of(cwd);
    }

    /** Its variables as they were when it began. */
    public Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String each : strings("environ")) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                environment.put(each.substring(0, equals), each.substring(equals + 1));
            }
        }
        return environment;
    }

    /** Home and release file of its JDK. */
    public Map<String, Object> jdk() {
        Map<String, Object> jdk = new LinkedHashMap<>();
        Path home = javaHome();
        if (home == null) {
            return jdk;
        }
        jdk.put("home", home.toString());
        try {
            for (String line : Files.readAllLines(home.resolve("release"), StandardCharsets.UTF_8)) {
                int equals = line.indexOf('=');
                // MODULES is long and follows from the version.
                if (equals > 0 && !line.startsWith("MODULES=")) {
                    jdk.put(line.substring(0, equals), unquoted(line.substring(equals + 1)));
                }
            }
        } catch (IOException e) {
            jdk.put("release", "unknown: " + e.getMessage());
        }
        return jdk;
    }

    /** The JDK whose libjvm.so the process has mapped; programs with a launcher of their own have no {@code bin/java}. */
    private Path javaHome() {
        try {
            for (String line : Files.readAllLines(proc.resolve("maps"), StandardCharsets.ISO_8859_1)) {
                int path = line.indexOf('/');
                if (path > 0 && line.endsWith(LIBJVM)) {
                    return Path.of(line.substring(path, line.length() - LIBJVM.length()));
                }
            }
        } catch (IOException e) {
            // The process may have gone already; its executable may still tell.
        }
        String exe = link("exe");
        Path bin = exe == null ? null : Path.of(exe).getParent();
        return bin == null ? null : bin.getParent();
    }

    private String link(String name) {
        try {
            return Files.readSymbolicLink(proc.resolve(name)).toString();
        } catch (IOException e) {
            return null;
        }
    }

    private List<String> strings(String name) {
        List<String> strings = new ArrayList<>();
        try {
            byte[] bytes = Files.readAllBytes(proc.resolve(name));
            int start = 0;
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == 0) {
                    strings.add(new String(bytes, start, i - start, StandardCharsets.UTF_8));
                    start = i + 1;
                }
            }
        } catch (IOException e) {
            // Left out of the header.
        }
        return strings;
    }

    private static String hostname() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).trim();
        } catch (IOException e) {
            return InetAddress.getLoopbackAddress().getHostName();
        }
    }

    private static String unquoted(String value) {
        return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }
}
