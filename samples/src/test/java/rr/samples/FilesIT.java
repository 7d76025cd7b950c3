package rr.samples;

import rr.samples.files.Channels;
import rr.samples.files.Directories;
import rr.samples.files.LargeReads;
import rr.samples.files.RandomAccess;
import rr.samples.files.SharedAppend;
import rr.samples.files.StandardInput;
import rr.samples.harness.Guest;

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

    @Guest(main = StandardInput.class, stdin = LINES)
    void standardInput() {}

    @Guest(main = LargeReads.class)
    void largeReads() {}
}
