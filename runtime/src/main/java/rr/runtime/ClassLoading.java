package rr.runtime;

import jdk.internal.vm.annotation.Hidden;

/**
 * The built-in loaders are asked for a class: no event, since the VM asks in whichever thread comes first. Most often it does so because that
 * thread is about to use the class for the first time. If another thread is to initialise classes before, this is the place to wait for it.
 */
public final class ClassLoading {
    private ClassLoading() {}

    /** Loading begins. */
    @Hidden
    public static void suppress(Object loader) {
        if (Mode.REPLAY) {
            Threads.pauseInLoading();
        }
        Threads.suppress();
    }

    /** It is done. */
    @Hidden
    public static void resume(Object loader) {
        Threads.resume();
    }
}
