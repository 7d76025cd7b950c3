package rr.recorder;

import static rr.runtime.trace.ShmLayout.*;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import rr.runtime.trace.TraceUnusable;

/**
 * The scribe's view of the memory shared with the primary, drawn in {@code shm.h}. Fields that both sides change are read with
 * acquire and written with release semantics; the rest was published by one of those.
 */
final class SharedMemory {
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer memory;

    private SharedMemory(ByteBuffer memory) {
        this.memory = memory;
    }

    /** Maps the file, usually {@code /proc/self/fd/N}. The mapping outlives the file's descriptor. */
    static SharedMemory map(Path file) throws IOException, TraceUnusable {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() < SHM_SIZE) {
                throw new TraceUnusable("the shared memory has " + channel.size() + " bytes instead of " + SHM_SIZE);
            }
            ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, SHM_SIZE);
            SharedMemory memory = new SharedMemory(mapped.order(ByteOrder.LITTLE_ENDIAN));
            if (memory.getLong(CONTROL_MAGIC) != MAGIC) {
                throw new TraceUnusable("the shared memory is not one of this version of rr");
            }
            return memory;
        }
    }

    int getInt(int offset) {
        return (int) INT.getAcquire(memory, offset);
    }

    long getLong(int offset) {
        return (long) LONG.getAcquire(memory, offset);
    }

    void setInt(int offset, int value) {
        INT.setRelease(memory, offset, value);
    }

    void setLong(int offset, long value) {
        LONG.setRelease(memory, offset, value);
    }

    void copy(int offset, byte[] into, int at, int length) {
        memory.get(offset, into, at, length);
    }

    /** A NUL terminated string of at most {@code size} bytes. */
    String getString(int offset, int size) {
        byte[] bytes = new byte[size];
        memory.get(offset, bytes);
        int length = 0;
        while (length < size && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** Stores a text, cut to what fits, behind which there is a NUL. Others see it with the next release. */
    void setString(int offset, int size, String text) {
        CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        ByteBuffer room = memory.slice(offset, size - 1);
        encoder.encode(CharBuffer.wrap(text), room, true); // stops before the character that does not fit
        memory.put(offset + room.position(), (byte) 0);
    }

    /** Gives a block back to the primary. The scribe is the only producer of the free ring. */
    void free(int block) {
        long tail = getLong(CONTROL_FREE_TAIL);
        setInt(OFF_FREE_RING + 4 * (int) (tail % RING), block);
        setLong(CONTROL_FREE_TAIL, tail + 1);
    }

    int highestThreadLane() {
        return Math.min(getInt(CONTROL_LANES), MAX_THREAD_LANES - 1);
    }

    int nextClassLane() {
        return Math.max(MAX_THREAD_LANES, Math.min(getInt(CONTROL_CLASS_LANES), MAX_LANES));
    }

    /** Bytes used of the block that the lane is writing at this moment, head included; 0 when it has none. */
    int usedOfCurrentBlock(int lane) {
        int at = laneOffset(lane);
        int block = getInt(at + LANE_BLOCK);
        long pos = getLong(at + LANE_POS);
        if (block < 0 || block >= BLOCKS || pos == 0) {
            return 0;
        }
        long used = pos - getLong(CONTROL_BASE) - blockOffset(block);
        return used < BLOCK_HEAD || used > BLOCK_SIZE ? 0 : (int) used;
    }
}
