package rr.runtime;

import static rr.runtime.Memory.U;

import jdk.internal.vm.annotation.Hidden;

/** Identity hash codes the program asks for: logged, and written into the object on replay, so that the VM agrees. */
public final class HashHooks {
    private HashHooks() {}

    private static final long HASH_BITS = 0x7fffffffL << 8;
    /** Classes known to have a hashCode of their own, by some bits of the header; only a look-up that saves a native call. */
    private static final Class<?>[] OVERRIDING = new Class<?>[1024];

    /** {@link System#identityHashCode(Object)}, and {@code super.hashCode()} where it is Object's. */
    @Hidden
    public static int identityHashCode(Object o) {
        Lane lane = Lane.current();
        if (lane == null || o == null) {
            return System.identityHashCode(o);
        }
        if (Mode.REPLAY) {
            lane.gate();
        }
        int hash = (int) Tape.exchange(lane, Op.IDENTITY_HASH, Mode.REPLAY ? 0 : System.identityHashCode(o));
        if (Mode.REPLAY) {
            impose(o, hash);
        }
        return hash;
    }

    /** A virtual call of hashCode whose static owner is Object. */
    @Hidden
    public static int hashCode(Object o) {
        if (o != null) {
            Class<?> type = o.getClass();
            int slot = U.getInt(o, 8L) >>> 3 & OVERRIDING.length - 1;
            if (OVERRIDING[slot] != type) {
                if (!Shim.overridesHashCode(type)) {
                    return identityHashCode(o);
                }
                OVERRIDING[slot] = type;
            }
        }
        return o.hashCode();
    }

    /** Replay: gives the object the recorded hash where its header is free to take it. */
    @Hidden
    static void impose(Object o, int hash) {
        for (;;) {
            long mark = U.getLong(o, 0L);
            if ((mark & 3) == 2) {
                long header = mark & ~3L; // the monitor's first word is the object's header
                long kept = U.getLong(header);
                if ((kept & 7) == 1 && U.compareAndSetLong(null, header, kept, kept & ~HASH_BITS | (long) hash << 8)
                        && U.getLong(o, 0L) == mark) {
                    return;
                }
            } else if ((mark & 7) != 1) {
                return; // locked on a stack: only native code that asks for the hash would see another one
            }
            long wanted = mark & ~HASH_BITS | (long) hash << 8;
            if ((mark & 3) == 1 && (mark == wanted || U.compareAndSetLong(o, 0L, mark, wanted))) {
                return;
            }
        }
    }
}
