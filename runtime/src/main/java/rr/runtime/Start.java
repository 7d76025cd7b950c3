package rr.runtime;

import static rr.runtime.Memory.U;

import java.lang.reflect.Field;

/** Where the agent's work ends and the recorded program begins. */
public final class Start {
    private Start() {}

    /**
     * Begins to record or replay on the calling thread, the main one. Called once, by the agent, as its last act.
     *
     * @param own the loader of the recorder's other classes
     * @throws ReflectiveOperationException if this JDK has no {@code ImmutableCollections.SALT32L}, or other seeds of random numbers
     */
    public static void begin(ClassLoader own) throws ReflectiveOperationException {
        Class<?> collections = Class.forName("java.util.ImmutableCollections");
        Field salt = collections.getDeclaredField("SALT32L");
        Field reverse = collections.getDeclaredField("REVERSE");
        Seeds seeds = new Seeds();
        ClassPaths.find();
        StartUp.sortModules();
        VirtualHooks.find();
        Threads.start();
        // The order in which Set.of and Map.of iterate. Sets built before stay valid: only iterators use the salt.
        Lane lane = Lane.current();
        Object base = U.staticFieldBase(salt);
        long saltAt = U.staticFieldOffset(salt);
        long reverseAt = U.staticFieldOffset(reverse);
        U.putLong(base, saltAt, recorded(lane, U.getLong(base, saltAt)));
        U.putBoolean(base, reverseAt, recorded(lane, U.getBoolean(base, reverseAt) ? 1 : 0) != 0);
        seeds.begin(lane);
        StartUp.describeVm(lane);
        HashHooks.begin((int) recorded(lane, System.nanoTime()));
        SignalHooks.begin();
        LoadedClasses.begin(own);
        AgentHooks.begin();
        beginActions(lane);
    }

    /** What the collector causes is recorded from here on. */
    private static void beginActions(Lane lane) {
        ActionLane.begin();
        lane.hold();
        FinalizerHooks.begin();
        CleanerHooks.begin();
        lane.release();
    }

    /** Something random from before the recording: what it was then. */
    static long recorded(Lane lane, long present) {
        if (Mode.REPLAY) {
            lane.gate();
        }
        return Tape.exchange(lane, Op.SALT, present);
    }
}
