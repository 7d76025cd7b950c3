package rr.runtime.races;

/** What an object that threads synchronise by tells whoever acquires it: the clock of the thread that released it last. */
final class Sync {
    /** The lane that released it, 0: nobody did. */
    int lane;
    /** How far that lane had got. */
    long count;
    /** What that lane knew of others; shared and not changed. */
    long[] others;
    /** Others have released it, too, and that lane did not know: {@link #others} says more than the lane knew. */
    boolean joined;
}
