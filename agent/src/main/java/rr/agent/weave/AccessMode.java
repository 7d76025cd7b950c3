package rr.agent.weave;

/** Whether a VarHandle's or Unsafe's method is an ordered read, an ordered write (every read-modify-write too), or neither. */
enum AccessMode {
    READ,
    WRITE;

    static final String VAR_HANDLE = "java/lang/invoke/VarHandle";
    private static final String JDK_UNSAFE = "jdk/internal/misc/Unsafe";
    private static final String SUN_UNSAFE = "sun/misc/Unsafe";

    static boolean isUnsafe(String owner) {
        return owner.equals(JDK_UNSAFE) || owner.equals(SUN_UNSAFE);
    }

    /**
     * Whether an Unsafe's ordered accesses are woven in its own methods, which call the other one, instead of where those are called:
     * so they are events as well when they are called by reflection or through method handles, as libraries do.
     */
    static boolean passesOn(String owner) {
        return owner.equals(SUN_UNSAFE);
    }

    /** The mode of a VarHandle's method; null for plain accesses and for methods that access nothing. */
    static AccessMode ofVarHandle(String method) {
        switch (method) {
            case "getVolatile":
            case "getOpaque":
            case "getAcquire":
                return READ;
            case "setVolatile":
            case "setOpaque":
            case "setRelease":
            case "compareAndSet":
                return WRITE;
            default:
                return method.startsWith("compareAndExchange")
                                || method.startsWith("weakCompareAndSet")
                                || method.startsWith("getAndAdd")
                                || method.startsWith("getAndSet")
                                || method.startsWith("getAndBitwise")
                        ? WRITE
                        : null;
        }
    }

    /**
     * The mode of a VarHandle's plain access; null for other methods, and for views of bytes, which are data and no protocol.
     */
    static AccessMode ofPlainVarHandle(String method, String descriptor) {
        if (descriptor.startsWith("([B") || descriptor.startsWith("(Ljava/nio/") || descriptor.startsWith("(Ljava/lang/foreign/")) {
            return null;
        }
        return method.equals("get") ? READ : method.equals("set") ? WRITE : null;
    }

    /** How many arguments of a VarHandle's method are values; the coordinates come before them. */
    static int valuesOfVarHandle(String method) {
        if (method.startsWith("compareAnd") || method.startsWith("weakCompareAnd")) {
            return 2;
        }
        return method.startsWith("set") || method.startsWith("getAnd") ? 1 : 0;
    }

    /** The mode of a method of either Unsafe; null for plain accesses and for methods that access nothing. */
    static AccessMode ofUnsafe(String method, String descriptor) {
        if (!descriptor.startsWith("(Ljava/lang/Object;J")) {
            return null;
        }
        // weakCompareAndSet…Plain orders nothing but is atomic: its outcome depends on other threads like that of the others.
        if (method.startsWith("compareAnd")
                || method.startsWith("weakCompareAnd")
                || method.startsWith("getAnd")
                || method.startsWith("putOrdered")) {
            return WRITE;
        }
        if (method.startsWith("get")) {
            return method.endsWith("Volatile") || method.endsWith("Acquire") || method.endsWith("Opaque") ? READ : null;
        }
        if (method.startsWith("put")) {
            return method.endsWith("Volatile") || method.endsWith("Release") || method.endsWith("Opaque") ? WRITE : null;
        }
        return null;
    }

    /** The mode of a plain access to the heap by either Unsafe; null for methods that are none. */
    static AccessMode ofPlainUnsafe(String method, String descriptor) {
        if (!descriptor.startsWith("(Ljava/lang/Object;J") || method.endsWith("Unaligned")) {
            return null;
        }
        return method.startsWith("get") ? READ : method.startsWith("put") ? WRITE : null;
    }
}
