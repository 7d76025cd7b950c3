package rr.runtime;

import static rr.runtime.Memory.U;

import jdk.internal.vm.annotation.DontInline;
import jdk.internal.vm.annotation.Hidden;

/** Entries written and read by Java hooks: the counterpart of tape.c, same format (entries.h). */
final class Tape {
    private Tape() {}

    static final int ACQUIRE = 3;
    static final int STEAL = 4;
    static final int START = 5;
    static final int VALUE = 8;
    static final int DATA = 11;
    static final int BLOB = 12;
    static final int TIME = 13;
    static final int HALT = 14;

    private static final int FIXED = 64;
    private static final long START_NANOS = System.nanoTime();

    /** Writes the head of an entry at the event that is about to be counted; returns the address behind it. */
    @Hidden
    static long open(Lane lane, int kind, int room) {
        long at = lane.at;
        long pos = U.getLong(at + Memory.POS);
        if (pos == 0 || pos + room > U.getLong(at + Memory.END)) {
            Shim.room(at, room);
            pos = U.getLong(at + Memory.POS);
        }
        long count = lane.next();
        long head = count - U.getLong(at + Memory.ENTRY_AT) << 5 | kind;
        U.putLong(at + Memory.ENTRY_AT, count);
        return varint(pos, head);
    }

    @Hidden
    static void close(Lane lane, long p) {
        U.putLongRelease(null, lane.at + Memory.POS, p);
    }

    @Hidden
    static long varint(long p, long v) {
        while ((v & ~0x7fL) != 0) {
            U.putByte(p++, (byte) (v | 0x80));
            v >>>= 7;
        }
        U.putByte(p++, (byte) v);
        return p;
    }

    /** An edge from (from, count) to the lane's present event. */
    @Hidden
    @DontInline
    static void edge(Lane lane, int from, long count) {
        close(lane, varint(varint(open(lane, ACQUIRE, FIXED), from), count));
        timeNowAndThen(lane);
    }

    @Hidden
    private static void timeNowAndThen(Lane lane) {
        if ((++lane.edges & 31) == 1) {
            close(lane, varint(open(lane, TIME, FIXED), System.nanoTime() - START_NANOS));
        }
    }

    /** Upto-edges for a write: from n lanes, given in two arrays. */
    @Hidden
    @DontInline
    static void steal(Lane lane, int[] from, long[] counts, int n) {
        long p = varint(open(lane, STEAL, FIXED + 20 * n), n);
        for (int i = 0; i < n; i++) {
            p = varint(varint(p, from[i]), counts[i]);
        }
        close(lane, p);
        timeNowAndThen(lane);
    }

    /** A value that came from outside, at the lane's present event. */
    @Hidden
    @DontInline
    static void value(Lane lane, int op, long value) {
        close(lane, varint(varint(open(lane, VALUE, FIXED), op), value << 1 ^ value >> 63));
    }

    @Hidden
    static void number(Lane lane, int kind, long number) {
        close(lane, varint(open(lane, kind, FIXED), number));
    }

    /** Replay: whether the stream has an entry of this kind at the lane's present event. */
    @Hidden
    static boolean has(Lane lane, int kind) {
        if ((U.getInt(lane.at + Memory.FLAGS) & Memory.UNGATED) != 0 && kind != DATA && U.getInt(lane.at + Memory.NEXT_KIND) == kind) {
            U.putLong(lane.at + Memory.COUNT, U.getLong(lane.at + Memory.ENTRY_AT)); // as take_entry in tape.c does
        }
        return U.getLong(lane.at + Memory.ENTRY_AT) == U.getLong(lane.at + Memory.COUNT)
                && U.getInt(lane.at + Memory.NEXT_KIND) == kind;
    }

    /**
     * Replay: whether the lane's present event has a value of this operation. A class initialiser that goes on without turns has no
     * present event; it takes the value when it is the next one.
     */
    @Hidden
    static boolean hasValue(Lane lane, int op) {
        return U.getInt(lane.at + Memory.NEXT_KIND) == VALUE && U.getByte(U.getLong(lane.at + Memory.CURSOR)) == op && has(lane, VALUE);
    }

