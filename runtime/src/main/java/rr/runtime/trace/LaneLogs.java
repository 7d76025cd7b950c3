package rr.runtime.trace;

/**
 * The logs of all lanes of one recording: what a reader of traces offers and the schedule builder consumes. Logs are read
 * block by block, each lane from its beginning to its usable end, any number of times.
 */
public interface LaneLogs {
    /** The lanes that have events, ascending. */
    int[] lanes();

    /** Events of the lane that are usable, counted from the start of the recording. */
    long finalCount(int lane);

    /** Whether {@link #finalCount} is where the lane really ended; false: what came behind it is lost. */
    boolean complete(int lane);

    /** Whether the recording ended cleanly and nothing of it is lost. */
    boolean clean();

    /** The program's exit status as a shell shows it, or -1 when the log does not tell. */
    default int exitCode() {
        return -1;
    }

    /** A new walk over the lane's blocks. */
    Blocks blocks(int lane);

    /** A walk over the blocks of one lane. */
    interface Blocks {
        /** Goes to the next block; false behind the last. */
        boolean next() throws TraceUnusable;

        /** The entries: {@code bytes()[start()]} to {@code bytes()[end() - 1]}; valid until {@link #next}. */
        byte[] bytes();

        int start();

        int end();

        /** Count from which the distance of the block's first entry is counted. */
        long first();
    }
}
