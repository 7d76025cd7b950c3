package rr.recorder;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Finds the documents in a file of the queue.
 *
 * <p>The file is an ordinary Chronicle Queue, and Chronicle's own tools read it. But a reader of Chronicle maps the file,
 * follows lengths and index pages in it and may write to it; in a damaged file it can wait for ever, fault or see something else
 * than what was written. As each document says everything about itself, this reader looks at nothing else: it searches the
 * bytes for documents whose checksum is right. Between two good documents it jumps, so a good file costs one pass.
 */
final class TraceScan implements Closeable {
    private static final int WINDOW = 2 * TraceDocument.LARGEST;
    private static final byte FIRST_OF_MAGIC = (byte) TraceDocument.MAGIC;

    private final FileChannel channel;
    private final long size;
    private final byte[] window;
    private long windowAt;
    private int windowLength;

    /** Gets the documents of a file in order. */
    interface Visitor {
        /** {@code bytes[at]} is the first byte of the document, {@code offset} its place in the file. */
        void document(TraceDocument document, long offset, byte[] bytes, int at) throws IOException;
    }

    TraceScan(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ);
        size = channel.size();
        window = new byte[(int) Math.min(WINDOW, Math.max(size, TraceDocument.HEAD))];
    }

    long size() {
        return size;
    }

    void visit(Visitor visitor) throws IOException {
        long at = 0;
        while ((at = findHead(at)) >= 0) {
            TraceDocument document = documentAt(at);
            if (document == null) {
                at++;
            } else {
                visitor.document(document, at, window, (int) (at - windowAt));
                at += document.length();
            }
        }
    }

    /** The first place from there on where a document seems to begin; -1 if there is none. */
    private long findHead(long from) throws IOException {
        long at = from;
        while (load(at, TraceDocument.HEAD)) {
            int i = (int) (at - windowAt);
            int last = windowLength - TraceDocument.HEAD;
            while (i <= last && !(window[i] == FIRST_OF_MAGIC && TraceDocument.startsAt(window, i))) {
                i++;
            }
            at = windowAt + i;
            if (i <= last) {
                return at;
            }
        }
        return -1;
    }

    private TraceDocument documentAt(long at) throws IOException {
        int length = TraceDocument.claimedLength(window, (int) (at - windowAt));
        if (length < 0 || !load(at, length)) {
            return null;
        }
        return TraceDocument.read(window, (int) (at - windowAt), length);
    }

    /** Brings that range into the window; false if the file does not have it. */
    private boolean load(long at, int length) throws IOException {
        if (at + length > size) {
            return false;
        }
        if (at >= windowAt && at + length <= windowAt + windowLength) {
            return true;
        }
        windowAt = at;
        windowLength = read(channel, at, window, (int) Math.min(window.length, size - at));
        return windowLength >= length;
    }

    /** Reads a document again that was found before; the number of bytes that are there. */
    int read(long offset, byte[] into, int length) throws IOException {
        return read(channel, offset, into, length);
    }

    private static int read(FileChannel channel, long offset, byte[] into, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(into, 0, length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) <= 0) {
                break;
            }
        }
        return buffer.position();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
