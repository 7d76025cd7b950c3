/*
 * Entries: what a lane writes about its events. An entry belongs to the event `count` at which it stands.
 *
 *   head    varint   (dn << 5) | kind      dn = count of this event - count of the previous entry of the lane
 *   payload          by kind, below; v = unsigned LEB128 varint, z = zigzag varint, u8 = byte
 *
 * An event may have several entries (dn = 0 for the second). An entry never spans two blocks; large payloads are split
 * into several DATA entries. rr.runtime.trace.EntryKind mirrors the numbers.
 *
 * Order: (lane, count) names an event that must have happened before this one. "upto" marks a sample: the lane had
 * reached at least `count` when this event took place, and events of that lane behind it, up to the one before its next
 * entry with an incoming edge (at most 100 events), may also have come before: the schedule puts them before.
 */
#ifndef RR_ENTRIES_H
#define RR_ENTRIES_H

enum rr_kind {
    RR_PAD = 0,      /* rest of the block is unused */
    RR_BEGIN = 1,    /* v parent lane, v parent count, u8 lane kind, v name length, name. First entry of an occupant, at its first event; incoming edge: the parent reached that count */
    RR_END = 2,      /* the occupant, thread or class initialiser, ended with this event */
    RR_ACQUIRE = 3,  /* v lane, v count: edge (monitor entered, first read of another lane's version, wait returned, I/O order) */
    RR_STEAL = 4,    /* v n, then n times (v lane, v count): upto-edges: a write over a version that others wrote or read */
    RR_START = 5,    /* v child lane: this event starts a thread on that lane */
    RR_SAME = 6,     /* v content: instead of the DATA entries behind the CALL before it, at the same event: those bytes again */
    RR_RESUME = 7,   /* v class lane, v count: edge from the end of that class initialiser to this event (the first one after it); may stand one behind the lane's final count, where no event followed */
    RR_VALUE = 8,    /* v op, z value: what the operation returned */
    RR_SAMPLE = 9,   /* v n, n times (v lane, v count): upto-edges from all other lanes; written at outputs, sleeps and time-outs to stay close to real time */
    RR_CALL = 10,    /* libc call: v op, z return value, v errno, v n, n times v length of out buffer, v bytes here, bytes; buffers one behind the other; what is not here follows in DATA entries at the same event */
    RR_DATA = 11,    /* v length, bytes: goes on with the CALL or BLOB before it */
    RR_BLOB = 12,    /* v op, v total length, v length here, bytes: a value made of bytes (stack traces, strings) */
    RR_TIME = 13,    /* v nanoseconds since the start of the recording: coarse real time of this entry */
    RR_HALT = 14,    /* v status: this event ends the process; the schedule puts it last of all */
    RR_WROTE = 15,   /* libc call that sends bytes: v op, z return value, v errno, v length offered, 8 bytes xxh64-like hash of the bytes offered */
    RR_LATER = 17,   /* v next class lane, v n, n times (v lane, v count << 1 | whether its thread waited on a condition): stands at the first and at the last event of a class initialiser, which come before all that these lanes, on which other threads worked at that moment, did behind those counts; class lanes from the given one on began later */
    RR_KEEP = 16     /* v content: the DATA entries that follow it, at the same event, are kept under this number, from 1 */
};

#endif
