package rr.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import rr.agent.Refusal;
import rr.agent.table.OperationNames;
import rr.recorder.TraceHeader;

/** Finds the folders of traces. A trace is a folder with a header or a queue file in it: the header may be lost, it has copies. */
final class Traces {
    /** Where recordings go, and are looked for, unless the user names a place. */
    static final Path ROOT = Path.of("rr-traces");

    private static final String QUEUE_FILE = ".cq4";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private Traces() {
    }

    /** The trace that the user named, or the newest one if that is null. */
    static Path existing(String given) throws IOException {
        if (given == null) {
            List<Path> all = newestFirst(ROOT);
            if (all.isEmpty()) {
                throw new Refusal("trace", "none below " + ROOT.toAbsolutePath(), "at least one", "record one, or name its folder");
            }
            return all.get(0);
        }
        Path trace = Path.of(given);
        if (!Files.isDirectory(trace)) {
            throw new Refusal("trace " + given, Files.exists(trace) ? "a file" : "no such folder", "the folder of a trace",
                "list them with rr ls");
        }
        if (!isTrace(trace)) {
            throw new Refusal("trace " + given, "a folder without " + TraceHeader.FILE_NAME, "the folder of a trace", "list them with rr ls");
        }
        return trace;
    }

    /** All traces directly below a folder; none if it does not exist. */
    static List<Path> newestFirst(Path root) throws IOException {
        List<Path> traces = new ArrayList<>();
        if (Files.isDirectory(root)) {
            for (Path folder : list(root)) {
                if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && isTrace(folder)) {
                    traces.add(folder);
                }
            }
        }
        traces.sort(Comparator.comparing(Traces::changed).reversed().thenComparing(Comparator.reverseOrder()));
        return traces;
    }

    /** A folder for a new trace that does not exist yet. */
    static Path fresh(String name) {
        String stamped = name + "-" + LocalDateTime.now().format(STAMP);
        Path trace = ROOT.resolve(stamped);
        for (int i = 2; Files.exists(trace); i++) {
            trace = ROOT.resolve(stamped + "-" + i);
        }
        return trace;
    }

    /** In a few words, whether the recording is whole. */
    static String state(TraceHeader header) {
        if (header.ok()) {
            return "complete";
        }
        if (header.end() == null) {
            return "running or cut";
        }
        String reason = String.valueOf(header.end().get("reason"));
        return reason.startsWith("killed") ? reason : "incomplete";
    }

    /** What the numbers of operations in a trace stand for. */
    static OperationNames operationNames(TraceHeader header, Installation rr) throws IOException {
        return header.build().equals(rr.build()) ? OperationNames.ofThisBuild() : OperationNames.ofAnotherBuild();
    }

    /** The recorded command as a shell would take it. */
    static String commandLine(TraceHeader header) {
        StringBuilder line = new StringBuilder();
        for (String word : header.command()) {
            boolean plain = !word.isEmpty() && word.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-_./:=,+@%".indexOf(c) >= 0);
            line.append(line.length() == 0 ? "" : " ").append(plain ? word : "'" + word.replace("'", "'\\''") + "'");
        }
        return line.toString();
    }

    /** Whether a recording was kept in this folder. */
    static boolean isTrace(Path folder) throws IOException {
        return list(folder).stream().anyMatch(Traces::isRecorded);
    }

    /** When the recording was last written to. A later replay, which adds an image, does not make it newer. */
    static FileTime changed(Path trace) {
        FileTime latest = FileTime.fromMillis(0);
        try {
            for (Path file : list(trace)) {
                FileTime time = isRecorded(file) ? Files.getLastModifiedTime(file) : latest;
                latest = time.compareTo(latest) > 0 ? time : latest;
            }
        } catch (IOException e) {
            // Removed meanwhile, or not ours to read: the oldest of all.
            return FileTime.fromMillis(0);
        }
        return latest;
    }

    private static boolean isRecorded(Path file) {
        String name = file.getFileName().toString();
        return name.equals(TraceHeader.FILE_NAME) || name.endsWith(QUEUE_FILE);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
