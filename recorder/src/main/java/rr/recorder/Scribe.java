package rr.recorder;

import static rr.runtime.trace.ShmLayout.*;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import rr.runtime.trace.TraceUnusable;

/**
 * The process that writes the trace: drains the memory shared with the primary until the primary has ended.
 *
 * <p>Arguments: number of the inherited descriptor of the shared memory, trace directory, number of the inherited descriptor
 * of a pipe whose end means that the coordinator is gone, then {@code name=value} pairs that go into the header
 * ({@code collector}, …).
 *
 * <p>Who starts it passes {@link #JVM_FLAGS}:
 * <pre>
 *   -Xms24m -Xmx96m -Xss512k -XX:+UseSerialGC -XX:-UsePerfData -XX:+DisableAttachMechanism -Xshare:auto -Xlog:disable
 *   -XX:TieredStopAtLevel=1 -XX:+ErrorFileToStderr -XX:-CreateCoredumpOnCrash -XX:+IgnoreUnrecognizedVMOptions
 *   --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED
 *   --add-opens=java.base/java.lang.reflect=ALL-UNNAMED --add-opens=java.base/jdk.internal.ref=ALL-UNNAMED
 *   --add-opens=java.base/sun.nio.ch=ALL-UNNAMED
 *   -Dchronicle.disk.monitor.disable=true -Dchronicle.announcer.disable=true
 * </pre>
 * It must not inherit the write end of the pipe, nor JDK_JAVA_OPTIONS and JAVA_TOOL_OPTIONS of the application. Signals do not
 * stop it: it leaves when the primary has left.
 *
 * <p>Exit status: 0 when the trace is written, with or without loss; 1 when there was nothing it could do.
 */
public final class Scribe {
    /** Flags for 17 and later. Chronicle Queue maps files by internals of the JDK, hence the openings. */
    public static final String[] JVM_FLAGS = {
        "-Xms24m",
        "-Xmx96m",
        "-Xss512k",
        "-XX:+UseSerialGC",
        "-XX:-UsePerfData",
        "-XX:+DisableAttachMechanism",
        "-Xshare:auto",
        "-Xlog:disable",
        "-XX:TieredStopAtLevel=1",
        "-XX:CompileThresholdScaling=5",
        "-XX:+ErrorFileToStderr",
        "-XX:-CreateCoredumpOnCrash",
        "-XX:+IgnoreUnrecognizedVMOptions",
        "--sun-misc-unsafe-memory-access=allow",
        "--enable-native-access=ALL-UNNAMED",
        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
        "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
        "-Dchronicle.disk.monitor.disable=true",
        "-Dchronicle.announcer.disable=true",
    };

    /** How long the end of a recording may wait for digests of the class path. */
    private static final long DIGESTS_AT_END_MILLIS = 3_000;

    private final SharedMemory memory;
    private final Path dir;
    private final TraceHeader header = new TraceHeader();

    private Scribe(SharedMemory memory, Path dir) {
        this.memory = memory;
        this.dir = dir;
    }

    public static void main(String[] args) {
        if (args.length < 3) {
            System.err.println("rr: the scribe is started by a recording: MEMORY-FD TRACE-DIR PIPE-FD [NAME=VALUE ...]");
            System.exit(1);
        }
        outliveSignals();
        int status = 1;
        SharedMemory memory = null;
        try {
            memory = SharedMemory.map(descriptor(args[0]));
            write(memory, Path.of(args[1]), descriptor(args[2]), Arrays.copyOfRange(args, 3, args.length));
            status = 0;
            Preparations.startMissing(); // the trace is complete: nobody waits for this process any more
        } catch (IOException | TraceUnusable | RuntimeException | Error e) {
            System.err.println("rr: the trace cannot be written: " + e);
            if (memory != null) {
                tell(memory, e.toString(), "a folder and a disk that can be written to", "mend that and record again");
                memory.setInt(CONTROL_SCRIBE_STATE, SCRIBE_FAILED);
            }
        }
        // Ends a shutdown that a signal has begun, too.
        Runtime.getRuntime().halt(status);
    }

    /** Writes the trace, until the primary has ended and all of it is there. */
    static void write(SharedMemory memory, Path dir, Path pipe, String[] fields) throws IOException {
        new Scribe(memory, dir).run(pipe, fields);
    }

    private static Path descriptor(String number) {
        return Path.of("/proc/self/fd/" + Integer.parseInt(number));
    }

