package rr.agent;

import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.Set;
import jdk.internal.misc.Unsafe;
import jdk.internal.misc.VM;

/**
 * What the agent uses of java.base's internals, which are opened to it first. Called directly: invoking a method of the JDK reflectively
 * looks for annotations on it in JDK 25, and that generates proxy classes.
 */
final class Internals {
    private Internals() {}

    /** Opens {@code jdk.internal.misc} to the agent; before any other method is called. */
    static void open(Instrumentation instrumentation) {
        instrumentation.redefineModule(Object.class.getModule(), Set.of(), Map.of(),
            Map.of("jdk.internal.misc", Set.of(Internals.class.getModule())), Set.of(), Map.of());
    }

    /** Defines a class in the boot loader. */
    static Class<?> define(String name, byte[] bytes) {
        return Unsafe.getUnsafe().defineClass(name, bytes, 0, bytes.length, null, null);
    }

    /** The options of this VM, from wherever it got them. */
    static String[] arguments() {
        return VM.getRuntimeArguments();
    }

    /** Whether an option of the VM loads the JDK's agent for debuggers. It changes no class of the JDK. */
    static boolean isDebugger(String argument) {
        return argument.startsWith("-agentlib:jdwp") || argument.startsWith("-Xrunjdwp");
    }

    static Object staticField(Class<?> owner, String field) {
        Unsafe unsafe = Unsafe.getUnsafe();
        return unsafe.getReference(owner, unsafe.objectFieldOffset(owner, field));
    }

    static long offset(Class<?> owner, String field) {
        return Unsafe.getUnsafe().objectFieldOffset(owner, field);
    }

    /** Sets a field of type boolean; its value before. */
    static boolean exchange(Object o, long field, boolean value) {
        Unsafe unsafe = Unsafe.getUnsafe();
        boolean before = unsafe.getBoolean(o, field);
        unsafe.putBoolean(o, field, value);
        return before;
    }
}