    @Hidden
    private static void expect(Lane lane, int kind, int op) {
        if (!has(lane, kind)) {
            boolean here = U.getLong(lane.at + Memory.ENTRY_AT) == U.getLong(lane.at + Memory.COUNT);
            Shim.diverge(lane.at, "expected ".concat(here ? "an entry of kind ".concat(String.valueOf(U.getInt(lane.at + Memory.NEXT_KIND)))
                    : "no recorded result at this event").concat(", found ").concat(Op.name(op)));
        }
    }

    @Hidden
    private static long takeVarint(Lane lane) {
        long p = U.getLong(lane.at + Memory.CURSOR);
        long end = U.getLong(lane.at + Memory.STREAM_END);
        long v = 0;
        for (int shift = 0; shift < 64 && p < end; shift += 7) {
            byte b = U.getByte(p++);
            v |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                U.putLong(lane.at + Memory.CURSOR, p);
                return v;
            }
        }
        Shim.diverge(lane.at, "the recorded stream is cut inside an entry; prepare the trace again");
        return 0;
    }

    /** Moves on to the next entry of the stream: as rr_stream_next does. */
    @Hidden
    private static void next(Lane lane) {
        if (U.getLong(lane.at + Memory.CURSOR) >= U.getLong(lane.at + Memory.STREAM_END)) {
            U.putLong(lane.at + Memory.ENTRY_AT, -1L >>> 1);
            U.putInt(lane.at + Memory.NEXT_KIND, 0);
            return;
        }
        long head = takeVarint(lane);
        U.putInt(lane.at + Memory.NEXT_KIND, (int) head & 31);
        U.putLong(lane.at + Memory.ENTRY_AT, U.getLong(lane.at + Memory.ENTRY_AT) + (head >>> 5));
    }

    /** Replay: the value recorded at the lane's present event. */
    @Hidden
    static long takeValue(Lane lane, int op) {
        expect(lane, VALUE, op);
        int recorded = (int) takeVarint(lane);
        if (recorded != op) {
            Shim.diverge(lane.at, "expected ".concat(Op.name(recorded)).concat(", found ").concat(Op.name(op)));
        }
        long v = takeVarint(lane);
        next(lane);
        return v >>> 1 ^ -(v & 1);
    }

    @Hidden
    static long takeNumber(Lane lane, int kind, int op) {
        expect(lane, kind, op);
        long v = takeVarint(lane);
        next(lane);
        return v;
    }

    /** Record: a value made of bytes, in pieces that fit a block. */
    static void blob(Lane lane, int op, byte[] bytes, int length) {
        int here = length < 8192 ? length : 8192;
        long p = varint(varint(varint(open(lane, BLOB, FIXED + here), op), length), here);
        close(lane, copy(bytes, 0, p, here));
        for (int from = here; from < length; from += here) {
            here = length - from < 8192 ? length - from : 8192;
            close(lane, copy(bytes, from, varint(open(lane, DATA, FIXED + here), here), here));
        }
    }

    private static long copy(byte[] bytes, int from, long p, int length) {
        for (int i = 0; i < length; i++) {
            U.putByte(p + i, bytes[from + i]);
        }
        return p + length;
    }

    /** Replay: the bytes recorded at the lane's present event. */
    static byte[] takeBlob(Lane lane, int op) {
        expect(lane, BLOB, op);
        int recorded = (int) takeVarint(lane);
        if (recorded != op) {
            Shim.diverge(lane.at, "expected ".concat(Op.name(recorded)).concat(", found ").concat(Op.name(op)));
        }
        byte[] bytes = new byte[(int) takeVarint(lane)];
        int at = 0;
        for (int here = (int) takeVarint(lane);;) {
            long p = U.getLong(lane.at + Memory.CURSOR);
            for (int i = 0; i < here; i++) {
                bytes[at++] = U.getByte(p + i);
            }
            U.putLong(lane.at + Memory.CURSOR, p + here);
            next(lane);
            if (at >= bytes.length) {
                return bytes;
            }
            expect(lane, DATA, op);
            here = (int) takeVarint(lane);
        }
    }

    /**
     * One value from outside, both modes: the caller computes {@code value} only when {@link Mode#REPLAY} is false, and calls
     * {@link Lane#gate()} first.
     */
    @Hidden
    static long exchange(Lane lane, int op, long value) {
        if (Mode.REPLAY) {
            lane.count();
            return takeValue(lane, op);
        }
        value(lane, op, value);
        lane.count();
        return value;
    }
}
