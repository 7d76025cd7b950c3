package rr.runtime;

import static rr.runtime.Memory.U;

import jdk.internal.vm.annotation.Hidden;

/**
 * Whose class path is being opened. The paths of the built-in loaders are opened jar by jar as the VM loads classes, in whichever thread comes
 * first, so that is no event. The paths of the program's own loaders are opened by the program: their files are inputs like others, and may be
 * such as it has written itself, which are not there on replay.
 */
public final class ClassPaths {
    private static final Object[] LOADERS = new Object[3];
    private static long pathAt;

    private ClassPaths() {}

    /**
     * Finds the built-in loaders; before the first event.
     *
     * @throws ReflectiveOperationException if this JDK lacks one of the classes
     */
    static void find() throws ReflectiveOperationException {
        Class<?> loaders = Class.forName("jdk.internal.loader.ClassLoaders");
        pathAt = U.objectFieldOffset(Class.forName("jdk.internal.loader.BuiltinClassLoader"), "ucp");
        String[] names = {"BOOT_LOADER", "PLATFORM_LOADER", "APP_LOADER"};
        for (int i = 0; i < names.length; i++) {
            LOADERS[i] = U.getReference(loaders, U.staticFieldOffset(loaders.getDeclaredField(names[i])));
        }
    }

    /** A built-in loader's path is opened without events. */
    @Hidden
    public static void suppress(Object path) {
        if (isBuiltIn(path)) {
            Threads.suppress();
        }
    }

    /** It was. */
    @Hidden
    public static void resume(Object path) {
        if (isBuiltIn(path)) {
            Threads.resume();
        }
    }

    @Hidden
    private static boolean isBuiltIn(Object path) {
        for (Object loader : LOADERS) {
            if (loader != null && U.getReference(loader, pathAt) == path) {
                return true;
            }
        }
        return false;
    }
}
