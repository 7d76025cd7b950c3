package rr.runtime;

/**
 * Where class files pass on their way into the VM. Not a transformer of java.lang.instrument: that keeps classes which are loaded while
 * a transformer runs from all transformers. Weaving a class reads others through its loader, which may be one of the program's and load
 * whatever it likes; unwoven, such a class would go through a recording without an event.
 */
public final class Weaving {
    private static Weaver weaver;

    /** What weaves. Called by any thread, and again before it has returned. */
    public interface Weaver {
        /** The woven class file, null if it stays as it is. A name that is null is to be read from the file. */
        byte[] weave(ClassLoader loader, String internalName, byte[] file);
    }

    private Weaving() {}

    /** From now on this one is asked about each class file. What it needs for that must be loaded: it would be asked about that first. */
    public static void by(Weaver one) {
        weaver = one;
        Shim.weaveClasses();
    }

    /** Called from native code, in whichever thread loads the class, and for hidden classes: no event, and none inside. */
    static byte[] weave(ClassLoader loader, String name, byte[] file) {
        Threads.suppress();
        try {
            return weaver.weave(loader, name, file);
        } finally {
            Threads.resume();
        }
    }
}
