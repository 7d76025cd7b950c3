package rr.runtime;

import static rr.runtime.Memory.U;

import jdk.internal.vm.annotation.Hidden;

/**
 * Names of hidden classes, those of lambdas among them: they hold a counter and an address of this VM. Logged, and given to the class
 * on replay, where it keeps them.
 */
public final class NameHooks {
    private NameHooks() {}

    private static final long NAME = U.objectFieldOffset(Class.class, "name");

    /** {@link Class#getName()}. */
    @Hidden
    public static String getName(Class<?> type) {
        return named(type).getName();
    }

    /** {@link Class#getSimpleName()}. */
    @Hidden
    public static String getSimpleName(Class<?> type) {
        return named(type).getSimpleName();
    }

    /** {@link Class#getTypeName()}. */
    @Hidden
    public static String getTypeName(Class<?> type) {
        return named(type).getTypeName();
    }

    /** {@link Class#toString()}. */
    @Hidden
    public static String toString(Class<?> type) {
        return named(type).toString();
    }

    @Hidden
    private static Class<?> named(Class<?> type) {
        if (type == null || !type.isHidden()) {
            return type;
        }
        Lane lane = Lane.current();
        if (lane == null) {
            return type;
        }
        if (Mode.REPLAY) {
            lane.gate();
            lane.count();
            U.putReference(type, NAME, new Frames(Tape.takeBlob(lane, Op.CLASS_NAME)).text());
            return type;
        }
        Frames name = new Frames();
        name.put(type.getName());
        Tape.blob(lane, Op.CLASS_NAME, name.bytes, name.at);
        lane.count();
        return type;
    }
}
