package rr.runtime;

import jdk.internal.misc.Unsafe;

/** Offsets of native-syscall-shim/src/main/c/shm.h that hooks use, and the access to that memory. */
final class Memory {
    private Memory() {}

    static final Unsafe U = Unsafe.getUnsafe();
    static final long BASE = Shim.base();
    static final long CHAINS = Shim.chains();

    /** Order chains: a power of two of them; one more for all I/O, which only native code uses. */
    static final int CHAIN_BITS = 18;
    static final int CHAIN_MASK = (1 << CHAIN_BITS) - 1;
    static final int CHAIN_SIZE_SHIFT = 4;
    static final long READERS = 8;
    static final long LOCKED = 1;
    /** In a word: the owner, too, has to lock the chain to write. */
    static final long SHARED = 2;
    static final int OWNER_SHIFT = 48;
    static final long COUNT_BITS = (1L << 48) - 4;

    static final long LANES = 1L << 20;
    static final long LANE_SIZE = 2048;
    static final int FIRST_CLASS_LANE = 16384;
    static final int CONTROL_LANES = 44;
    static final int FREE_HEAD = 72;
    static final int FREE_TAIL = 80;

    static final int COUNT = 0;
    static final int LIMIT = 8;
    static final int POS = 16;
    static final int END = 24;
    static final int ENTRY_AT = 32;
    static final int LAST_TIME = 40;
    static final int CURSOR = 48;
    static final int WRITING = 48;
    static final int STREAM_END = 56;
    static final int STATE = 68;
    static final int LAST_MILLIS = 112;
    static final int FLAGS = 120;
    static final int UNGATED = 1;
    static final int NEXT_KIND = 124;
    static final int KERNEL_THREAD = 100;
    static final int PAUSE = 384;
    static final int RESUMED = 400;

    /** Where an object's header has its identity hash: JDK 24 made room for smaller headers. */
    static final int HASH_SHIFT = Runtime.version().feature() < 24 ? 8 : 11;
    /** Where an object's header has its hash. */
    static final long HASH_BITS = 0x7fffffffL << HASH_SHIFT;

    /** Fields of a thread's cell. */
    static final int CELL_CURRENT = 0;
    static final int CELL_PENDING = 8;

    static long laneAt(int lane) {
        return BASE + LANES + lane * LANE_SIZE;
    }
}
