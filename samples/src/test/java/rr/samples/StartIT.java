package rr.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import rr.samples.harness.Finished;
import rr.samples.harness.GuestRun;
import rr.samples.monitors.TwoThreadsOneLock;

/**
 * What the program finds when it begins must not depend on how it was started: which classes the recorder's own work has initialised, while
 * it weaves everything itself, takes what was woven before, or replays.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StartIT {
    private static final Pattern INITIALISED = Pattern.compile("Initializing '([^']+)'(?! ?\\(no method\\))");
    /** The recorder's own, in a loader of its own. */
    private static final Pattern OWN = Pattern.compile("rr/(agent|boot|runtime|recorder|replayer)/.*|.*org/objectweb/.*|.*0x.*");
    private static final long CACHE_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(120);

    @Test
    void initialisedClasses() throws IOException, InterruptedException {
        try (GuestRun run = GuestRun.inDefaultConfiguration("StartIT.initialisedClasses")) {
            Path log = run.folder().resolve("initialised.txt");
            Path cache = run.folder().resolve("cache");
            List<String> plain = run.plainCommand(List.of("-Xlog:class+init=info:file=" + log), GuestRun.classPath(),
                    List.of(TwoThreadsOneLock.class.getName()));
            List<String> record = new ArrayList<>(List.of("env", "XDG_CACHE_HOME=" + cache));
            record.addAll(run.recordCommand(plain, 1));
            Finished first = run.run("first", record);
            Set<String> whenFirst = initialised(log);
            awaitCache(run, cache);
            run.assertEqual("replay of the first recording", run.run("replay-first", run.replayCommand(run.trace(1))), first);
            requireEqual(run, "the first recording and its replay", whenFirst, initialised(log));
            record.replaceAll(word -> word.replace(run.trace(1).toString(), run.trace(2).toString()));
            Finished second = run.run("second", record);
            requireEqual(run, "the first and a later recording", whenFirst, initialised(log));
            List<String> typed = GuestRun.withAgent(plain, "replay,quiet,trace=" + run.trace(2));
            run.assertEqual("typed replay", run.run("typed", typed), second);
            requireEqual(run, "a recording and a replay that was typed", whenFirst, initialised(log));
            run.succeed();
        }
    }

    /** The classes with initialisers that ran in the VM before the guest's main class, as its log tells. */
    private static Set<String> initialised(Path log) throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<String> lines = Files.lines(log)) {
            for (String line : (Iterable<String>) lines::iterator) {
                Matcher matcher = INITIALISED.matcher(line);
                String name = matcher.find() ? matcher.group(1) : "";
                if (name.startsWith("rr/samples/")) {
                    break;
                }
                if (!name.isEmpty() && !OWN.matcher(name).matches()) {
                    names.add(name);
                }
            }
        }
        if (names.size() < 100) {
            throw new AssertionError("the VM's log " + log + " names only " + names);
        }
        Files.delete(log);
        return names;
    }

    private static void requireEqual(GuestRun run, String which, Set<String> expected, Set<String> found) {
        Set<String> different = new TreeSet<>(expected);
        different.removeAll(found);
        Set<String> added = new TreeSet<>(found);
        added.removeAll(expected);
        different.addAll(added);
        if (!different.isEmpty()) {
            throw run.failure(which + " differ in what is initialised when the program begins: " + different);
        }
    }

    /** A build's first recording has its cache made in the background. */
    private static void awaitCache(GuestRun run, Path cache) throws IOException, InterruptedException {
        long end = System.nanoTime() + CACHE_TIMEOUT_NANOS;
        while (true) {
            try (Stream<Path> files = Files.walk(cache)) {
                if (files.anyMatch(file -> file.getFileName().toString().matches("woven-.*\\.bin"))) {
                    return;
                }
            }
            if (System.nanoTime() - end > 0) {
                throw run.failure("no woven classes in " + cache);
            }
            Thread.sleep(200);
        }
    }
}
