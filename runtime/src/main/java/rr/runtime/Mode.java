package rr.runtime;

/** What this process does; constant once the class is initialised, so that the JIT sees one branch of every hook. */
final class Mode {
    private Mode() {}

    /** True when replaying, false when recording. */
    static final boolean REPLAY = Shim.mode() == 2;
    /** Of a replay: plain accesses are observed, to find data races. */
    static final boolean OBSERVED = Shim.observed();
}
