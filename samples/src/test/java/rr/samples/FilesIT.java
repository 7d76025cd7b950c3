package rr.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import rr.samples.files.Channels;
import rr.samples.files.Directories;
import rr.samples.files.LargeReads;
import rr.samples.files.MappedInputs;
import rr.samples.files.RandomAccess;
import rr.samples.files.RepeatedReads;
import rr.samples.files.SharedAppend;
import rr.samples.files.StandardInput;
import rr.samples.files.UnpackedLibraries;
import rr.samples.files.WatchedFolders;
import rr.samples.files.WrittenJars;
import rr.samples.harness.Finished;
import rr.samples.harness.Guest;
import rr.samples.harness.GuestRun;

/** Files, directories and standard input. */
class FilesIT {
    private static final String LINES = "alpha\nbeta\ngamma\ndelta\nepsilon, not ASCII: äö€\n\n"
            + "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n"
            + "no newline at the end";

    @Guest(main = SharedAppend.class)
    void sharedAppend() {}

    @Guest(main = RandomAccess.class)
    void randomAccess() {}

    @Guest(main = Channels.class)
    void channels() {}

    @Guest(main = Directories.class)
    void directories() {}

    @Guest(main = UnpackedLibraries.class, vmSince24 = "--enable-native-access=ALL-UNNAMED", recordings = 2)
    void unpackedLibraries() {}

    @Guest(main = StandardInput.class, stdin = LINES)
    void standardInput() {}

    @Guest(main = LargeReads.class)
    void largeReads() {}

    @Guest(main = RepeatedReads.class)
    void repeatedReads() {}

    /** Read 36 times, logged about twice: as mapping, and in pieces of two sizes, with a little more for what changed. */
    @Test
    void repeatedReadsAreLoggedOnce() throws IOException {
        try (GuestRun run = GuestRun.inDefaultConfiguration("FilesIT.repeatedReadsAreLoggedOnce")) {
            Finished recorded = run.run("recording", run.recordCommand(run.plainCommand(List.of(), GuestRun.classPath(), List.of(RepeatedReads.class.getName())), 1));
            run.assertEqual("replay", run.run("replay", run.replayCommand(run.trace(1))), recorded);
            long image = Files.size(run.trace(1).resolve("replay.img"));
            if (image > 3_500_000) {
                throw run.failure("the image has " + image + " bytes");
            }
            run.succeed();
        }
    }

    @Guest(main = WrittenJars.class)
    void writtenJars() {}

    @Guest(main = WatchedFolders.class)
    void watchedFolders() {}

    @Guest(main = MappedInputs.class)
    void mappedInputs() {}
}
