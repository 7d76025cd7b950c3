package rr.runtime.races;

import jdk.internal.vm.annotation.Hidden;
import rr.runtime.Hooks;
import rr.runtime.Observed;

/** In the place of {@link Hooks} while a replay is observed: the same, and the threads' clocks. */
public final class ObservedHooks {
    private ObservedHooks() {}

    /** {@link Hooks#monitorBegin}. */
    @Hidden
    public static void monitorBegin(Object o) {
        Hooks.monitorBegin(o);
    }

    /** {@link Hooks#monitorEntered}. */
    @Hidden
    public static void monitorEntered(Object o) {
        Hooks.monitorEntered(o);
        Races.acquire(Observed.clock(), o);
    }

    /** {@link Hooks#methodEntered}. */
    @Hidden
    public static void methodEntered(Object o) {
        Hooks.methodEntered(o);
        Races.acquire(Observed.clock(), o);
    }

    /** {@link Hooks#monitorExiting}. Nobody else enters the monitor before this thread has left it. */
    @Hidden
    public static void monitorExiting(Object o) {
        Races.release(Observed.clock(), o);
        Hooks.monitorExiting(o);
    }

    /** {@link Hooks#read}. When it is false it is this event's turn: all that comes before it has been done. */
    @Hidden
    public static boolean read(Object o) {
        boolean holds = Hooks.read(o);
        Races.acquire(Observed.clock(), o);
        return holds;
    }

    /** {@link Hooks#readStatic}. */
    @Hidden
    public static boolean readStatic(int key) {
        boolean holds = Hooks.readStatic(key);
        Races.acquireKey(Observed.clock(), key);
        return holds;
    }

    /** {@link Hooks#readStatic} of a field that is not volatile and may race. */
    @Hidden
    public static boolean readStaticPlain(int key) {
        return Hooks.readStatic(key);
    }

    /** {@link Hooks#writeBeginStatic} of a field that is not volatile and may race. */
    @Hidden
    public static int writeBeginStaticPlain(int key) {
        return Hooks.writeBeginStatic(key);
    }

    /** {@link Hooks#readHandle}. */
    @Hidden
    public static boolean readHandle(Object handle) {
        boolean holds = Hooks.readHandle(handle);
        Races.acquireKey(Observed.clock(), Observed.keyOfHandle(handle));
        return holds;
    }

    /** {@link Hooks#readAt}. */
    @Hidden
    public static boolean readAt(Object o, long offset) {
        boolean holds = Hooks.readAt(o, offset);
        if (o == null || o instanceof Class) {
            Races.acquireKey(Observed.clock(), keyAt(o, offset));
        } else {
            Races.acquire(Observed.clock(), o);
        }
        return holds;
    }

    /** {@link Hooks#readAgain}. */
    @Hidden
    public static void readAgain() {
        Hooks.readAgain();
    }

    /** {@link Hooks#writeBegin}. */
    @Hidden
    public static int writeBegin(Object o) {
        int token = Hooks.writeBegin(o);
        Races.releaseToUpdate(Observed.clock(), o);
        return token;
    }

    /** {@link Hooks#writeBeginStatic}. */
    @Hidden
    public static int writeBeginStatic(int key) {
        int token = Hooks.writeBeginStatic(key);
        Races.releaseKey(Observed.clock(), key);
        return token;
    }

    /** {@link Hooks#writeBeginHandle}. */
    @Hidden
    public static int writeBeginHandle(Object handle) {
        int token = Hooks.writeBeginHandle(handle);
        Races.releaseKey(Observed.clock(), Observed.keyOfHandle(handle));
        return token;
    }

    /** {@link Hooks#writeBeginAt}. */
    @Hidden
    public static int writeBeginAt(Object o, long offset) {
        int token = Hooks.writeBeginAt(o, offset);
        if (o == null || o instanceof Class) {
            Races.releaseKey(Observed.clock(), keyAt(o, offset));
        } else {
            Races.releaseToUpdate(Observed.clock(), o);
        }
        return token;
    }

    /** {@link Hooks#writeEnd}, behind a write that has not looked at the value before. */
    @Hidden
    public static void writeEnd(int token) {
        Hooks.writeEnd(token);
    }

    /** The same behind one that has, such as a compare-and-set. */
    @Hidden
    public static void updateEnd(int token) {
        Races.updated(Observed.clock());
        Hooks.writeEnd(token);
    }

    /** {@link Hooks#raced}, which is for recordings. */
    @Hidden
    public static void raced() {}

    /** {@link Hooks#initBegin}. */
    @Hidden
    public static void initBegin(String className) {
        Hooks.initBegin(className);
    }

    /** {@link Hooks#initEnd}. */
    @Hidden
    public static void initEnd() {
        Accesses.initialised();
        Hooks.initEnd();
    }

    /** {@link Hooks#suppress}. */
    @Hidden
    public static void suppress() {
        Hooks.suppress();
    }

    /** {@link Hooks#resume}. */
    @Hidden
    public static void resume() {
        Hooks.resume();
    }

    @Hidden
    private static long keyAt(Object o, long offset) {
        return o == null ? ~offset : ((Class<?>) o).getName().hashCode();
    }
}
