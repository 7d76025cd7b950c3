package rr.recorder;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import rr.runtime.trace.TraceUnusable;

/**
 * One document of a trace. It says everything about itself, so that a reader needs neither the index of the queue nor the
 * documents before it, and notices whatever is lost or changed.
 *
 * <pre>
 *   0  u64 magic "RRTRACE1"
 *   8  u64 id of the trace
 *  16  u32 CRC32C of all other bytes
 *  20  u8  kind, u8 codec (0 as it is, 1 deflate), u16 0
 *  24  u32 length of the body in the file
 *  28  u32 length of the body, unpacked
 *  32  u32 lane                    BLOCK, PARTIAL
 *  36  u32 offset of the first byte within the lane's block (PARTIAL)
 *  40  u64 seq: number of the block within its lane
 *  48  u64 first: count from which the first entry's distance counts
 *  56  u64 number of this document within the trace, from 0
 *  64  body
 * </pre>
 */
final class TraceDocument {
    static final long MAGIC = 0x3145434152545252L;
    static final int HEAD = 64;
    /** No document is larger, head included; a bound for readers of damaged files. */
    static final int LARGEST = 4 << 20;

    /** JSON of the header as of then; the last one counts. */
    static final int HEADER = 1;
    /** A published block of a lane. */
    static final int BLOCK = 2;
    /** More of a block that is still being written; superseded by its BLOCK. */
    static final int PARTIAL = 3;
    /** {@link EndRecord}: the recording is over. */
    static final int END = 4;

    private static final int CODEC_NONE = 0;
    private static final int CODEC_DEFLATE = 1;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    int kind;
    int lane;
    int offset;
    long seq;
    long first;
    long number;
    long traceId;
    int storedLength;
    int bodyLength;
    private int codec;

    /** Packs documents; one per writer. */
    static final class Packer implements AutoCloseable {
        private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        private byte[] bytes = new byte[32 << 10];

        /** The packed document: its first {@link TraceDocument#length} bytes. */
        byte[] pack(TraceDocument document, byte[] body, int from, int length, boolean compress) {
            if (length > LARGEST - HEAD) {
                throw new IllegalArgumentException("a document of " + length + " bytes");
            }
            if (bytes.length < HEAD + length) {
                bytes = new byte[HEAD + length];
            }
            document.bodyLength = length;
            document.storedLength = compress ? deflate(body, from, length) : 0;
            document.codec = CODEC_DEFLATE;
            if (document.storedLength == 0) {
                document.codec = CODEC_NONE;
                document.storedLength = length;
                System.arraycopy(body, from, bytes, HEAD, length);
            }
            document.writeHead(bytes);
            return bytes;
        }

        /** Length of the deflated body, or 0 when it would not be shorter. */
        private int deflate(byte[] body, int from, int length) {
            deflater.reset();
            deflater.setInput(body, from, length);
            deflater.finish();
            int packed = deflater.deflate(bytes, HEAD, Math.max(length - 1, 0));
            return deflater.finished() ? packed : 0;
        }

        @Override
        public void close() {
            deflater.end();
        }
    }

    /** Length of the whole document in the file. */
    int length() {
        return HEAD + storedLength;
    }

    private void writeHead(byte[] into) {
        LONG.set(into, 0, MAGIC);
        LONG.set(into, 8, traceId);
        INT.set(into, 20, kind | codec << 8);
        INT.set(into, 24, storedLength);
        INT.set(into, 28, bodyLength);
        INT.set(into, 32, lane);
        INT.set(into, 36, offset);
        LONG.set(into, 40, seq);
        LONG.set(into, 48, first);
        LONG.set(into, 56, number);
        INT.set(into, 16, checksum(into, 0, length()));
    }

    private static int checksum(byte[] bytes, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, 16);
        crc.update(bytes, at + 20, length - 20);
        return (int) crc.getValue();
    }

    /** Whether the eight bytes there are the beginning of a document. */
    static boolean startsAt(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at) == MAGIC;
    }

    /** Length that the head at that place claims for its document, or -1 when it cannot be one. */
    static int claimedLength(byte[] bytes, int at) {
        int stored = (int) INT.get(bytes, at + 24);
        return stored < 0 || stored > LARGEST - HEAD ? -1 : HEAD + stored;
    }

    /** Reads the head of a document that lies whole in the array; null when its checksum is wrong. */
    static TraceDocument read(byte[] bytes, int at, int length) {
        if ((int) INT.get(bytes, at + 16) != checksum(bytes, at, length)) {
            return null;
        }
        TraceDocument document = new TraceDocument();
        int kindAndCodec = (int) INT.get(bytes, at + 20);
        document.kind = kindAndCodec & 0xff;
        document.codec = kindAndCodec >>> 8 & 0xff;
        document.traceId = (long) LONG.get(bytes, at + 8);
        document.storedLength = (int) INT.get(bytes, at + 24);
        document.bodyLength = (int) INT.get(bytes, at + 28);
        document.lane = (int) INT.get(bytes, at + 32);
        document.offset = (int) INT.get(bytes, at + 36);
        document.seq = (long) LONG.get(bytes, at + 40);
        document.first = (long) LONG.get(bytes, at + 48);
        document.number = (long) LONG.get(bytes, at + 56);
        return document;
    }

    /** Unpacks the body that follows the head at that place. */
    byte[] body(byte[] bytes, int at, Inflater inflater) throws TraceUnusable {
        if (bodyLength < 0 || bodyLength > LARGEST) {
            throw new TraceUnusable("document " + number + " claims " + bodyLength + " bytes");
        }
        byte[] body = new byte[bodyLength];
        if (codec == CODEC_NONE && storedLength == bodyLength) {
            System.arraycopy(bytes, at + HEAD, body, 0, bodyLength);
            return body;
        }
        if (codec != CODEC_DEFLATE) {
            throw new TraceUnusable("document " + number + " is packed by unknown method " + codec);
        }
        try {
            inflater.reset();
            inflater.setInput(bytes, at + HEAD, storedLength);
            if (inflater.inflate(body) != bodyLength) {
                throw new TraceUnusable("document " + number + " is shorter than it claims");
            }
            return body;
        } catch (DataFormatException e) {
            throw new TraceUnusable("document " + number + " cannot be unpacked: " + e.getMessage(), e);
        }
    }
}
