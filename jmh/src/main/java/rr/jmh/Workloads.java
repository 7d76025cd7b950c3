package rr.jmh;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs whole programs plain and recorded in turns, replays each recording, and prints wall times as ratios within the run: machines
 * are noisy, and so are other programs on them.
 *
 * <p>Usage: {@code java -cp benchmarks.jar rr.jmh.Workloads RR.JAR PAIRS RUN.SH NAME...}. {@code RUN.SH NAME OPTIONS...} has to run the
 * program of that name with these options of the JVM; the environment, {@code JAVA} among it, is passed on.
 */
public final class Workloads {
    private final String jar;
    private final String script;
    private final Path work;

    private Workloads(String jar, String script, Path work) {
        this.jar = jar;
        this.script = script;
        this.work = work;
    }

    /** One program's figures; times in milliseconds. */
    private record Row(String name, double plain, double record, double ratio, double replay, long bytes, boolean equal) {}

    /** See the class. Exit code 2 on wrong usage, 1 if a replay's output differed. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length < 4) {
            System.err.println("usage: java -cp benchmarks.jar rr.jmh.Workloads RR.JAR PAIRS RUN.SH NAME...");
            System.exit(2);
        }
        Path work = Files.createTempDirectory("rr-workloads");
        boolean allEqual = true;
        double logs = 0;
        int rows = 0;
        System.out.printf("%-12s %9s %9s %7s %14s %12s  %s%n", "", "plain ms", "record ms", "ratio", "replay/record", "trace bytes", "replay");
        try {
            Workloads workloads = new Workloads(args[0], args[2], work);
            for (String name : List.of(args).subList(3, args.length)) {
                Row row = workloads.measure(name, Integer.parseInt(args[1]));
                System.out.printf(
                        "%-12s %9.0f %9.0f %7.2f %14.2f %12d  %s%n",
                        row.name, row.plain, row.record, row.ratio, row.replay / row.record, row.bytes, row.equal ? "equal" : "DIFFERS");
                allEqual &= row.equal;
                logs += Math.log(row.ratio);
                rows++;
            }
            System.out.printf("geometric mean of the ratios: %.2f%n", Math.exp(logs / rows));
        } finally {
            delete(work);
        }
        System.exit(allEqual ? 0 : 1);
    }

    private Row measure(String name, int pairs) throws IOException, InterruptedException {
        double[] plain = new double[pairs];
        double[] record = new double[pairs];
        double[] ratios = new double[pairs];
        Path trace = work.resolve("trace");
        Path recorded = work.resolve("recorded");
        for (int i = 0; i < pairs; i++) {
            plain[i] = run(work.resolve("plain"), script, name);
            delete(trace);
            record[i] = run(recorded, script, name, "-javaagent:" + jar + "=record,quiet,trace=" + trace);
            ratios[i] = record[i] / plain[i];
        }
        long bytes = size(trace);
        Path replayed = work.resolve("replayed");
        String java = System.getenv().getOrDefault("JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
        double replay = run(replayed, java, "-jar", jar, "replay", "--quiet", trace.toString());
        return new Row(name, median(plain), median(record), median(ratios), replay, bytes, Files.mismatch(recorded, replayed) < 0);
    }

    private static double run(Path output, String... command) throws IOException, InterruptedException {
        long start = System.nanoTime();
        new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.to(new File("/dev/null")))
                .start()
                .waitFor();
        return (System.nanoTime() - start) / 1e6;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static long size(Path folder) throws IOException {
        long bytes = 0;
        for (Path file : files(folder)) {
            bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
        }
        return bytes;
    }

    private static void delete(Path folder) throws IOException {
        List<Path> files = files(folder);
        files.sort(Comparator.reverseOrder());
        for (Path file : files) {
            Files.delete(file);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return new ArrayList<>();
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            return new ArrayList<>(walk.toList());
        }
    }
}
