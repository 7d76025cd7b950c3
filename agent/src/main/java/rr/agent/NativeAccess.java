package rr.agent;

/**
 * Lets this jar load and bind native code without the warning that JDK 24 and later print. They ask all unnamed modules together, so
 * access is given to all, until it is revoked: the application's own first use of native code still prints its warning.
 */
final class NativeAccess {
    private static final int FIRST_JDK_THAT_WARNS = 24;

    private final Object allUnnamed;
    private final long field;
    private final boolean before;

    /** Gives access; {@link Internals} must be open. */
    NativeAccess() {
        if (Runtime.version().feature() < FIRST_JDK_THAT_WARNS) {
            allUnnamed = null;
            field = 0;
            before = false;
        } else {
            allUnnamed = Internals.staticField(Module.class, "ALL_UNNAMED_MODULE");
            field = Internals.offset(Module.class, "enableNativeAccess");
            before = Internals.exchange(allUnnamed, field, true);
        }
    }

    void revoke() {
        if (allUnnamed != null) {
            Internals.exchange(allUnnamed, field, before);
        }
    }
}
