#define _GNU_SOURCE
#include "occupants.h"

#include "barrier.h"
#include "baton.h"
#include "thread_look.h"
#include "varint.h"

#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NAME_MAX_BYTES (sizeof ((struct rr_lane *)0)->name - 1)
#define ROOM (NAME_MAX_BYTES + 64u)

/* Writes an entry at the lane's next event, which has not happened yet: its count must not be seen to move. */
static uint8_t *open_at_next(struct rr_lane *lane, enum rr_kind kind)
{
    rr_room(lane, ROOM);
    uint64_t at = lane->count + 1;
    uint8_t *p = put_varint((uint8_t *)(uintptr_t)lane->pos, (at - lane->entry_at) << 5 | kind);
    lane->entry_at = at;
    return p;
}

static void close_entry(struct rr_lane *lane, uint8_t *p)
{
    __atomic_store_n(&lane->pos, (uint64_t)(uintptr_t)p, __ATOMIC_RELEASE);
}

static void log_begin(struct rr_lane *lane)
{
    size_t length = strnlen(lane->name, NAME_MAX_BYTES);
    uint8_t *p = open_at_next(lane, RR_BEGIN);
    p = put_varint(put_varint(p, lane->parent), lane->parent_count);
    *p++ = (uint8_t)lane->kind;
    p = put_varint(p, length);
    memcpy(p, lane->name, length);
    close_entry(lane, p + length);
}

static uint64_t varint_at(struct rr_lane *lane)
{
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 64 && lane->cursor < lane->stream_end; shift += 7) {
        uint8_t b = *(const uint8_t *)(uintptr_t)lane->cursor++;
        v |= (uint64_t)(b & 0x7f) << shift;
        if (!(b & 0x80))
            break;
    }
    return v;
}

static void take_begin(struct rr_lane *lane)
{
    if (lane->next_kind != RR_BEGIN || lane->entry_at != lane->count + 1)
        rr_diverge(lane, "\"%s\" begins here, which the recording does not know", lane->name);
    varint_at(lane);
    varint_at(lane);
    lane->cursor++;
    uint64_t length = varint_at(lane);
    lane->cursor += length;
    rr_stream_next(lane);
}

void rr_lane_begin(struct rr_lane *lane)
{
    lane->tid = (int32_t)syscall(SYS_gettid);
    if (rr_mode == RR_MODE_RECORD) {
        log_begin(lane);
        if (lane->kind == RR_LANE_DESTROY)
            rr_sample_all(lane); /* it begins when the last non-daemon thread has ended */
    } else {
        rr_gate(lane);
        take_begin(lane);
    }
    __atomic_store_n(&lane->count, lane->count + 1, __ATOMIC_RELEASE);
    __atomic_thread_fence(__ATOMIC_SEQ_CST); /* as for every event with an incoming edge */
    rr_pause(lane, RR_PAUSE_BEHIND_EVENT);
}

void rr_lane_end(struct rr_lane *lane)
{
    if (rr_mode == RR_MODE_RECORD) {
        close_entry(lane, open_at_next(lane, RR_END));
        __atomic_store_n(&lane->count, lane->count + 1, __ATOMIC_RELEASE);
        rr_lane_close(lane);
        return;
    }
    if (lane->next_kind != RR_END || lane->entry_at != lane->count)
        rr_diverge(lane, "the thread ends here, which it did not do in the recording");
    rr_stream_next(lane);
    rr_lane_close(lane);
    rr_baton_leave(lane);
}

/* Most lanes in one LATER entry, so that it fits a block. */
enum { MOST_LATER = 512 };

/* What looking at a thread has shown where its lane was then. */
struct look {
    uint64_t place; /* lane and count */
    uint32_t looks;
    uint32_t waits;
};

/* So often a thread that did not wait is looked at in one place: one that reads from a socket for hours stands still, too. */
enum { MOST_LOOKS = 8 };

/*
 * Whether a thread was seen to wait in the VM where its lane is now. A look takes some microseconds, and a program may have hundreds of
 * threads and initialise thousands of classes. Two threads may be here at once: then one of their looks is forgotten.
 */
static int was_seen_to_wait(uint32_t thread_lane, int32_t tid, uint32_t lane, const uint64_t *lane_count, uint64_t count)
{
    static struct look looks[RR_MAX_THREAD_LANES];
    struct look *look = &looks[thread_lane];
    const uint64_t place = (uint64_t)lane << 48 ^ count;
    if (__atomic_load_n(&look->place, __ATOMIC_RELAXED) != place) {
        __atomic_store_n(&look->waits, 0, __ATOMIC_RELAXED);
        __atomic_store_n(&look->looks, 0, __ATOMIC_RELAXED);
        __atomic_store_n(&look->place, place, __ATOMIC_RELAXED);
    }
    if (__atomic_load_n(&look->waits, __ATOMIC_RELAXED))
        return 1;
    if (__atomic_fetch_add(&look->looks, 1, __ATOMIC_RELAXED) >= MOST_LOOKS)
        return 0;
    const int waits = rr_thread_waits(tid) && __atomic_load_n(lane_count, __ATOMIC_ACQUIRE) == count;
    if (waits && __atomic_load_n(&look->place, __ATOMIC_RELAXED) == place)
        __atomic_store_n(&look->waits, 1, __ATOMIC_RELAXED);
    return waits;
}

