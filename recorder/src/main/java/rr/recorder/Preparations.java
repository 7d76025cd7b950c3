package rr.recorder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Starts a process that makes the {@link CacheFiles} when the first recording with a JDK is over: nothing of it runs in the recorded
 * program, and nobody waits for it. It has the scribe's low priority.
 */
final class Preparations {
    private static final String[] COMMAND = {
        "-Xmx512m",
        "-XX:+UseSerialGC",
        "-XX:-UsePerfData",
        "-XX:+DisableAttachMechanism",
        "-XX:TieredStopAtLevel=1",
        "-Xlog:disable",
    };

    private Preparations() {}

    /** Starts it if there is something to make. Whatever goes wrong, later recordings only start more slowly. */
    static void startMissing() {
        Path innerJar = Path.of(System.getProperty("java.class.path"));
        if (!innerJar.endsWith("inner.jar")) {
            return;
        }
        CacheFiles files = CacheFiles.of(innerJar);
        OldBuilds.use(files.folder());
        if (Files.exists(files.woven()) && Files.exists(files.scribeArchive())) {
            return;
        }
        String[] command = new String[COMMAND.length + 5];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        System.arraycopy(COMMAND, 0, command, 1, COMMAND.length);
        command[COMMAND.length + 1] = "-javaagent:" + innerJar;
        command[COMMAND.length + 2] = "-cp";
        command[COMMAND.length + 3] = innerJar.toString();
        command[COMMAND.length + 4] = "rr.agent.Preparation";
        try {
            new ProcessBuilder(command)
                    .directory(files.folder().toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            System.err.println("rr: what speeds up the start of recordings cannot be prepared: " + e.getMessage());
        }
    }
}
