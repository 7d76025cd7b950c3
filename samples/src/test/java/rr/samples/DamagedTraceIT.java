package rr.samples;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import rr.samples.files.RepeatedReads;
import rr.samples.harness.Finished;
import rr.samples.harness.GuestRun;
import rr.samples.monitors.TwoThreadsOneLock;

/**
 * Cuts and flips bytes of a trace at random places. A replay of what is left is either equal to the recording or ends with a clear
 * message of rr and its exit code: no crash, no hang, no other output taken for right. {@code -Drr.seed=N} repeats a sequence.
 */
class DamagedTraceIT {
    private static final int SHORT_ROUNDS = 20;
    private static final int LONG_ROUNDS = 500;
    private static final int MOST_FLIPS = 8;

    @Test
    void events() throws IOException {
        equalOrRefused("DamagedTraceIT.events", TwoThreadsOneLock.class);
    }

    /** Entries that refer to bytes logged elsewhere. */
    @Test
    void contents() throws IOException {
        equalOrRefused("DamagedTraceIT.contents", RepeatedReads.class);
    }

    private static void equalOrRefused(String name, Class<?> guest) throws IOException {
        long seed = Long.getLong("rr.seed", System.nanoTime());
        int rounds = Boolean.getBoolean("rr.long") ? LONG_ROUNDS : SHORT_ROUNDS;
        Random random = new Random(seed);
        try (GuestRun run = GuestRun.inDefaultConfiguration(name).timeoutSeconds(90)) {
            List<String> plain = run.plainCommand(List.of(), GuestRun.classPath(), List.of(guest.getName()));
            Finished recorded = run.run("recording", run.recordCommand(plain, 1));
            if (recorded.exit() != 0) {
                throw run.failure("the recording ended with " + recorded.exit() + "\n" + recorded.errText());
            }
            Path fresh = copy(run.trace(1), run.folder().resolve("fresh"));
            run.assertEqual("replay of the whole trace", run.run("whole", run.replayCommand(run.trace(1))), recorded);
            for (int i = 0; i < rounds; i++) {
                // Half of the rounds have the image that the first replay made, half must make their own.
                Path damaged = copy(i % 2 == 0 ? fresh : run.trace(1), run.folder().resolve("damaged"));
                String damage = damage(damaged, random);
                Finished replayed = run.run("replay-" + i, run.replayCommand(damaged));
                String problem = problem(replayed, recorded);
                if (problem != null) {
                    throw run.failure("round " + i + " of -Drr.seed=" + seed + ", " + damage + ": " + problem);
                }
                GuestRun.delete(damaged);
            }
            run.succeed();
        }
    }

    /** Null if the replay did what it should. */
    private static String problem(Finished replayed, Finished recorded) {
        if (replayed.exit() == GuestRun.DIVERGENCE || replayed.exit() == GuestRun.UNUSABLE || replayed.exit() == GuestRun.END_LOST) {
            return replayed.ownLines().isEmpty() ? "exit " + replayed.exit() + " without a message:\n" + replayed.errText() : null;
        }
        return replayed.differenceFrom(recorded);
    }

    private static String damage(Path trace, Random random) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(trace)) {
            files = all.filter(Files::isRegularFile).filter(DamagedTraceIT::isNotEmpty).sorted().toList();
        }
        Path file = files.get(random.nextInt(files.size()));
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            long length = bytes.length();
            if (random.nextInt(3) == 0) {
                long kept = (long) (random.nextDouble() * length);
                bytes.setLength(kept);
                return trace.relativize(file) + " cut from " + length + " to " + kept;
            }
            StringBuilder places = new StringBuilder(trace.relativize(file) + " changed at");
            int flips = 1 + random.nextInt(MOST_FLIPS);
            for (int i = 0; i < flips; i++) {
                long at = (long) (random.nextDouble() * length);
                bytes.seek(at);
                int old = bytes.read();
                bytes.seek(at);
                bytes.write(old ^ (1 + random.nextInt(255)));
                places.append(' ').append(at);
            }
            return places.toString();
        }
    }

    private static boolean isNotEmpty(Path file) {
        return file.toFile().length() > 0;
    }

    /** Copies without the holes of sparse files becoming blocks: only what is not zero is written. */
    private static Path copy(Path from, Path to) throws IOException {
        GuestRun.delete(to);
        try (Stream<Path> all = Files.walk(from)) {
            for (Path source : all.toList()) {
                Path target = to.resolve(from.relativize(source).toString());
                if (Files.isDirectory(source)) {
                    Files.createDirectories(target);
                } else {
                    copySparse(source, target);
                }
            }
        }
        return to;
    }

    private static void copySparse(Path source, Path target) throws IOException {
        byte[] piece = new byte[1 << 16];
        try (RandomAccessFile in = new RandomAccessFile(source.toFile(), "r");
                RandomAccessFile out = new RandomAccessFile(target.toFile(), "rw")) {
            out.setLength(in.length());
            long at = 0;
            for (int n = in.read(piece); n > 0; n = in.read(piece)) {
                if (!isZero(piece, n)) {
                    out.seek(at);
                    out.write(piece, 0, n);
                }
                at += n;
            }
        }
    }

    private static boolean isZero(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
