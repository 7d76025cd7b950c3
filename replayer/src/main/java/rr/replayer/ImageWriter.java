package rr.replayer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import rr.runtime.trace.EntryKind;
import rr.runtime.trace.EntryReader;
import rr.runtime.trace.EntryWriter;
import rr.runtime.trace.ImageFormat;
import rr.runtime.trace.LaneCursor;
import rr.runtime.trace.LaneLogs;
import rr.runtime.trace.ShmLayout;
import rr.runtime.trace.TraceUnusable;

/**
 * Writes {@code replay.img}: for each lane the entries that a replayed process reads, then the tables and the schedule. The
 * file appears under its name when it is whole.
 */
final class ImageWriter implements Closeable {
    /** Streams and tables begin at multiples of this. */
    private static final int ALIGNMENT = 64;
    /** A recording makes fewer; more is damage. */
    private static final int MOST_CONTENTS = 1 << 20;

    private record LaneRow(int lane, int kind, long at, long length, long finalCount, int parent, long parentCount) {}

    private record ClassRow(long hash, int lane, int parent, long parentCount, long finalCount) {}

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    private long flushed;
    private final List<LaneRow> lanes = new ArrayList<>();
    private final List<ClassRow> classes = new ArrayList<>();
    /** Offsets of the contents' first DATA entries, by number. */
    private long[] contents = new long[64];
    private int lastContent;
    private int[] taken = new int[64];
    private int takenCount;
    private long cleared;

