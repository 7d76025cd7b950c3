package rr.agent;

import java.nio.ByteBuffer;

/** The agent's side of the native library (native-syscall-shim, agent_jni.c). Each method returns null or what went wrong. */
final class Native {
    private Native() {}

    /** Makes the shared memory; mode: 1 record, 2 replay; otherAgents: whether there has been another agent before. */
    static native String open(int mode, String traceDir, boolean quiet, boolean otherAgents, long limitBytes);

    /**
     * Local time and process id, {@code 20261231-235959-4711}. Not by Java's calendar: what that looks up once, such as the time zone,
     * the program would then look up on replay only.
     */
    static native String stamp();

    /**
     * Forks this process; returns in the child, which becomes the primary. The parent coordinates and never returns.
     *
     * @param java          the command that starts the scribe, null for none
     * @param scribeArchive the scribe's archive of classes, used if it exists
     * @param settings      {@code name=value} each, for the trace's header; at most eight
     */
    static native String fork(String java, String innerJar, String scribeArchive, String[] settings);

    /** The contents of a file, mapped and read only; null if there are none. */
    static native ByteBuffer contents(String path);

    /** Maps the image of a trace, in the primary of a replay. */
    static native String openImage(String path);

    /** Runs a command to its end; the line that it printed, null if it failed. */
    static native String prepare(String[] command);

    /** The flag of the collector in use, such as {@code UseG1GC}; "" if it cannot be found out. */
    static native String collector();

    /** Replay: events before which a stack is printed, {@code LANE:EVENT} with {@code ;} between them. */
    static native String stacksAt(String points);

    /** Replay: plain accesses are observed; the races that are found are written to this file. */
    static native String observe(String file);

    /** Binds the natives of rr.runtime.Shim. The classes are those of rr.runtime. */
    static native String bind(Class<?> shim, Class<?> threads, Class<?> reflections, Class<?> weaving);
}
