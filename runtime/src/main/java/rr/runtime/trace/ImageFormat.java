package rr.runtime.trace;

/** Offsets of {@code replay.img}, the form of a trace that a replayed process maps; drawn in {@code docs/architecture.md}. */
public final class ImageFormat {
    /** "RRIMG001", little endian. */
    public static final long MAGIC = 0x313030474d495252L;

    public static final int VERSION = 4;
    public static final String FILE_NAME = "replay.img";

    /** Room kept for the head; what follows it is aligned to cache lines. */
    public static final int HEAD_SIZE = 128;

    public static final int HEAD_MAGIC = 0;
    public static final int HEAD_VERSION = 8;
    public static final int HEAD_FLAGS = 12;
    public static final int HEAD_LENGTH = 16;
    public static final int HEAD_LANE_TABLE = 24;
    public static final int HEAD_LANES = 32;
    public static final int HEAD_CLASS_LANES = 36;
    public static final int HEAD_SEGMENTS_AT = 40;
    public static final int HEAD_SEGMENTS = 48;
    public static final int HEAD_CLASS_TABLE = 56;
    public static final int HEAD_TOTAL_EVENTS = 64;
    /** Identifies the trace from which the image was made; not read by the replayed process. */
    public static final int HEAD_FINGERPRINT = 72;

    /** u32: the recorded program's exit status as a shell shows it, plus 1; 0 when it is not known. */
    public static final int HEAD_EXIT_STATUS = 80;

    /** Contents that several calls brought: of number i + 1 the u64 offset of its first DATA entry, 0 where that is lost. */
    public static final int HEAD_CONTENTS_AT = 88;

    public static final int HEAD_CONTENTS = 96;

    /** Numbers of the references that queues gave, u32 each, ascending. */
    public static final int HEAD_TAKEN_AT = 104;

    public static final int HEAD_TAKEN = 112;

    /** How often a reference was found cleared; not read by the replayed process. */
    public static final int HEAD_CLEARED = 120;

    /** Ops of values that tell of references, as in {@code rr.runtime.Op}. */
    public static final int OP_REFERENCE_CLEARED = 21;

    public static final int OP_REFERENCE_TAKEN = 22;

    public static final int FLAG_CLEAN = 1;

    public static final int LANE_ROW = 64;
    public static final int LANE_ID = 0;
    public static final int LANE_KIND = 4;
    public static final int LANE_STREAM_AT = 8;
    public static final int LANE_STREAM_LENGTH = 16;
    public static final int LANE_FINAL_COUNT = 24;
    public static final int LANE_PARENT = 32;
    public static final int LANE_PARENT_COUNT = 40;

    public static final int SEGMENT_ROW = 16;
    public static final int SEGMENT_LANE = 0;
    public static final int SEGMENT_FLAGS = 4;
    public static final int SEGMENT_LIMIT = 8;

    /** What the lane does behind the segment's last event, before its next one, waits for its next turn, too. */
    public static final int SEGMENT_PAUSE = 1;

    public static final int CLASS_ROW = 32;
    public static final int CLASS_HASH = 0;
    public static final int CLASS_LANE = 8;
    public static final int CLASS_PARENT = 12;
    public static final int CLASS_PARENT_COUNT = 16;
    public static final int CLASS_FINAL_COUNT = 24;

    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private ImageFormat() {}

    /** FNV-1a 64 of a class's name, byte by byte as it was recorded. */
    public static long classHash(byte[] name, int from, int length) {
        long hash = FNV_BASIS;
        for (int i = from; i < from + length; i++) {
            hash = (hash ^ name[i] & 0xff) * FNV_PRIME;
        }
        return hash;
    }
}
