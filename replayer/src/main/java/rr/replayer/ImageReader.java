package rr.replayer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import rr.runtime.trace.EntryReader;
import rr.runtime.trace.ImageFormat;
import rr.runtime.trace.TraceUnusable;

/** Reads {@code replay.img}, the counterpart of {@link ImageWriter}: for tests and for looking at one. */
public final class ImageReader implements AutoCloseable {
    /** A row of the table of lanes. */
    public record Lane(int lane, int kind, long streamAt, long streamLength, long finalCount, int parent, long parentCount) {}

    /** A row of the table of class initialisers. */
    public record ClassLane(long hash, int lane, int parent, long parentCount, long finalCount) {}

    private final FileChannel channel;
    private final ByteBuffer head;

    private ImageReader(FileChannel channel, ByteBuffer head) {
        this.channel = channel;
        this.head = head;
    }

    public static ImageReader open(Path file) throws IOException, TraceUnusable {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            ByteBuffer head = read(channel, 0, ImageFormat.HEAD_SIZE);
            ImageReader reader = new ImageReader(channel, head);
            reader.check(file);
            return reader;
        } catch (IOException | TraceUnusable | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void check(Path file) throws IOException, TraceUnusable {
        if (head.getLong(ImageFormat.HEAD_MAGIC) != ImageFormat.MAGIC) {
            throw new TraceUnusable(file + " is not an image of a trace");
        }
        int version = head.getInt(ImageFormat.HEAD_VERSION);
        if (version != ImageFormat.VERSION) {
            throw new TraceUnusable(file + " has version " + version + ", expected " + ImageFormat.VERSION + ": delete it, it is made again");
        }
        if (head.getLong(ImageFormat.HEAD_LENGTH) != channel.size()) {
            throw new TraceUnusable(file + " is cut: delete it, it is made again");
        }
    }

    public boolean clean() {
        return (head.getInt(ImageFormat.HEAD_FLAGS) & ImageFormat.FLAG_CLEAN) != 0;
    }

    /** The recorded program's exit status as a shell shows it; -1 if it is not known. */
    public int exitStatus() {
        return head.getInt(ImageFormat.HEAD_EXIT_STATUS) - 1;
    }

    public long fingerprint() {
        return head.getLong(ImageFormat.HEAD_FINGERPRINT);
    }

    public long totalEvents() {
        return head.getLong(ImageFormat.HEAD_TOTAL_EVENTS);
    }

    /** Whether the recorded program saw that the collector had cleared references. */
    public boolean seesCollector() {
        return head.getLong(ImageFormat.HEAD_CLEARED) + head.getLong(ImageFormat.HEAD_TAKEN) > 0;
    }

    public int lanes() {
        return head.getInt(ImageFormat.HEAD_LANES);
    }

    public int classLanes() {
        return head.getInt(ImageFormat.HEAD_CLASS_LANES);
    }

    public long segments() {
        return head.getLong(ImageFormat.HEAD_SEGMENTS);
    }

    public Lane lane(int row) throws IOException {
        ByteBuffer b = read(channel, head.getLong(ImageFormat.HEAD_LANE_TABLE) + (long) row * ImageFormat.LANE_ROW, ImageFormat.LANE_ROW);
        return new Lane(b.getInt(ImageFormat.LANE_ID), b.getInt(ImageFormat.LANE_KIND), b.getLong(ImageFormat.LANE_STREAM_AT),
                b.getLong(ImageFormat.LANE_STREAM_LENGTH), b.getLong(ImageFormat.LANE_FINAL_COUNT), b.getInt(ImageFormat.LANE_PARENT),
                b.getLong(ImageFormat.LANE_PARENT_COUNT));
    }

    public ClassLane classLane(int row) throws IOException {
        ByteBuffer b = read(channel, head.getLong(ImageFormat.HEAD_CLASS_TABLE) + (long) row * ImageFormat.CLASS_ROW, ImageFormat.CLASS_ROW);
        return new ClassLane(b.getLong(ImageFormat.CLASS_HASH), b.getInt(ImageFormat.CLASS_LANE), b.getInt(ImageFormat.CLASS_PARENT),
                b.getLong(ImageFormat.CLASS_PARENT_COUNT), b.getLong(ImageFormat.CLASS_FINAL_COUNT));
    }

    /** The segments, {@link ImageFormat#SEGMENT_ROW} bytes each. */
    public ByteBuffer segmentRows(long from, int count) throws IOException {
        long at = head.getLong(ImageFormat.HEAD_SEGMENTS_AT) + from * ImageFormat.SEGMENT_ROW;
        return read(channel, at, count * ImageFormat.SEGMENT_ROW);
    }

    /** The entries that the lane reads when it is replayed. */
    public EntryReader stream(Lane lane) throws IOException {
        byte[] bytes = read(channel, lane.streamAt, (int) lane.streamLength).array();
        EntryReader entries = new EntryReader();
        entries.open(bytes, 0, bytes.length, 0);
        return entries;
    }

    private static ByteBuffer read(FileChannel channel, long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) > 0) {
            // Goes on until all of it is there, or the file ends: then the rest is zero, which no check lets pass.
        }
        return buffer.position(0);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
