package rr.runtime;

import java.lang.invoke.MethodHandles.Lookup;
import jdk.internal.vm.annotation.Hidden;

/** Hidden classes that a program makes of class files of its own. The VM tells no agent of those, so they are woven where they are handed over. */
public final class HiddenClasses {
    private HiddenClasses() {}

    /** {@link Lookup#defineHiddenClass}: null if the file stays as it is. */
    @Hidden
    public static Object define(Object lookup, byte[] file, boolean initialize, Lookup.ClassOption[] options) throws IllegalAccessException {
        byte[] woven = woven((Lookup) lookup, file);
        return woven == null ? null : ((Lookup) lookup).defineHiddenClass(woven, initialize, options);
    }

    /** {@link Lookup#defineHiddenClassWithClassData}: null if the file stays as it is. */
    @Hidden
    public static Object defineWithData(Object lookup, byte[] file, Object data, boolean initialize, Lookup.ClassOption[] options)
            throws IllegalAccessException {
        byte[] woven = woven((Lookup) lookup, file);
        return woven == null ? null : ((Lookup) lookup).defineHiddenClassWithClassData(woven, data, initialize, options);
    }

    /** The woven file, with which the same method is called again; null for that one, too. */
    @Hidden
    private static byte[] woven(Lookup lookup, byte[] file) {
        State s = file == null ? null : Threads.find(Thread.currentThread());
        if (s == null) {
            return null;
        }
        if (s.defining == file) {
            s.defining = null;
            return null;
        }
        byte[] woven = Weaving.weave(lookup.lookupClass().getClassLoader(), null, file);
        s.defining = woven;
        return woven;
    }
}
