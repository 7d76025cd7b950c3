package rr.recorder;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;

/**
 * Appends documents to the trace's queue. Used by one thread.
 *
 * <p>Never throws and never waits: when the trace reaches its limit, the disk is nearly full or the queue fails, everything
 * behind that point is dropped and {@link #stopped} says why. The queue's file is mapped, so what was appended survives the
 * death of this process. It is sparse: a page that the disk has no room for would only be noticed as a fault, therefore free
 * room is checked ahead.
 */
final class TraceStore implements AutoCloseable {
    /** The queue maps its file in pieces of this size; the largest document must fit several times. */
    private static final int QUEUE_PIECE_BYTES = 16 << 20;
    /** Free room that is left alone, for the end record, the header and the file system's own bookkeeping. */
    private static final long DISK_RESERVE_BYTES = 12 << 20;
    /** Free room is looked up again after this many bytes; far less than the reserve. */
    private static final long DISK_CHECK_BYTES = 1 << 20;

    private final long traceId;
    private final long limitBytes;
    private final TraceDocument.Packer packer = new TraceDocument.Packer();
    private final TraceDocument head = new TraceDocument();
    private FileStore disk;
    private ChronicleQueue queue;
    private ExcerptAppender appender;
    private Bytes<byte[]> wrapped;
    private byte[] wrappedArray;
    private long storedBytes;
    private long checkDiskAt;
    private String stopped;
    private String remedy;
    private boolean failed;

    private TraceStore(long traceId, long limitBytes) {
        this.traceId = traceId;
        this.limitBytes = limitBytes;
    }

    /** Opens the queue in that directory. If this fails the store exists, but stores nothing. */
    static TraceStore open(Path dir, long traceId, long limitBytes) {
        TraceStore store = new TraceStore(traceId, limitBytes);
        try {
            store.disk = Files.getFileStore(dir);
            if (!store.hasRoom()) {
                return store; // making the queue would fault in mapped memory
            }
            // A clock that stands still keeps the queue from rolling over to a second file at midnight.
            long opened = System.currentTimeMillis();
            store.queue = SingleChronicleQueueBuilder.binary(dir.toFile())
                    .rollCycle(RollCycles.DEFAULT)
                    .timeProvider(() -> opened)
                    .blockSize(QUEUE_PIECE_BYTES)
                    .checkInterrupts(false)
                    .build();
            store.appender = store.queue.createAppender();
        } catch (IOException | RuntimeException | LinkageError | AssertionError | InternalError e) {
            store.stop(e);
        }
        return store;
    }

    /** What was found, because of which nothing is stored any more, or null. */
    String stopped() {
        return stopped;
    }

    /** What the user can do where {@link #stopped} is not null. */
    String remedy() {
        return remedy;
    }

    /** The queue cannot be used any more: it may be locked. */
    private void stop(Throwable failure) {
        failed = true;
        stopped = failure.toString();
        remedy = "see scribe.log in it, mend that and record again";
        try {
            hasRoom(); // tells better than the fault in mapped memory, where the disk filled up faster than it was checked
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        System.err.println("rr: the trace cannot be written: " + failure);
    }

    private boolean hasRoom() throws IOException {
        checkDiskAt = storedBytes + DISK_CHECK_BYTES;
        long free = disk.getUsableSpace();
        if (free >= DISK_RESERVE_BYTES) {
            return true;
        }
        stopped = "the disk full (" + free + " bytes are left, the last " + DISK_RESERVE_BYTES + " are not used)";
        remedy = "make room on that disk, or name a folder on another one with trace=DIR, and record again";
        return false;
    }

    long storedBytes() {
        return storedBytes;
    }

    /** Stores a published block; false when it was dropped. */
    boolean block(int lane, long seq, long first, byte[] bytes, int from, int length, boolean compress) {
        return append(TraceDocument.BLOCK, lane, seq, first, 0, bytes, from, length, compress);
    }

    /** Stores more bytes of a block that is being written, {@code offset} bytes behind the head of that block. */
    boolean partial(int lane, long seq, long first, int offset, byte[] bytes, int from, int length) {
        return append(TraceDocument.PARTIAL, lane, seq, first, offset, bytes, from, length, true);
    }

    /** Stores the header, also where blocks are dropped already: the reserve is for it. */
    boolean header(byte[] json) {
        return json.length <= TraceDocument.LARGEST / 2 && appendAnyway(TraceDocument.HEADER, json);
    }

    /** Stores the end record, also where blocks are dropped already. */
    boolean end(byte[] record) {
        return appendAnyway(TraceDocument.END, record);
    }

    private boolean appendAnyway(int kind, byte[] body) {
        String reason = stopped;
        String reasonsRemedy = remedy;
        long checkAt = checkDiskAt;
        checkDiskAt = Long.MAX_VALUE;
        boolean stored = appender != null && !failed && write(kind, 0, 0, 0, 0, body, 0, body.length, true);
        checkDiskAt = checkAt;
        if (reason != null) {
            stopped = reason; // what came first
            remedy = reasonsRemedy;
        }
        return stored;
    }

    private boolean append(int kind, int lane, long seq, long first, int offset, byte[] body, int from, int length, boolean compress) {
        if (stopped != null) {
            return false;
        }
        if (limitBytes != 0 && storedBytes + length > limitBytes) {
            stopped = "its limit of " + limitBytes + " bytes reached";
            remedy = "record again with a larger limit=SIZE, or without one";
            return false;
        }
        return write(kind, lane, seq, first, offset, body, from, length, compress);
    }

    private boolean write(int kind, int lane, long seq, long first, int offset, byte[] body, int from, int length, boolean compress) {
        try {
            if (storedBytes >= checkDiskAt && !hasRoom()) {
                return false;
            }
            head.traceId = traceId;
            head.kind = kind;
            head.lane = lane;
            head.seq = seq;
            head.first = first;
            head.offset = offset;
            byte[] packed = packer.pack(head, body, from, length, compress);
            appender.writeBytes(wrap(packed, head.length()));
            head.number++;
            storedBytes += head.length();
            return true;
        } catch (IOException | RuntimeException | LinkageError | AssertionError | InternalError e) {
            // InternalError is what a fault in mapped memory becomes.
            stop(e);
            return false;
        }
    }

    private Bytes<byte[]> wrap(byte[] packed, int length) {
        if (packed != wrappedArray) {
            wrappedArray = packed;
            wrapped = Bytes.wrapForRead(packed);
        }
        wrapped.readPositionRemaining(0, length);
        return wrapped;
    }

    @Override
    public void close() {
        packer.close();
        try {
            if (appender != null) {
                appender.close();
            }
            if (queue != null) {
                queue.close();
            }
        } catch (RuntimeException | AssertionError | InternalError e) {
            if (stopped == null) {
                stop(e);
            }
        }
    }
}
