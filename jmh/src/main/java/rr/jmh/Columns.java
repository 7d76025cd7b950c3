package rr.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs the benchmarks without and with the recording agent in turns, and prints both columns and what recording adds. Each column is
 * one JVM of its own, in which the benchmarks run without forks: a recorded JVM has no sockets for the harness yet.
 *
 * <p>Usage: {@code java -jar benchmarks.jar RR.JAR [JAVA [JMH options]]}.
 */
public final class Columns {
    private static final int NAME = 0;
    private static final int SCORE = 4;

    private Columns() {}

    /** See the class. Exit code 2 on wrong usage, 1 if a run failed. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 0) {
            System.err.println("usage: java -jar benchmarks.jar RR.JAR [JAVA [JMH options]]");
            System.exit(2);
        }
        String java = args.length > 1 ? args[1] : Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> options = args.length > 2 ? List.of(args).subList(2, args.length) : List.of("-wi", "3", "-w", "1", "-i", "5", "-r", "1");
        Path work = Files.createTempDirectory("rr-jmh");
        try {
            Map<String, Double> plain = run(java, List.of(), options, work.resolve("plain.csv"));
            Map<String, Double> recorded = run(
                    java, List.of("-javaagent:" + args[0] + "=record,quiet,trace=" + work.resolve("trace")), options, work.resolve("record.csv"));
            System.out.printf("%-40s %10s %10s %10s%n", "ns/op", "plain", "record", "adds");
            plain.forEach((name, score) -> {
                double with = recorded.getOrDefault(name, Double.NaN);
                System.out.printf("%-40s %10.1f %10.1f %+10.1f%n", name, score, with, with - score);
            });
        } finally {
            delete(work);
        }
    }

    private static Map<String, Double> run(String java, List<String> agent, List<String> options, Path csv)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(agent);
        command.add("-Djmh.blackhole.autoDetect=false"); // it would start another JVM
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.openjdk.jmh.Main", "-f", "0", "-rf", "csv"));
        command.addAll(List.of("-rff", csv.toString()));
        command.addAll(options);
        Path log = csv.resolveSibling(csv.getFileName() + ".log");
        int code = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
        if (code != 0) {
            System.err.println(Files.readString(log));
            System.exit(1);
        }
        Map<String, Double> scores = new LinkedHashMap<>();
        for (String line : Files.readAllLines(csv)) {
            String[] cells = line.split(",");
            if (!cells[NAME].equals("\"Benchmark\"")) {
                scores.put(cells[NAME].replace("\"", "").replace("rr.jmh.", ""), Double.valueOf(cells[SCORE]));
            }
        }
        return scores;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
