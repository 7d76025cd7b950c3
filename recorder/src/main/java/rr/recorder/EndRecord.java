package rr.recorder;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import rr.runtime.trace.EntryWriter;
import rr.runtime.trace.TraceUnusable;

/**
 * The last document of a trace: how the recording ended and how long each lane's log is, so that a reader notices missing
 * blocks.
 *
 * <pre>
 *   v version, v flags, v wait status, v realtime nanoseconds, v unpacked bytes of all blocks, v n, reason (n bytes),
 *   v number of lanes, for each: v lane, v kind, v state, v blocks published, v blocks stored, v final count
 * </pre>
 */
final class EndRecord {
    private static final int VERSION = 1;
    private static final int CLEAN = 1;
    private static final int TRUNCATED = 2;
    private static final int LOST = 4;

    /** How the log of one lane ended. */
    record Lane(int lane, int kind, int state, long published, long stored, long finalCount) {}

    /** The primary's end was seen by its coordinator, and every block of it is here. */
    boolean clean;
    /** Blocks behind some point were not stored; {@link #reason} says why. */
    boolean truncated;
    /** The primary gave up waiting for the scribe and dropped entries. */
    boolean lost;
    /** As from wait(2). */
    int waitStatus;
    long endNanos;
    long blockBytes;
    String reason = "";
    final List<Lane> lanes = new ArrayList<>();

    /** The signal that ended the primary, or 0. */
    int signal() {
        return waitStatus & 0x7f;
    }

    /** What a shell would show: the status of exit, or 128 and the signal's number. */
    int exitCode() {
        return signal() == 0 ? waitStatus >>> 8 & 0xff : 128 + signal();
    }

    byte[] write() {
        EntryWriter out = new EntryWriter(1024);
        byte[] why = reason.getBytes(StandardCharsets.UTF_8);
        out.v(VERSION).v((clean ? CLEAN : 0) | (truncated ? TRUNCATED : 0) | (lost ? LOST : 0));
        out.v(waitStatus & 0xffffffffL).v(endNanos).v(blockBytes).counted(why).v(lanes.size());
        for (Lane lane : lanes) {
            out.v(lane.lane).v(lane.kind).v(lane.state).v(lane.published).v(lane.stored).v(lane.finalCount);
        }
        byte[] bytes = new byte[out.length()];
        System.arraycopy(out.bytes(), 0, bytes, 0, bytes.length);
        return bytes;
    }

    static EndRecord read(byte[] bytes) throws TraceUnusable {
        Numbers in = new Numbers(bytes);
        long version = in.next();
        if (version != VERSION) {
            throw new TraceUnusable("its end record has version " + version + ", expected " + VERSION);
        }
        EndRecord end = new EndRecord();
        long flags = in.next();
        end.clean = (flags & CLEAN) != 0;
        end.truncated = (flags & TRUNCATED) != 0;
        end.lost = (flags & LOST) != 0;
        end.waitStatus = (int) in.next();
        end.endNanos = in.next();
        end.blockBytes = in.next();
        end.reason = in.text();
        for (long left = in.next(); left > 0; left--) {
            end.lanes.add(new Lane((int) in.next(), (int) in.next(), (int) in.next(), in.next(), in.next(), in.next()));
        }
        return end;
    }

    /** A row of varints. */
    private static final class Numbers {
        private final byte[] bytes;
        private int at;

        Numbers(byte[] bytes) {
            this.bytes = bytes;
        }

        long next() throws TraceUnusable {
            long value = 0;
            for (int shift = 0; shift < 64 && at < bytes.length; shift += 7) {
                byte b = bytes[at++];
                value |= (b & 0x7fL) << shift;
                if (b >= 0) {
                    return value;
                }
            }
            throw new TraceUnusable("its end record is cut");
        }

        String text() throws TraceUnusable {
            long length = next();
            if (length < 0 || length > bytes.length - at) {
                throw new TraceUnusable("its end record is cut");
            }
            at += (int) length;
            return new String(bytes, at - (int) length, (int) length, StandardCharsets.UTF_8);
        }
    }
}
