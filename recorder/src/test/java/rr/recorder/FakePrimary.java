package rr.recorder;

import static rr.runtime.trace.ShmLayout.*;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import rr.runtime.trace.EntryKind;
import rr.runtime.trace.EntryWriter;

/** Plays the part of a recorded program: writes entries into blocks of a shared memory file, as {@code lanes.c} does. */
final class FakePrimary {
    static final long BASE = 0x7f0000000000L;

    final Path file;
    private final ByteBuffer memory;
    private final EntryWriter entry = new EntryWriter(256);

    FakePrimary(Path file, int coordinatorPid, int primaryPid, long limitBytes) throws IOException {
        this.file = file;
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.setLength(SHM_SIZE);
            memory = raw.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, SHM_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        }
        memory.putLong(CONTROL_MAGIC, MAGIC).putInt(CONTROL_MODE, MODE_RECORD).putInt(CONTROL_FORMAT, 1).putLong(CONTROL_BASE, BASE)
                .putInt(CONTROL_COORDINATOR_PID, coordinatorPid).putInt(CONTROL_PRIMARY_PID, primaryPid)
                .putInt(CONTROL_PRIMARY_STATE, PRIMARY_RUNNING).putInt(CONTROL_CLASS_LANES, MAX_THREAD_LANES)
                .putInt(CONTROL_FLAGS, FLAG_QUIET).putLong(CONTROL_LIMIT_BYTES, limitBytes)
                .putLong(CONTROL_START_NANOS, System.currentTimeMillis() * 1_000_000L);
        for (int i = 0; i < BLOCKS; i++) {
            memory.putInt(OFF_FREE_RING + 4 * i, i);
        }
        memory.putLong(CONTROL_FREE_TAIL, BLOCKS);
    }

    void open(int lane, int parent, long parentCount, String name) {
        if (isClassLane(lane)) {
            memory.putInt(CONTROL_CLASS_LANES, Math.max(memory.getInt(CONTROL_CLASS_LANES), lane + 1));
        } else {
            memory.putInt(CONTROL_LANES, Math.max(memory.getInt(CONTROL_LANES), lane));
        }
        int at = laneOffset(lane);
        memory.putInt(at + LANE_BLOCK, NO_BLOCK).putInt(at + LANE_STATE, STATE_LIVE).putInt(at + LANE_KIND, KIND_THREAD);
        event(lane);
        write(lane, entry(EntryKind.BEGIN, lane).v(parent).v(parentCount).u8(KIND_THREAD)
                .counted(name.getBytes(StandardCharsets.UTF_8)));
    }

    /** One more event of the lane; its count. */
    long event(int lane) {
        int at = laneOffset(lane) + LANE_COUNT;
        long count = memory.getLong(at) + 1;
        memory.putLong(at, count);
        return count;
    }

    void value(int lane, long value) {
        write(lane, entry(EntryKind.VALUE, lane).v(1).z(value));
    }

    EntryWriter entry(int kind, int lane) {
        int at = laneOffset(lane);
        return entry.reset(memory.getLong(at + LANE_ENTRY_AT)).begin(kind, memory.getLong(at + LANE_COUNT));
    }

    void write(int lane, EntryWriter entry) {
        int at = laneOffset(lane);
        long pos = memory.getLong(at + LANE_POS);
        if (pos == 0 || pos + entry.length() > memory.getLong(at + LANE_END)) {
            publish(lane);
            takeBlock(lane);
            pos = memory.getLong(at + LANE_POS);
        }
        memory.put((int) (pos - BASE), entry.bytes(), 0, entry.length());
        memory.putLong(at + LANE_ENTRY_AT, entry.count());
        memory.putLong(at + LANE_POS, pos + entry.length());
    }

    private void publish(int lane) {
        int at = laneOffset(lane);
        int block = memory.getInt(at + LANE_BLOCK);
        if (block != NO_BLOCK) {
            memory.putInt(blockOffset(block) + BLOCK_USED, (int) (memory.getLong(at + LANE_POS) - BASE - blockOffset(block)));
            long tail = memory.getLong(CONTROL_FULL_TAIL);
            memory.putInt(OFF_FULL_RING + 4 * (int) (tail % RING), block);
            VarHandle.releaseFence();
            memory.putLong(CONTROL_FULL_TAIL, tail + 1);
            memory.putInt(at + LANE_BLOCK, NO_BLOCK);
        }
    }

    private void takeBlock(int lane) {
        long head = memory.getLong(CONTROL_FREE_HEAD);
        while (head == memory.getLong(CONTROL_FREE_TAIL)) {
            VarHandle.fullFence();
            Thread.onSpinWait();
        }
        VarHandle.acquireFence();
        int block = memory.getInt(OFF_FREE_RING + 4 * (int) (head % RING));
        memory.putLong(CONTROL_FREE_HEAD, head + 1);
        int at = laneOffset(lane);
        int b = blockOffset(block);
        long seq = memory.getLong(at + LANE_BLOCK_SEQ);
        memory.putInt(b + BLOCK_LANE, lane).putInt(b + BLOCK_USED, 0).putLong(b + BLOCK_SEQ, seq)
                .putLong(b + BLOCK_FIRST, memory.getLong(at + LANE_ENTRY_AT));
        memory.putLong(at + LANE_BLOCK_SEQ, seq + 1).putLong(at + LANE_END, BASE + b + BLOCK_SIZE)
                .putLong(at + LANE_POS, BASE + b + BLOCK_HEAD).putInt(at + LANE_BLOCK, block);
    }

    void end(int waitStatus) {
        memory.putInt(CONTROL_EXIT_STATUS, waitStatus);
        VarHandle.releaseFence();
        memory.putInt(CONTROL_PRIMARY_STATE, PRIMARY_ENDED);
    }

    int scribeState() {
        VarHandle.fullFence();
        return memory.getInt(CONTROL_SCRIBE_STATE);
    }

    /** What the scribe has for the user. */
    String problem() {
        byte[] text = new byte[CONTROL_PROBLEM_SIZE];
        memory.get(CONTROL_PROBLEM, text);
        return new String(text, StandardCharsets.UTF_8).split("\0", 2)[0];
    }

    long publishedBlocks() {
        return memory.getLong(CONTROL_FULL_TAIL);
    }

    long drainedBlocks() {
        VarHandle.fullFence();
        return memory.getLong(CONTROL_FULL_HEAD);
    }

    /** Something incompressible and something compressible. */
    static long[] values(int seed, int count) {
        Random random = new Random(seed);
        long[] values = new long[count];
        Arrays.setAll(values, i -> random.nextBoolean() ? random.nextLong() : i);
        return values;
    }
}
