package rr.agent.weave;

/** Loaded as {@code rr.runtime.Hooks}, and as each row's hook class, beside woven samples. */
public final class RecordingHooks {
    private static int tokens;

    private RecordingHooks() {}

    private static String text(Object o) {
        if (o == null) {
            return "null";
        }
        return o instanceof Class ? ((Class<?>) o).getSimpleName() + ".class" : o.getClass().getSimpleName();
    }

    public static long monitorBegin(Object o) {
        HookLog.add("monitorBegin " + text(o));
        return 77;
    }

    public static void monitorEntered(Object o, long token) {
        HookLog.add("monitorEntered " + text(o) + " " + token + " " + Thread.holdsLock(o));
    }

    public static void monitorExiting(Object o) {
        HookLog.add("monitorExiting " + text(o) + " " + Thread.holdsLock(o));
    }

    public static void methodEntered(Object o) {
        HookLog.add("methodEntered " + text(o) + " " + Thread.holdsLock(o));
    }

    public static long readBegin(Object o) {
        HookLog.add("readBegin " + text(o));
        return 5;
    }

    public static boolean readEnd(Object o, long word) {
        HookLog.add("readEnd " + text(o) + " " + word);
        return HookLog.readHolds();
    }

    public static long readBeginStatic(int key) {
        HookLog.add("readBeginStatic");
        return key;
    }

    public static boolean readEndStatic(int key, long word) {
        HookLog.add("readEndStatic " + (key == word));
        return HookLog.readHolds();
    }

    public static long readBeginHandle(Object handle) {
        HookLog.add("readBeginHandle " + (handle instanceof java.lang.invoke.VarHandle));
        return 6;
    }

    public static boolean readEndHandle(Object handle, long word) {
        HookLog.add("readEndHandle " + word);
        return HookLog.readHolds();
    }

    public static int writeBeginHandle(Object handle) {
        HookLog.add("writeBeginHandle " + (handle instanceof java.lang.invoke.VarHandle));
        return ++tokens;
    }

    public static long readBeginAt(Object o, long offset) {
        HookLog.add("readBeginAt " + text(o));
        return offset;
    }

    public static boolean readEndAt(Object o, long offset, long word) {
        HookLog.add("readEndAt " + text(o) + " " + (offset == word));
        return HookLog.readHolds();
    }

    public static int writeBegin(Object o) {
        HookLog.add("writeBegin " + text(o));
        return ++tokens;
    }

    public static int writeBeginStatic(int key) {
        HookLog.add("writeBeginStatic");
        return ++tokens;
    }

    public static int writeBeginAt(Object o, long offset) {
        HookLog.add("writeBeginAt " + text(o));
        return ++tokens;
    }

    public static void writeEnd(int token) {
        HookLog.add("writeEnd " + (token == tokens));
    }

    public static void initBegin(String name) {
        HookLog.add("initBegin " + name.substring(name.lastIndexOf('/') + 1));
    }

    public static void initEnd() {
        HookLog.add("initEnd");
    }

    public static void suppress() {
        HookLog.add("suppress");
    }

    public static void resume() {
        HookLog.add("resume");
    }

    // Call rows.

    public static long nanoTime() {
        HookLog.add("nanoTime");
        return 42;
    }

    public static boolean isAlive(Thread thread) {
        HookLog.add("isAlive " + text(thread));
        return true;
    }

    public static Thread.State getState(Thread thread) {
        HookLog.add("getState " + text(thread));
        return Thread.State.BLOCKED;
    }

    public static void notifyAll(Object o) {
        HookLog.add("notifyAll " + text(o));
        o.notifyAll();
    }

    public static void sleep(long millis) {
        HookLog.add("sleep " + millis);
    }

    public static int hashCode(Object o) {
        HookLog.add("hashCode " + text(o));
        return o.hashCode();
    }

    public static int identityHashCode(Object o) {
        HookLog.add("identityHashCode " + text(o));
        return 4711;
    }
}