    private ImageWriter(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    /** Writes the image of that schedule to that file. */
    static void write(LaneLogs logs, Schedule schedule, long fingerprint, Path file) throws IOException, TraceUnusable {
        Path whole = Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName().toString(), ".new");
        try {
            try (ImageWriter writer = new ImageWriter(whole)) {
                writer.writeAll(logs, schedule, fingerprint);
            }
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private void writeAll(LaneLogs logs, Schedule schedule, long fingerprint) throws IOException, TraceUnusable {
        long[] finals = finalCounts(schedule);
        buffer.position(ImageFormat.HEAD_SIZE);
        long total = 0;
        for (int lane : logs.lanes()) {
            writeStream(logs, lane, finals[lane]);
            total += finals[lane];
        }
        align();
        long laneTable = at();
        for (LaneRow row : lanes) {
            writeLane(row);
        }
        align();
        long segments = at();
        for (long i = 0; i < schedule.size(); i++) {
            room(ImageFormat.SEGMENT_ROW);
            buffer.putInt(schedule.lane(i)).putInt(schedule.pauses(i) ? ImageFormat.SEGMENT_PAUSE : 0).putLong(schedule.limit(i));
        }
        align();
        long classTable = at();
        classes.sort(Comparator.<ClassRow>comparingLong(row -> row.hash + Long.MIN_VALUE).thenComparingInt(row -> row.lane));
        for (ClassRow row : classes) {
            room(ImageFormat.CLASS_ROW);
            buffer.putLong(row.hash).putInt(row.lane).putInt(row.parent).putLong(row.parentCount).putLong(row.finalCount);
        }
        align();
        long contentTable = at();
        for (int i = 1; i <= lastContent; i++) {
            room(Long.BYTES);
            buffer.putLong(contents[i]);
        }
        align();
        long takenTable = at();
        Arrays.sort(taken, 0, takenCount);
        for (int i = 0; i < takenCount; i++) {
            room(Integer.BYTES);
            buffer.putInt(taken[i]);
        }
        long length = at();
        flush();
        boolean clean = logs.clean() && schedule.cuts().isEmpty();
        ByteBuffer head = ByteBuffer.allocate(ImageFormat.HEAD_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        head.putLong(ImageFormat.HEAD_MAGIC, ImageFormat.MAGIC)
                .putInt(ImageFormat.HEAD_VERSION, ImageFormat.VERSION)
                .putInt(ImageFormat.HEAD_FLAGS, clean ? ImageFormat.FLAG_CLEAN : 0)
                .putLong(ImageFormat.HEAD_LENGTH, length)
                .putLong(ImageFormat.HEAD_LANE_TABLE, laneTable)
                .putInt(ImageFormat.HEAD_LANES, lanes.size())
                .putInt(ImageFormat.HEAD_CLASS_LANES, classes.size())
                .putLong(ImageFormat.HEAD_SEGMENTS_AT, segments)
                .putLong(ImageFormat.HEAD_SEGMENTS, schedule.size())
                .putLong(ImageFormat.HEAD_CLASS_TABLE, classTable)
                .putLong(ImageFormat.HEAD_TOTAL_EVENTS, total)
                .putLong(ImageFormat.HEAD_FINGERPRINT, fingerprint)
                .putInt(ImageFormat.HEAD_EXIT_STATUS, logs.exitCode() + 1)
                .putLong(ImageFormat.HEAD_CONTENTS_AT, contentTable)
                .putLong(ImageFormat.HEAD_CONTENTS, lastContent)
                .putLong(ImageFormat.HEAD_TAKEN_AT, takenTable)
                .putLong(ImageFormat.HEAD_TAKEN, takenCount)
                .putLong(ImageFormat.HEAD_CLEARED, cleared);
        writeFully(head, 0);
    }

    /** How far the schedule runs each lane; less than its log where the lane was cut. */
    private static long[] finalCounts(Schedule schedule) {
        long[] finals = new long[ShmLayout.MAX_LANES];
        for (long i = 0; i < schedule.size(); i++) {
            finals[schedule.lane(i)] = schedule.limit(i);
        }
        return finals;
    }

    private void writeStream(LaneLogs logs, int lane, long finalCount) throws IOException, TraceUnusable {
        align();
        long start = at();
        long previous = 0;
        LaneCursor cursor = new LaneCursor(logs, lane);
        EntryWriter head = new EntryWriter(16);
        int kind = 0;
        int parent = 0;
        long parentCount = 0;
        while (cursor.next() && cursor.entry().count() <= finalCount) {
            EntryReader entry = cursor.entry();
            if (!EntryKind.isReplayed(entry.kind())) {
                continue;
            }
            head.reset(previous).begin(entry.kind(), entry.count());
            previous = entry.count();
            put(head.bytes(), 0, head.length());
            put(entry.source(), entry.payload(), entry.end() - entry.payload());
            if (entry.kind() == EntryKind.KEEP) {
                keep(entry.content());
            }
            if (entry.kind() == EntryKind.VALUE) {
                reference(entry);
            }
            if (entry.kind() == EntryKind.BEGIN && kind == 0) {
                kind = entry.laneKind();
                parent = entry.edgeLane(0);
                parentCount = entry.edgeCount(0);
                if (ShmLayout.isClassLane(lane)) {
                    long hash = ImageFormat.classHash(entry.source(), entry.bytesAt(), entry.bytesLength());
                    classes.add(new ClassRow(hash, lane, parent, parentCount, finalCount));
                }
            }
        }
        lanes.add(new LaneRow(lane, kind, start, at() - start, finalCount, parent, parentCount));
    }

    /** The entry that comes next is the first of this content. */
    private void keep(long content) throws TraceUnusable {
        if (content <= 0 || content > MOST_CONTENTS) {
            throw new TraceUnusable("the number " + content + " of recorded contents is damaged");
        }
        if (content >= contents.length) {
            contents = Arrays.copyOf(contents, (int) Math.max(content + 1, 2L * contents.length));
        }
        contents[(int) content] = at();
        lastContent = Math.max(lastContent, (int) content);
    }

    /** What a value tells of references: one was found cleared, or a queue gave that of a number. */
    private void reference(EntryReader entry) {
        if (entry.op() == ImageFormat.OP_REFERENCE_CLEARED) {
            cleared++;
        } else if (entry.op() == ImageFormat.OP_REFERENCE_TAKEN && entry.value() > 0) {
            take((int) entry.value());
        }
    }

    private void take(int number) {
        if (takenCount == taken.length) {
            taken = Arrays.copyOf(taken, 2 * takenCount);
        }
        taken[takenCount++] = number;
    }

    private void writeLane(LaneRow row) throws IOException {
        room(ImageFormat.LANE_ROW);
        buffer.putInt(row.lane).putInt(row.kind).putLong(row.at).putLong(row.length).putLong(row.finalCount);
        buffer.putInt(row.parent).putInt(0).putLong(row.parentCount).putLong(0).putLong(0);
    }

    private long at() {
        return flushed + buffer.position();
    }

    private void align() throws IOException {
        room(ALIGNMENT);
        while (at() % ALIGNMENT != 0) {
            buffer.put((byte) 0);
        }
    }

    private void put(byte[] bytes, int from, int length) throws IOException {
        room(length);
        buffer.put(bytes, from, length);
    }

    /** An entry is smaller than a block, and the buffer holds many blocks. */
    private void room(int length) throws IOException {
        if (buffer.remaining() < length) {
            flush();
        }
    }

    private void flush() throws IOException {
        int length = buffer.position();
        buffer.flip();
        writeFully(buffer, flushed);
        flushed += length;
        buffer.clear();
    }

    private void writeFully(ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
