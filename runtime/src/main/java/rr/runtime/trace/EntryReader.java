package rr.runtime.trace;

import java.nio.charset.StandardCharsets;

/**
 * Reads the entries in a range of bytes, one after the other, into fields; the counterpart of {@link EntryWriter}. Nothing is
 * allocated for an entry. Bytes that are no entry are refused with their place, never read past the range.
 *
 * <p>Which accessors mean something depends on the kind:
 * <pre>
 *   BEGIN            edges (the parent), laneKind(), bytes (name)
 *   ACQUIRE RESUME   edges (one)           STEAL SAMPLE   edges
 *   START            child()               VALUE          op(), value()
 *   CALL             op(), value() (what it returned), errno(), length() (all out bytes), bytes (those here)
 *   WROTE            op(), value(), errno(), length() (offered), bytes (8, the hash)
 *   BLOB             op(), length() (in all), bytes (those here)      DATA   bytes
 *   TIME             nanos()               HALT           status()
 *   KEEP SAME        content()
 *   LATER            classLanes(), edges (to what comes later)
 * </pre>
 */
public final class EntryReader {
    private byte[] bytes = new byte[0];
    private int at;
    private int limit;
    private int start;
    private int payload;
    private int kind;
    private long count;

    private long a;
    private long b;
    private long c;
    private long d;
    private int bytesAt;
    private int bytesLength;
    private int edges;
    private int[] edgeLanes = new int[8];
    private long[] edgeCounts = new long[8];

    /** Goes on with the entries in {@code [from, to)}; the first distance counts from {@code base}. */
    public void open(byte[] source, int from, int to, long base) {
        bytes = source;
        at = from;
        limit = to;
        start = from;
        payload = from;
        count = base;
        kind = EntryKind.PAD;
    }

    /** Goes to the next entry; false behind the last one, or at padding. */
    public boolean next() throws TraceUnusable {
        if (at >= limit) {
            return false;
        }
        start = at;
        long head = v();
        kind = (int) (head & 31);
        if (kind == EntryKind.PAD) {
            at = limit;
            return false;
        }
        count += head >>> 5;
        payload = at;
        edges = 0;
        bytesLength = 0;
        parse();
        return true;
    }

    private void parse() throws TraceUnusable {
        switch (kind) {
            case EntryKind.BEGIN:
                edge();
                a = u8();
                takeBytes(v());
                break;
            case EntryKind.END:
                break;
            case EntryKind.ACQUIRE:
            case EntryKind.RESUME:
                edge();
                break;
            case EntryKind.STEAL:
            case EntryKind.SAMPLE:
                edges(v());
                break;
            case EntryKind.LATER:
                a = v();
                edges(v());
                break;
            case EntryKind.START:
            case EntryKind.TIME:
            case EntryKind.HALT:
            case EntryKind.KEEP:
            case EntryKind.SAME:
                a = v();
                break;
            case EntryKind.VALUE:
                a = v();
                b = z();
                break;
            case EntryKind.CALL:
                a = v();
                b = z();
                c = v();
                d = 0;
                for (long left = v(); left > 0; left--) {
                    d += v();
                }
                takeBytes(v());
                break;
            case EntryKind.WROTE:
                a = v();
                b = z();
                c = v();
                d = v();
                takeBytes(8);
                break;
            case EntryKind.BLOB:
                a = v();
                d = v();
                takeBytes(v());
                break;
            case EntryKind.DATA:
                takeBytes(v());
                break;
            default:
                throw damaged("unknown kind " + kind);
        }
    }

    public int kind() {
        return kind;
    }

    public long count() {
        return count;
    }

    public long op() {
        return a;
    }

    public long child() {
        return a;
    }

    public long nanos() {
        return a;
    }

    public long status() {
        return a;
    }

    public long content() {
        return a;
    }

    /** The class lane that was to be handed out next. */
    public int classLanes() {
        return (int) a;
    }

    public int laneKind() {
        return (int) a;
    }

    public long value() {
        return b;
    }

    public long errno() {
        return c;
    }

    public long length() {
        return d;
    }

    public int edges() {
        return edges;
    }

    public int edgeLane(int i) {
        return edgeLanes[i];
    }

    public long edgeCount(int i) {
        return kind == EntryKind.LATER ? edgeCounts[i] >>> 1 : edgeCounts[i];
    }

    /** LATER: whether the other thread waited on a condition, in the VM or the C library, when its lane's count was taken. */
    public boolean edgeWaits(int i) {
        return kind == EntryKind.LATER && (edgeCounts[i] & 1) != 0;
    }

    /** The array being read; valid as long as its owner leaves it alone. */
    public byte[] source() {
        return bytes;
    }

    public int bytesAt() {
        return bytesAt;
    }

    public int bytesLength() {
        return bytesLength;
    }

    /** The bytes as a text, for example the name in a BEGIN entry. */
    public String text() {
        return new String(bytes, bytesAt, bytesLength, StandardCharsets.UTF_8);
    }

    /** Where this entry begins, its payload begins, and the next entry begins. */
    public int start() {
        return start;
    }

    public int payload() {
        return payload;
    }

    public int end() {
        return at;
    }

    private void edges(long n) throws TraceUnusable {
        if (n < 0 || n > limit - at) {
            throw damaged("more edges than bytes");
        }
        for (long i = 0; i < n; i++) {
            edge();
        }
    }

    private void edge() throws TraceUnusable {
        long lane = v();
        long before = v();
        if (lane < 0 || lane >= ShmLayout.MAX_LANES || before < 0) {
            throw damaged("an edge to lane " + lane + ", event " + before);
        }
        if (edges == edgeLanes.length) {
            int[] lanes = new int[edges * 2];
            long[] counts = new long[edges * 2];
            System.arraycopy(edgeLanes, 0, lanes, 0, edges);
            System.arraycopy(edgeCounts, 0, counts, 0, edges);
            edgeLanes = lanes;
            edgeCounts = counts;
        }
        edgeLanes[edges] = (int) lane;
        edgeCounts[edges++] = before;
    }

    private void takeBytes(long length) throws TraceUnusable {
        if (length < 0 || length > limit - at) {
            throw damaged("it runs over the end");
        }
        bytesAt = at;
        bytesLength = (int) length;
        at += (int) length;
    }

    private int u8() throws TraceUnusable {
        if (at >= limit) {
            throw damaged("it runs over the end");
        }
        return bytes[at++] & 0xff;
    }

    private long z() throws TraceUnusable {
        long raw = v();
        return raw >>> 1 ^ -(raw & 1);
    }

    private long v() throws TraceUnusable {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= limit) {
                throw damaged("it runs over the end");
            }
            byte next = bytes[at++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw damaged("a number longer than 64 bits");
    }

    private TraceUnusable damaged(String what) {
        return new TraceUnusable(
                "the " + EntryKind.name(kind) + " entry at byte " + start + " of its block is damaged: " + what);
    }
}
