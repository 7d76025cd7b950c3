package rr.runtime;

import static rr.runtime.Memory.U;

import jdk.internal.vm.annotation.Hidden;

/** Natives whose outcome hangs on the VM's own tables and memory. */
public final class NativeHooks {
    /** Mixed into the hash of a string, so that its chain is seldom that of a static field. */
    private static final int INTERN_KEY = 0x1d7e_8f23;
    /** Larger memory comes from the system, mostly, which zeroes it; and there it would cost something. */
    private static final long MOST_ZEROED = 1 << 14;

    private NativeHooks() {}

    /** {@code String.intern}: of equal strings, the first that comes here is the one that all get. */
    @Hidden
    public static String intern(String text) {
        int token = Hooks.writeBeginStatic(text.hashCode() ^ INTERN_KEY);
        try {
            return text.intern();
        } finally {
            Hooks.writeEnd(token);
        }
    }

    /** {@code Unsafe.allocateMemory}: what stood in the memory before is nothing that a program may depend on, but some write it out. */
    @Hidden
    public static long allocateMemory(Object unsafe, long bytes) {
        long address = U.allocateMemory(bytes);
        if (bytes <= MOST_ZEROED) {
            U.setMemory(address, bytes, (byte) 0);
        }
        return address;
    }
}
