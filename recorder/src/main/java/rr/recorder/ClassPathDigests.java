package rr.recorder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Size, time and SHA-256 of what is on the recorded class path, so that replay can say which class file changed. Sizes and
 * times are taken at the start; digests are computed by a thread of low priority that starts late: start-up is when the
 * recorded program needs the processors, and a short program is over before.
 */
final class ClassPathDigests {
    private static final long DELAY_MILLIS = 3_000;

    private final List<Map<String, Object>> entries = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread;
    private volatile boolean hurry;

    private ClassPathDigests(Set<Path> paths) {
        for (Path path : paths) {
            Map<String, Object> entry = Collections.synchronizedMap(new LinkedHashMap<>());
            entry.put("path", path.toString());
            try {
                entry.put("modified", Files.getLastModifiedTime(path).toMillis());
                if (Files.isRegularFile(path)) {
                    entry.put("bytes", Files.size(path));
                }
            } catch (IOException e) {
                entry.put("missing", true);
            }
            entries.add(entry);
        }
        thread = new Thread(this::digestAll, "digests");
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
    }

    /** Starts with the class path that follows from a java command line; {@code cwd} may be null. */
    static ClassPathDigests start(List<String> command, Map<String, String> environment, Path cwd) {
        ClassPathDigests digests = new ClassPathDigests(cwd == null ? Set.of() : new JavaCommand(command).classPath(environment, cwd));
        digests.thread.start();
        return digests;
    }

    /** The entries as they are at this moment. */
    List<Map<String, Object>> entries() {
        List<Map<String, Object>> copy = new ArrayList<>();
        synchronized (entries) {
            for (Map<String, Object> entry : entries) {
                synchronized (entry) {
                    copy.add(new LinkedHashMap<>(entry));
                }
            }
        }
        return copy;
    }

    /** Waits until all digests are there, but not longer than that; entries without one stay without. */
    void await(long millis) {
        hurry = true;
        thread.interrupt();
        try {
            thread.join(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void digestAll() {
        long start = System.nanoTime();
        while (!hurry && System.nanoTime() - start < DELAY_MILLIS * 1_000_000) {
            try {
                Thread.sleep(DELAY_MILLIS);
            } catch (InterruptedException e) {
                // Woken early, to be done before the recording ends.
            }
        }
        for (Map<String, Object> entry : entries) {
            try {
                String digest = PathDigest.of(Path.of((String) entry.get("path")));
                if (digest != null) {
                    entry.put("sha256", digest);
                }
            } catch (IOException | RuntimeException e) {
                entry.put("unreadable", String.valueOf(e.getMessage()));
            }
        }
    }
}