/*
 * Record, behind the first or the last event of a class initialiser: where the other threads are. None of them has asked for the
 * class yet, or it waits in the VM, for which there is no event: the VM's lock of the class tells nobody who has it. So whatever
 * they do from here on is told to be later. The barrier makes the counts those of all that they have done.
 */
static void log_later(struct rr_lane *lane)
{
    uint32_t last = __atomic_load_n(&rr_control->lanes, __ATOMIC_ACQUIRE), others = 0;
    for (uint32_t i = 1; i <= last && !others; i++)
        others = i != lane->own && __atomic_load_n(&rr_lane_at(i)->state, __ATOMIC_ACQUIRE) == RR_LANE_LIVE;
    if (!others)
        return;
    if (rr_barrier_there())
        rr_barrier();
    uint32_t lanes[MOST_LATER], class_lanes = __atomic_load_n(&rr_control->class_lanes, __ATOMIC_SEQ_CST);
    uint64_t counts[MOST_LATER];
    for (uint32_t i = 1; i <= last;) {
        unsigned n = 0;
        for (; i <= last && n < MOST_LATER; i++) {
            const struct rr_lane *own = rr_lane_at(i);
            if (i == lane->own || __atomic_load_n(&own->state, __ATOMIC_ACQUIRE) != RR_LANE_LIVE)
                continue;
            int waits;
            do {
                uint32_t inner = __atomic_load_n(&own->inner, __ATOMIC_ACQUIRE);
                lanes[n] = inner ? inner : i;
                counts[n] = __atomic_load_n(&rr_lane_at(lanes[n])->count, __ATOMIC_ACQUIRE);
                waits = was_seen_to_wait(i, own->tid, lanes[n], &rr_lane_at(lanes[n])->count, counts[n]);
            } while (__atomic_load_n(&own->inner, __ATOMIC_ACQUIRE) != (lanes[n] == i ? 0 : lanes[n]));
            counts[n] = counts[n] << 1 | (unsigned)waits;
            n++;
        }
        if (!n)
            continue;
        rr_room(lane, 64 + n * 20);
        uint8_t *p = put_varint((uint8_t *)(uintptr_t)lane->pos, (lane->count - lane->entry_at) << 5 | RR_LATER);
        lane->entry_at = lane->count;
        p = put_varint(put_varint(p, class_lanes), n);
        for (unsigned k = 0; k < n; k++)
            p = put_varint(put_varint(p, lanes[k]), counts[k]);
        close_entry(lane, p);
    }
}

uint32_t rr_class_lane_begin(const char *name, uint32_t parent, uint64_t parent_count)
{
    uint32_t id = rr_mode == RR_MODE_RECORD ? rr_class_lane_new() : rr_class_lane_find(name, parent, parent_count);
    if (!id)
        return 0;
    struct rr_lane *lane = rr_lane_at(id);
    rr_lane_open(id, RR_LANE_CLASS, parent, parent_count, name);
    lane->tid = (int32_t)syscall(SYS_gettid);
    lane->own = parent < RR_MAX_THREAD_LANES ? parent : rr_lane_at(parent)->own;
    if (rr_mode == RR_MODE_RECORD) {
        log_begin(lane);
        __atomic_store_n(&rr_lane_at(lane->own)->inner, id, __ATOMIC_SEQ_CST);
        __atomic_store_n(&lane->count, 1, __ATOMIC_SEQ_CST);
        log_later(lane);
    } else {
        rr_gate(lane);
        take_begin(lane);
        __atomic_store_n(&lane->count, 1, __ATOMIC_RELEASE);
        rr_pause(lane, RR_PAUSE_BEHIND_EVENT);
    }
    return id;
}

void rr_class_lane_end(struct rr_lane *lane, struct rr_lane *parent)
{
    if (rr_mode == RR_MODE_RECORD) {
        /* An event of its own, so that what ended inside, and was to come before the next event, comes before this one. */
        close_entry(lane, open_at_next(lane, RR_END));
        __atomic_store_n(&lane->count, lane->count + 1, __ATOMIC_SEQ_CST);
        log_later(lane);
        uint32_t id = rr_lane_id(lane), outer = rr_lane_id(parent);
        __atomic_store_n(&rr_lane_at(lane->own)->inner, outer < RR_MAX_THREAD_LANES ? 0 : outer, __ATOMIC_SEQ_CST);
        rr_lane_close(lane);
        uint8_t *p = open_at_next(parent, RR_RESUME);
        close_entry(parent, put_varint(put_varint(p, id), lane->count));
        parent->resumed = id;
        __atomic_thread_fence(__ATOMIC_SEQ_CST); /* who cannot see the event that comes next sees at least that it may have happened */
        return;
    }
    rr_gate(lane);
    if (lane->flags & RR_LANE_UNGATED) {
        __atomic_store_n(&lane->count, INT64_MAX, __ATOMIC_RELEASE); /* its segments are done with */
    } else {
        __atomic_store_n(&lane->count, lane->count + 1, __ATOMIC_RELEASE);
        if (lane->next_kind != RR_END || lane->entry_at != lane->count)
            rr_diverge(lane, "the class initialiser ends here, which it did not do in the recording");
        rr_stream_next(lane);
    }
    rr_lane_close(lane);
    /* Not here: the VM still has to say that the class is ready. */
    parent->pause = lane->pause == lane->count ? parent->count : 0;
}

uint32_t rr_lane_unused(void)
{
    uint32_t lane = __atomic_add_fetch(&rr_control->lanes, 1, __ATOMIC_SEQ_CST);
    return lane < RR_MAX_THREAD_LANES ? lane : 0;
}
