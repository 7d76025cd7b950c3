package rr.recorder;

import static rr.runtime.trace.ShmLayout.*;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import rr.runtime.trace.TraceUnusable;

/**
 * Makes the archive of the scribe's classes. An empty program's recording ends when the scribe is up and has written what there is, so
 * the scribe's start is what the user waits for, and half of it is loading classes.
 *
 * <p>Its main method writes the trace of a recording that has just ended, in a JVM with the scribe's flags that archives what was
 * loaded.
 */
public final class ScribeTraining {
    private static final int ENTRY_BYTES = 64;
    private static final long PATIENCE_SECONDS = 120;

    private ScribeTraining() {}

    /**
     * Starts the training and puts the archive in its place. Where the VM cannot make one, an empty file stands there: no later scribe can
     * use it, and nobody tries again.
     */
    public static void makeArchive(Path innerJar, CacheFiles files) throws IOException, InterruptedException {
        Path scratch = Files.createTempDirectory(files.folder(), "training-");
        try {
            Path part = scratch.resolve("archive");
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            Collections.addAll(command, Scribe.JVM_FLAGS);
            Collections.addAll(command, "-XX:ArchiveClassesAtExit=" + part, "-cp", innerJar.toString(), ScribeTraining.class.getName(),
                    scratch.toString());
            Process training = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!training.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || !Files.isRegularFile(part)) {
                training.destroyForcibly().waitFor();
                Files.deleteIfExists(part);
                Files.createFile(part);
            }
            Files.move(part, files.scribeArchive());
        } finally {
            delete(scratch);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Argument: a folder for the memory and the trace. */
    public static void main(String[] args) throws IOException, TraceUnusable {
        Path scratch = Path.of(args[0]);
        Path memory = scratch.resolve("memory");
        writeMemory(memory);
        Scribe.write(SharedMemory.map(memory), scratch.resolve("trace"), Path.of("/dev/null"), new String[0]);
        Runtime.getRuntime().halt(0);
    }

    /** What a primary leaves that wrote one block and a part of another. */
    private static void writeMemory(Path file) throws IOException {
        ByteBuffer memory;
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.setLength(SHM_SIZE);
            memory = raw.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, SHM_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        }
        int pid = (int) ProcessHandle.current().pid();
        memory.putLong(CONTROL_MAGIC, MAGIC).putInt(CONTROL_MODE, MODE_RECORD).putInt(CONTROL_FORMAT, 1)
                .putInt(CONTROL_COORDINATOR_PID, pid).putInt(CONTROL_PRIMARY_PID, pid).putInt(CONTROL_PRIMARY_STATE, PRIMARY_ENDED)
                .putInt(CONTROL_LANES, 1).putInt(CONTROL_CLASS_LANES, MAX_THREAD_LANES).putInt(CONTROL_FLAGS, FLAG_QUIET)
                .putLong(CONTROL_FULL_TAIL, 1);
        for (int block = 0; block < 2; block++) {
            memory.putInt(blockOffset(block) + BLOCK_LANE, 1).putInt(blockOffset(block) + BLOCK_USED, BLOCK_HEAD + ENTRY_BYTES)
                    .putLong(blockOffset(block) + BLOCK_SEQ, block);
        }
        memory.putInt(laneOffset(1) + LANE_BLOCK, 1).putInt(laneOffset(1) + LANE_STATE, STATE_ENDED)
                .putInt(laneOffset(1) + LANE_KIND, KIND_MAIN).putLong(laneOffset(1) + LANE_POS, blockOffset(1) + BLOCK_HEAD + ENTRY_BYTES);
    }
}
