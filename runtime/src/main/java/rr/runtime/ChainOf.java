package rr.runtime;

import static rr.runtime.Memory.U;

import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.ForceInline;
import jdk.internal.vm.annotation.Hidden;

/** Which order chain something is on: that of an object is in its identity hash, which is in its header. See {@link Chains}. */
final class ChainOf {
    private ChainOf() {}

    /** The first chain: no object's, no lane's, without readers. What is found to be on it takes the slow path. */
    private static final long NOBODYS = Memory.CHAINS;
    /** Where an object's header has the upper bits of its hash, which are the number of its chain, times the size of a chain. */
    private static final int CHAIN_SHIFT = Memory.HASH_SHIFT + 31 - Memory.CHAIN_BITS - Memory.CHAIN_SIZE_SHIFT;
    private static final long CHAIN_OFFSETS = (long) Memory.CHAIN_MASK << Memory.CHAIN_SIZE_SHIFT;
    /** Of a hash: the bits that do not name the chain. */
    private static final int LOW_BITS = 31 - Memory.CHAIN_BITS;
    /** The last bits of a header, and what they are in an object that is neither locked nor biased. */
    private static final long STATE = 7;
    private static final long UNLOCKED = 1;
    /** A stack-locked object of JDK 17 has its header on the locker's stack; later JDKs keep the hash where it was, unless told otherwise. */
    static final boolean HEADER_ON_STACK = Shim.lockingMode() < 0 ? Runtime.version().feature() < 21 : Shim.lockingMode() == 1;
    /** The monitor of an inflated object has its header, unless the VM keeps monitors in a table. */
    static final boolean HEADER_IN_MONITOR = !Shim.monitorTable();
    /** Headers that hold the object's hash, if it has one: these bits are {@link #IN_PLACE}. */
    static final long PLACE = HEADER_ON_STACK ? 7 : HEADER_IN_MONITOR ? 2 : 0;
    static final long IN_PLACE = HEADER_ON_STACK ? 1 : 0;

    /** The chain of an object, by its identity hash, which is read from the header where it is there. */
    @Hidden
    static long object(Lane lane, Object o) {
        long mark = U.getLong(o, 0L);
        return (mark & PLACE) == IN_PLACE && (mark & Memory.HASH_BITS) != 0 ? ofMark(mark) : ofUnhashed(lane, o);
    }

    /** The same for hooks' straight lines: {@link #NOBODYS} if the header has no hash, or not here, or one that names that chain. */
    @Hidden
    @ForceInline
    static long unlocked(Object o) {
        long mark = U.getLong(o, 0L);
        return (mark & PLACE) == IN_PLACE ? NOBODYS + (mark >>> CHAIN_SHIFT & CHAIN_OFFSETS) : NOBODYS;
    }

    /** As {@link #unlocked} for an object whose monitor the running thread holds. */
    @Hidden
    @ForceInline
    static long heldHashed(Object o) {
        long mark = headerOfHeld(o);
        return (mark & PLACE) == IN_PLACE ? NOBODYS + (mark >>> CHAIN_SHIFT & CHAIN_OFFSETS) : NOBODYS;
    }

    @Hidden
    @ForceInline
    private static long ofMark(long mark) {
        return used(mark >>> CHAIN_SHIFT & CHAIN_OFFSETS);
    }

    /** The address of a chain; its neighbour's for that which is nobody's. */
    @Hidden
    @ForceInline
    private static long used(long offset) {
        return NOBODYS + (offset == 0 ? 1 << Memory.CHAIN_SIZE_SHIFT : offset);
    }

    /**
     * An object without a hash has not been on any chain: it is new, or was plain so far. So it gets a hash here, whose upper bits
     * name a chain among those of this lane. What only one thread uses then never meets other threads on a chain, and the chains in
     * use stay few. The lower bits, which choose the bucket in tables of the program, are as good as the VM's.
     */
    @Hidden
    @DontInline
    private static long ofUnhashed(Lane lane, Object o) {
        for (int tries = 0; tries < 3; tries++) {
            long mark = U.getLong(o, 0L);
            if (!takesHash(mark)) {
                break;
            }
            if ((mark & Memory.HASH_BITS) != 0) {
                return ofMark(mark);
            }
            long hashed = mark | newHash(lane, o) << Memory.HASH_SHIFT;
            if (U.compareAndSetLong(o, 0L, mark, hashed)) {
                return ofMark(hashed);
            }
        }
        return ofHash(System.identityHashCode(o));
    }

    /** Whether a hash can be put into the header of an object, whoever holds its monitor. */
    @Hidden
    static boolean takesHash(long mark) {
        return (mark & STATE) == UNLOCKED || (mark & STATE) == 0 && !HEADER_ON_STACK;
    }

    @Hidden
    private static long newHash(Lane lane, Object o) {
        return HashHooks.isAskedUnseen(o) ? HashHooks.madeHash(o) : lane.drawHash();
    }

    @Hidden
    private static long ofHash(int hash) {
        return used((long) (hash >>> LOW_BITS) << Memory.CHAIN_SIZE_SHIFT);
    }

    /** The header of an object whose monitor the running thread holds, wherever it is. */
    @Hidden
    @ForceInline
    private static long headerOfHeld(Object o) {
        long mark = U.getLong(o, 0L);
        if ((mark & PLACE) != IN_PLACE && ((mark & 3) == 2 || (mark & 3) == 0 && mark != 0)) {
            mark = U.getLong(mark & ~3L); // inflated: the monitor's first word; stack-locked: the displaced header
        }
        return mark;
    }

    /** As {@link #object} for an object whose monitor the running thread holds. */
    @Hidden
    static long held(Lane lane, Object o) {
        long mark = headerOfHeld(o);
        return (mark & PLACE) == IN_PLACE && (mark & Memory.HASH_BITS) != 0 ? ofMark(mark) : hashHeld(lane, o);
    }

    /** Gives a hash to an object that was entered without one, as by a synchronized method; the VM would inflate its monitor for that. */
    @Hidden
    @DontInline
    private static long hashHeld(Lane lane, Object o) {
        long mark = U.getLong(o, 0L);
        if (HEADER_ON_STACK && (mark & 3) == 0 && mark != 0) {
            long displaced = U.getLong(mark); // on the stack of this thread, which holds the monitor
            if ((displaced & STATE) == UNLOCKED && (displaced & Memory.HASH_BITS) == 0) {
                long hashed = displaced | newHash(lane, o) << Memory.HASH_SHIFT;
                U.putLong(mark, hashed);
                U.fullFence();
                // Who inflates the monitor changes the object's header first, and then copies the displaced one.
                if (U.getLong(o, 0L) == mark) {
                    return ofMark(hashed);
                }
            }
        }
        return ofUnhashed(lane, o);
    }

    /** The chain of a static field, or of an address outside the heap, by a number. */
    @Hidden
    @ForceInline
    static long key(int key) {
        return used((long) ((key ^ key >>> 15) & Memory.CHAIN_MASK) << Memory.CHAIN_SIZE_SHIFT);
    }

    /** The chain of an access by Unsafe. The base object of static fields is their class. */
    @Hidden
    static long address(Lane lane, Object o, long offset) {
        if (o == null) {
            return key((int) (offset >>> 3) * 0x9E3779B1);
        }
        return o instanceof Class ? Statics.chainOfClass((Class<?>) o) : object(lane, o);
    }
}
