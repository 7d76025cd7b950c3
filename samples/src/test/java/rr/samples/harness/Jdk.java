package rr.samples.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An installed JDK and its feature version. */
public record Jdk(Path home, int feature) {
    private static final int OLDEST = 17;
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    String java() {
        return home.resolve("bin/java").toString();
    }

    String jstack() {
        return home.resolve("bin/jstack").toString();
    }

    /** Those of {@code -Drr.jdks=path,path}; without it the one that runs the tests and those under /usr/lib/jvm. */
    public static List<Jdk> all() {
        String chosen = System.getProperty("rr.jdks", "");
        List<Path> homes = new ArrayList<>();
        if (!chosen.isBlank()) {
            for (String home : chosen.split(",")) {
                homes.add(Path.of(home.trim()));
            }
        } else {
            homes.add(Path.of(System.getProperty("java.home")));
            homes.addAll(installed());
        }
        Map<Path, Jdk> distinct = new LinkedHashMap<>();
        for (Path home : homes) {
            Jdk jdk = at(home);
            if (jdk.feature >= OLDEST) {
                distinct.putIfAbsent(jdk.home, jdk);
            }
        }
        return List.copyOf(distinct.values());
    }

    private static List<Path> installed() {
        if (!Files.isDirectory(INSTALLED)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(INSTALLED)) {
            return entries.filter(home -> Files.isExecutable(home.resolve("bin/javac"))).sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Jdk at(Path home) {
        try {
            Path real = home.toRealPath();
            Matcher version = VERSION.matcher(Files.readString(real.resolve("release")));
            if (!version.find()) {
                throw new IllegalArgumentException(real + "/release has no JAVA_VERSION");
            }
            return new Jdk(real, Integer.parseInt(version.group(1)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("not a JDK: " + home, unreadable);
        }
    }
}
