package rr.runtime;

import static rr.runtime.Memory.U;

import jdk.internal.vm.annotation.ForceInline;
import jdk.internal.vm.annotation.Hidden;

/**
 * Chains of static fields that are accessed through a VarHandle or Unsafe. Woven field instructions name the chain by a constant, the
 * hash of the declaring class's name; here the same number is found at run time.
 */
final class Statics {
    private Statics() {}

    private static final String PACKAGE = "java.lang.invoke.";
    private static final String[] TYPES = {"References", "Ints", "Longs", "Booleans", "Bytes", "Shorts", "Chars", "Floats", "Doubles"};
    /** Handles of static fields, one class for each type; those for fields that are not final extend them. */
    private static final Class<?>[] HANDLES = new Class<?>[TYPES.length];
    /** Where they keep the class that declares the field; equal for all of them, since their fields are the same. */
    private static final long BASE;
    /** What a VarHandle of a static field is while the field's class may not be initialised; null where that is not put off. */
    private static final Class<?> LAZY;
    private static final long LAZY_TARGET;
    private static final long LAZY_CLASS;

    static {
        try {
            for (int i = 0; i < TYPES.length; i++) {
                HANDLES[i] = Class.forName(PACKAGE + "VarHandle" + TYPES[i] + "$FieldStaticReadOnly", false, null);
            }
            LAZY = Runtime.version().feature() < 22 ? null : Class.forName(PACKAGE + "LazyInitializingVarHandle", false, null);
        } catch (ClassNotFoundException unknownJdk) {
            throw new ExceptionInInitializerError(unknownJdk);
        }
        BASE = U.objectFieldOffset(HANDLES[0], "base");
        LAZY_TARGET = LAZY == null ? 0 : U.objectFieldOffset(LAZY, "target");
        LAZY_CLASS = LAZY == null ? 0 : U.objectFieldOffset(LAZY, "refc");
    }

    /** The chain of what a VarHandle without coordinates stands for. Other variables than static fields have the handle's own. */
    @Hidden
    static long chainOfHandle(Lane lane, Object handle) {
        Class<?> declaring = classOfHandle(handle);
        return declaring == null ? ChainOf.object(lane, handle) : chainOfClass(declaring);
    }

    /** The class whose static field a VarHandle stands for; null if it stands for another variable. */
    @Hidden
    static Class<?> classOfHandle(Object handle) {
        Object direct = handle.getClass() == LAZY ? U.getReference(handle, LAZY_TARGET) : handle;
        Class<?> type = direct.getClass();
        Class<?> readOnly = type.getSuperclass();
        for (Class<?> each : HANDLES) {
            if (each == type || each == readOnly) {
                return (Class<?>) U.getReference(direct, BASE);
            }
        }
        return null;
    }

    /** The chain of all static fields of a class. */
    @Hidden
    @ForceInline
    static long chainOfClass(Class<?> declaring) {
        return ChainOf.key(declaring.getName().hashCode());
    }

    /**
     * Initialises the class of a static field, as the access itself would. Between the two halves of an access a chain is locked, or
     * the baton held for one event; no initialiser may run there.
     */
    @Hidden
    @ForceInline
    static void initialise(Object handle) {
        if (handle.getClass() == LAZY) {
            U.ensureClassInitialized((Class<?>) U.getReference(handle, LAZY_CLASS));
        }
    }
}
