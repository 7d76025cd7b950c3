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

    public static void firstUse() {
        HookLog.add("firstUse");
    }

    public static void monitorBegin(Object o) {
        HookLog.add("monitorBegin " + text(o));
    }

    public static void monitorEntered(Object o) {
        HookLog.add("monitorEntered " + text(o) + " " + Thread.holdsLock(o));
    }

    public static void monitorExiting(Object o) {
        HookLog.add("monitorExiting " + text(o) + " " + Thread.holdsLock(o));
    }

    public static void methodEntered(Object o) {
        HookLog.add("methodEntered " + text(o) + " " + Thread.holdsLock(o));
    }

    public static boolean read(Object o) {
        HookLog.add("read " + text(o));
        return HookLog.readHolds();
    }

    public static boolean readStatic(int key) {
        HookLog.add("readStatic");
        return HookLog.readHolds();
    }

    public static boolean readHandle(Object handle) {
        HookLog.add("readHandle " + (handle instanceof java.lang.invoke.VarHandle));
        return HookLog.readHolds();
    }

    public static void readAgain() {
        HookLog.add("readAgain");
    }

    public static int writeBeginHandle(Object handle) {
        HookLog.add("writeBeginHandle " + (handle instanceof java.lang.invoke.VarHandle));
        return ++tokens;
    }

    public static boolean readAt(Object o, long offset) {
        HookLog.add("readAt " + text(o));
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

    public static void raced() {
        HookLog.add("raced");
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
