package rr.agent;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;

/**
 * Lets this jar load and bind native code without the warning that JDK 24 and later print. They ask all unnamed modules together, so
 * access is given to all, until it is revoked: the application's own first use of native code still prints its warning.
 */
final class NativeAccess {
    private static final int FIRST_JDK_THAT_WARNS = 24;

    private Object unsafe;
    private Object allUnnamed;
    private Object field;
    private Object before;
    private Method put;

    NativeAccess(Instrumentation instrumentation) throws ReflectiveOperationException {
        if (Runtime.version().feature() < FIRST_JDK_THAT_WARNS) {
            return;
        }
        instrumentation.redefineModule(Object.class.getModule(), Set.of(), Map.of(),
            Map.of("jdk.internal.misc", Set.of(NativeAccess.class.getModule())), Set.of(), Map.of());
        Class<?> type = Class.forName("jdk.internal.misc.Unsafe");
        unsafe = type.getMethod("getUnsafe").invoke(null);
        Method offsetOf = type.getMethod("objectFieldOffset", Class.class, String.class);
        allUnnamed = type.getMethod("getReference", Object.class, long.class)
            .invoke(unsafe, Module.class, offsetOf.invoke(unsafe, Module.class, "ALL_UNNAMED_MODULE"));
        field = offsetOf.invoke(unsafe, Module.class, "enableNativeAccess");
        before = type.getMethod("getBoolean", Object.class, long.class).invoke(unsafe, allUnnamed, field);
        put = type.getMethod("putBoolean", Object.class, long.class, boolean.class);
        put.invoke(unsafe, allUnnamed, field, true);
    }

    void revoke() throws IllegalAccessException, InvocationTargetException {
        if (put != null) {
            put.invoke(unsafe, allUnnamed, field, before);
        }
    }
}
