package rr.samples.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the tests say of each {@link Source}, as a table: {@code target/fidelity.md}, made anew at the end of each run from the results of
 * this run and of earlier ones since the folder was cleaned. {@code docs/fidelity.md} is a copy of it.
 */
final class FidelityTable {
    private static final Path RESULTS = Path.of("target/fidelity");
    private static final Path PAGE = Path.of("target/fidelity.md");
    private static final String OK = "ok";
    private static final List<Integer> FEATURES = List.of(17, 25);

    private FidelityTable() {}

    /** Keeps what became of a test, named {@code Class.method}, in one configuration. */
    static void note(String test, Configuration configuration, boolean passed) {
        try {
            Files.createDirectories(RESULTS);
            Files.writeString(RESULTS.resolve(test + '-' + configuration), passed ? OK : "failed");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static void write() {
        try {
            Files.writeString(PAGE, page());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String page() throws IOException {
        StringBuilder page = new StringBuilder("""
            # Fidelity

            Sources of non-determinism and the tests that record and replay programs which meet them, made from a run of the tests (`samples/target/fidelity.md`;
            `-Drr.open=` runs the tests of what does not replay yet, too). A test runs in one configuration of collector and compiler for each JDK, in all of them with `-Drr.long=true`.
            `open`: known not to replay, or not each time ([limits.md](limits.md)).

            | | source | tests | 17 | 25 |
            |---|---|---|---|---|
            """);
        for (Source source : Source.values()) {
            page.append(start(source));
            for (int feature : FEATURES) {
                page.append(' ').append(cell(source, feature)).append(" |");
            }
            page.append('\n');
        }
        return page.toString();
    }

    /** The columns that do not depend on a run. */
    static String start(Source source) {
        return "| " + source.number() + " | " + source.text() + " | " + String.join(", ", source.tests()) + " |";
    }

    private static String cell(Source source, int feature) throws IOException {
        if (source.tests().isEmpty()) {
            return "**no test**";
        }
        Set<String> findings = new TreeSet<>();
        int passed = 0;
        for (String test : source.tests()) {
            for (String name : methods(test)) {
                List<String> results = results(name, feature);
                if (results.stream().anyMatch(result -> !result.equals(OK))) {
                    findings.add("**fails**: " + name);
                } else if (results.isEmpty()) {
                    findings.add(isOpen(name) ? "**open**: " + name : "not run: " + name);
                } else {
                    passed += results.size();
                }
            }
        }
        return findings.isEmpty() ? OK + " (" + passed + ")" : String.join(", ", findings);
    }

    private static List<String> results(String test, int feature) throws IOException {
        List<String> results = new ArrayList<>();
        if (Files.isDirectory(RESULTS)) {
            try (Stream<Path> files = Files.list(RESULTS)) {
                for (Path file : files.filter(each -> each.getFileName().toString().startsWith(test + "-jdk" + feature + '-')).toList()) {
                    results.add(Files.readString(file));
                }
            }
        }
        return results;
    }

    /** {@code Class.method} for each method that a source's entry means and that is there. */
    static List<String> methods(String test) {
        int dot = test.indexOf('.');
        String className = dot < 0 ? test : test.substring(0, dot);
        Class<?> type;
        try {
            type = Class.forName("rr.samples." + className);
        } catch (ClassNotFoundException missing) {
            return List.of();
        }
        return Arrays.stream(type.getDeclaredMethods())
            .filter(method -> dot < 0 ? method.isAnnotationPresent(Guest.class) : method.getName().equals(test.substring(dot + 1)))
            .map(method -> className + '.' + method.getName()).sorted().toList();
    }

    private static boolean isOpen(String test) {
        int dot = test.indexOf('.');
        try {
            Method method = Class.forName("rr.samples." + test.substring(0, dot)).getDeclaredMethod(test.substring(dot + 1));
            return method.isAnnotationPresent(Open.class);
        } catch (ReflectiveOperationException missing) {
            return false;
        }
    }
}
