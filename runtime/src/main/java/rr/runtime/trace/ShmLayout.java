package rr.runtime.trace;

/** Offsets and constants of the memory shared by coordinator, primary and scribe; mirrors {@code shm.h}, which draws it. */
public final class ShmLayout {
    public static final long MAGIC = 0x314d48534a5252L;

    public static final int RING = 8192;
    public static final int OFF_FULL_RING = 4096;
    public static final int OFF_FREE_RING = OFF_FULL_RING + 4 * RING;
    public static final int OFF_LANES = 1 << 20;
    public static final int LANE_SIZE = 2048;
    public static final int MAX_LANES = 65536;
    /** Lanes 1 .. 16383 are threads, those from 16384 on class initialisers. */
    public static final int MAX_THREAD_LANES = 16384;
    public static final int OFF_BLOCKS = 129 << 20;
    public static final int BLOCK_SIZE = 16384;
    public static final int BLOCKS = 4096;
    public static final int SHM_SIZE = OFF_BLOCKS + BLOCK_SIZE * BLOCKS;

    public static final int CONTROL_MAGIC = 0;
    public static final int CONTROL_MODE = 8;
    public static final int CONTROL_FORMAT = 12;
    public static final int CONTROL_BASE = 16;
    public static final int CONTROL_COORDINATOR_PID = 24;
    public static final int CONTROL_PRIMARY_PID = 28;
    public static final int CONTROL_PRIMARY_STATE = 32;
    public static final int CONTROL_SCRIBE_STATE = 36;
    public static final int CONTROL_EXIT_STATUS = 40;
    public static final int CONTROL_LANES = 44;
    public static final int CONTROL_CLASS_LANES = 48;
    public static final int CONTROL_FLAGS = 52;
    public static final int CONTROL_FULL_HEAD = 56;
    public static final int CONTROL_FULL_TAIL = 64;
    public static final int CONTROL_FREE_HEAD = 72;
    public static final int CONTROL_FREE_TAIL = 80;
    public static final int CONTROL_LIMIT_BYTES = 88;
    public static final int CONTROL_START_NANOS = 96;
    public static final int CONTROL_SEGMENTS = 104;
    public static final int CONTROL_HOLDER = 112;
    public static final int CONTROL_DIVERGENCE = 116;
    public static final int CONTROL_TRACE_DIR = 120;
    public static final int CONTROL_TRACE_DIR_SIZE = 1024;
    public static final int CONTROL_MESSAGE = 1144;
    public static final int CONTROL_MESSAGE_SIZE = 2048;
    public static final int CONTROL_PROBLEM = 3200;
    public static final int CONTROL_PROBLEM_SIZE = 768;
    public static final int CONTROL_VERDICT = 3972;
    public static final int CONTROL_VERDICT_SIZE = 120;

    public static final int MODE_OFF = 0;
    public static final int MODE_RECORD = 1;
    public static final int MODE_REPLAY = 2;

    public static final int PRIMARY_STARTING = 0;
    public static final int PRIMARY_RUNNING = 1;
    public static final int PRIMARY_ENDED = 2;

    public static final int SCRIBE_NONE = 0;
    public static final int SCRIBE_RUNNING = 1;
    public static final int SCRIBE_DONE = 2;
    public static final int SCRIBE_FAILED = 3;
    public static final int SCRIBE_VERIFYING = 4;

    public static final int FLAG_QUIET = 1;
    public static final int FLAG_SCRIBE_LOST = 2;
    public static final int FLAG_ENDED_OUTSIDE = 4;

    public static final int LANE_COUNT = 0;
    public static final int LANE_LIMIT = 8;
    public static final int LANE_POS = 16;
    public static final int LANE_END = 24;
    public static final int LANE_ENTRY_AT = 32;
    public static final int LANE_LAST_TIME = 40;
    public static final int LANE_CURSOR = 48;
    public static final int LANE_STREAM_END = 56;
    public static final int LANE_TURN = 64;
    public static final int LANE_STATE = 68;
    public static final int LANE_KIND = 72;
    public static final int LANE_PARENT = 76;
    public static final int LANE_PARENT_COUNT = 80;
    public static final int LANE_BLOCK_SEQ = 88;
    public static final int LANE_BLOCK = 96;
    public static final int LANE_TID = 100;
    public static final int LANE_BEGIN_COUNT = 104;
    public static final int LANE_LAST_MILLIS = 112;
    public static final int LANE_FLAGS = 120;
    public static final int LANE_NEXT_KIND = 124;
    public static final int LANE_NAME = 128;
    public static final int LANE_NAME_SIZE = 256;

    public static final int STATE_FREE = 0;
    public static final int STATE_LIVE = 1;
    public static final int STATE_ENDED = 2;

    public static final int KIND_MAIN = 1;
    public static final int KIND_THREAD = 2;
    public static final int KIND_CLASS = 3;
    public static final int KIND_DESTROY = 4;
    public static final int KIND_SIGNALS = 5;
    public static final int KIND_FINALIZER = 6;
    public static final int KIND_CLEANER = 7;
    public static final int KIND_AGENTS = 8;

    public static final int NO_BLOCK = -1;

    public static final int BLOCK_LANE = 0;
    public static final int BLOCK_USED = 4;
    public static final int BLOCK_SEQ = 8;
    public static final int BLOCK_FIRST = 16;
    public static final int BLOCK_HEAD = 32;

    private ShmLayout() {}

    public static int laneOffset(int lane) {
        return OFF_LANES + lane * LANE_SIZE;
    }

    public static int blockOffset(int block) {
        return OFF_BLOCKS + block * BLOCK_SIZE;
    }

    public static boolean isClassLane(int lane) {
        return lane >= MAX_THREAD_LANES;
    }
}
