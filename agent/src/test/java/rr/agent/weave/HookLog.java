package rr.agent.weave;

import java.util.ArrayList;
import java.util.List;

/** The calls that {@link RecordingHooks} received, in order. */
public final class HookLog {
    private static final List<String> CALLS = new ArrayList<>();
    private static int failingReads;

    private HookLog() {}

    /** Notes one call. */
    public static synchronized void add(String call) {
        CALLS.add(call);
    }

    /** Whether a read has to be repeated, as if another thread had written meanwhile. */
    public static synchronized boolean readHolds() {
        return failingReads-- <= 0;
    }

    static synchronized void failReads(int times) {
        failingReads = times;
    }

    /** The calls since the last time. */
    static synchronized List<String> take() {
        List<String> calls = new ArrayList<>(CALLS);
        CALLS.clear();
        return calls;
    }
}