    /** A signal to the terminal's whole process group must not end the trace before the program that is recorded. */
    private static void outliveSignals() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            for (;;) {
                LockSupport.park(); // until main halts the JVM
            }
        }, "outlive-signals"));
    }

    /** Has the coordinator say at the end, in one line, what is the matter with the trace. */
    private static void tell(SharedMemory memory, String found, String expected, String remedy) {
        String text = "found " + found + "; expected " + expected + "; do " + remedy;
        memory.setString(CONTROL_PROBLEM, CONTROL_PROBLEM_SIZE, text.replaceAll("\\p{Cntrl}+", " "));
    }

    private void run(Path pipe, String[] fields) throws IOException {
        Processes processes = new Processes(memory);
        processes.watchCoordinator(pipe);
        Files.createDirectories(dir);
        long traceId = new SecureRandom().nextLong();
        ClassPathDigests digests = describe(traceId, fields);
        writeHeader();
        TraceStore store = TraceStore.open(dir, traceId, memory.getLong(CONTROL_LIMIT_BYTES));
        EndRecord end;
        try (store) {
            store.header(header.toBytes());
            memory.setInt(CONTROL_SCRIBE_STATE, SCRIBE_RUNNING);
            lowerPriority();
            end = new Drain(memory, store, processes).run();
            digests.await(DIGESTS_AT_END_MILLIS);
            conclude(end, digests, store);
        }
        if (store.stopped() != null) {
            tell(memory, store.stopped(), "the whole run in it", store.remedy());
        } else if (!end.clean && end.signal() == 0 && (memory.getInt(CONTROL_FLAGS) & FLAG_ENDED_OUTSIDE) == 0) {
            tell(memory, end.reason, "the whole run in it", "record again");
        }
        verify(end);
        memory.setInt(CONTROL_SCRIBE_STATE, SCRIBE_DONE);
    }

    private void verify(EndRecord end) {
        long tookMillis = (end.endNanos - memory.getLong(CONTROL_START_NANOS)) / 1_000_000;
        EndVerification verification = new EndVerification(dir, header, tookMillis, end.exitCode());
        if (verification.isDue()) {
            memory.setInt(CONTROL_SCRIBE_STATE, SCRIBE_VERIFYING);
            memory.setString(CONTROL_VERDICT, CONTROL_VERDICT_SIZE, verification.run().replaceAll("\\p{Cntrl}+", " "));
        }
    }

    /**
     * Where the kernel groups processes by session, that of this process has as much of the processors as the program's, however nice its
     * processes are among themselves. Once the header is there it takes a third of that, until the program has ended: then the
     * coordinator raises it again. Where sessions are not grouped there is no such file.
     */
    private static void lowerPriority() {
        try {
            Files.writeString(Path.of("/proc/self/autogroup"), "5");
        } catch (IOException e) {
            // Only a wish.
        }
    }

    private ClassPathDigests describe(long traceId, String[] fields) {
        long startMillis = memory.getLong(CONTROL_START_NANOS) / 1_000_000;
        header.put("format", TraceHeader.FORMAT);
        header.put("ok", false);
        header.put("traceId", String.format("%016x", traceId));
        header.put("started", Instant.ofEpochMilli(startMillis).toString());
        header.put("startedMillis", startMillis);
        header.put("build", CacheFiles.buildOf(Path.of(System.getProperty("java.class.path"))));
        Provenance provenance = new Provenance(memory.getInt(CONTROL_COORDINATOR_PID));
        provenance.describe(header);
        for (String field : fields) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                header.put(field.substring(0, equals), field.substring(equals + 1));
            }
        }
        header.put("orderedFields", orderedFields());
        ClassPathDigests digests = ClassPathDigests.start(provenance.command(), provenance.environment(), provenance.workingDirectory());
        header.put("classPath", digests.entries());
        return digests;
    }

    /** The agent has left them here; null if there are none. */
    private List<String> orderedFields() {
        Path file = dir.resolve(TraceHeader.ORDERED_FIELDS_FILE);
        try {
            return Files.exists(file) ? Files.readAllLines(file) : null;
        } catch (IOException e) {
            System.err.println("rr: " + file + " cannot be read: " + e.getMessage());
            return null;
        }
    }

    /** The trace is replayable without its file, from the copies inside; a full disk does not end the recording. */
    private void writeHeader() {
        try {
            header.write(dir);
        } catch (IOException e) {
            System.err.println("rr: " + dir.resolve(TraceHeader.FILE_NAME) + " cannot be written: " + e.getMessage());
        }
    }

    private void conclude(EndRecord end, ClassPathDigests digests, TraceStore store) throws IOException {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("exitCode", end.exitCode());
        summary.put("waitStatus", end.waitStatus);
        summary.put("endedMillis", end.endNanos / 1_000_000);
        summary.put("events", end.lanes.stream().mapToLong(EndRecord.Lane::finalCount).sum());
        summary.put("lanes", end.lanes.size());
        summary.put("blocks", end.lanes.stream().mapToLong(EndRecord.Lane::published).sum());
        summary.put("blockBytes", end.blockBytes);
        summary.put("storedBytes", store.storedBytes());
        summary.put("truncated", end.truncated);
        summary.put("lost", end.lost);
        summary.put("reason", end.reason);
        header.put("ok", end.clean);
        header.put("classPath", digests.entries());
        header.put("end", summary);
        store.header(header.toBytes());
        writeHeader();
    }
}
