package rr.runtime;

import static rr.runtime.Memory.U;

import java.lang.reflect.Proxy;
import jdk.internal.vm.annotation.Hidden;

/**
 * Names that the VM and the JDK make up. Those of hidden classes, lambdas among them, hold a counter and an address of this VM: logged,
 * and given to the class on replay, where it keeps them. Those of proxy classes hold a counter that threads race for in a region
 * without events: logged, too, but told only to the program, since the JDK makes classes that name a proxy class by the name it has.
 */
public final class NameHooks {
    private NameHooks() {}

    private static final long NAME = U.objectFieldOffset(Class.class, "name");

    /** {@link Class#getName()}. */
    @Hidden
    public static String getName(Class<?> type) {
        return isProxy(type) ? proxyName(type) : named(type).getName();
    }

    /** {@link Class#getSimpleName()}. */
    @Hidden
    public static String getSimpleName(Class<?> type) {
        if (isProxy(type)) {
            String name = proxyName(type);
            return name.substring(name.lastIndexOf('.') + 1);
        }
        return named(type).getSimpleName();
    }

    /** {@link Class#getTypeName()}. */
    @Hidden
    public static String getTypeName(Class<?> type) {
        return isProxy(type) ? proxyName(type) : named(type).getTypeName();
    }

    /** {@link Class#toString()}. */
    @Hidden
    public static String toString(Class<?> type) {
        return isProxy(type) ? "class ".concat(proxyName(type)) : named(type).toString();
    }

    @Hidden
    private static boolean isProxy(Class<?> type) {
        return type != null && type.getSuperclass() == Proxy.class;
    }

    @Hidden
    private static String proxyName(Class<?> type) {
        Lane lane = Lane.current();
        return lane == null ? type.getName() : exchange(lane, type);
    }

    @Hidden
    private static Class<?> named(Class<?> type) {
        if (type == null || !type.isHidden()) {
            return type;
        }
        Lane lane = Lane.current();
        if (lane != null) {
            String name = exchange(lane, type);
            if (Mode.REPLAY) {
                U.putReference(type, NAME, name);
            }
        }
        return type;
    }

    /** The recorded name. */
    @Hidden
    private static String exchange(Lane lane, Class<?> type) {
        if (Mode.REPLAY) {
            lane.gate();
            lane.count();
            return new Frames(Tape.takeBlob(lane, Op.CLASS_NAME)).text();
        }
        Frames name = new Frames();
        name.put(type.getName());
        Tape.blob(lane, Op.CLASS_NAME, name.bytes, name.at);
        lane.count();
        return type.getName();
    }
}
