package rr.recorder;

import static rr.runtime.trace.ShmLayout.*;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** Whether coordinator and primary are still there. */
final class Processes implements Drain.Liveness {
    /** A coordinator that dies while it forks leaves no pid behind; after this time there will be none. */
    private static final long START_GRACE_NANOS = 2_000_000_000L;

    private final SharedMemory memory;
    private volatile boolean coordinatorGone;
    private volatile long coordinatorGoneAt;
    private int primaryPid;
    private String primaryStarted;

    Processes(SharedMemory memory) {
        this.memory = memory;
    }

    /**
     * Watches a pipe that only the coordinator can write to: it ends with the coordinator. A byte in it says that something has changed
     * for which the calling thread, which may be parked, should look.
     */
    void watchCoordinator(Path pipe) {
        Thread caller = Thread.currentThread();
        Thread watch = new Thread(() -> {
            try (InputStream in = Files.newInputStream(pipe)) {
                while (in.read() >= 0) {
                    LockSupport.unpark(caller);
                }
            } catch (IOException e) {
                System.err.println("rr: the scribe cannot watch the coordinator: " + e.getMessage());
            }
            coordinatorGoneAt = System.nanoTime();
            coordinatorGone = true;
            LockSupport.unpark(caller);
        }, "watch-coordinator");
        watch.setDaemon(true);
        watch.start();
    }

    @Override
    public boolean coordinatorGone() {
        return coordinatorGone;
    }

    @Override
    public boolean primaryGone() {
        int pid = memory.getInt(CONTROL_PRIMARY_PID);
        if (pid <= 0) {
            return System.nanoTime() - coordinatorGoneAt > START_GRACE_NANOS;
        }
        String[] stat = stat(pid);
        if (stat == null) {
            return true;
        }
        if (primaryPid != pid) {
            primaryPid = pid;
            primaryStarted = stat[1];
        }
        // Another start time: the pid was handed out again.
        boolean dead = stat[0].equals("Z") || stat[0].equals("X");
        return dead || !stat[1].equals(primaryStarted);
    }

    /** State and start time of a process, or null when there is none. */
    private static String[] stat(int pid) {
        try {
            String line = new String(Files.readAllBytes(Path.of("/proc/" + pid + "/stat")), StandardCharsets.ISO_8859_1);
            // The second field, a name in parentheses, may hold anything.
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            return fields.length < 20 ? null : new String[] {fields[0], fields[19]};
        } catch (IOException | IndexOutOfBoundsException e) {
            return null;
        }
    }
}
