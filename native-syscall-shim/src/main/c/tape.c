#define _GNU_SOURCE
#include "tape.h"

#include "baton.h"
#include "contents.h"
#include "findings.h"
#include "lanes.h"
#include "output_text.h"
#include "varint.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The largest head and fixed part of an entry, generously. */
#define FIXED 128u

static uint8_t *open_entry(struct rr_lane *lane, enum rr_kind kind, size_t room)
{
    rr_room(lane, room);
    uint8_t *p = put_varint((uint8_t *)(uintptr_t)lane->pos, (lane->count + 1 - lane->entry_at) << 5 | kind);
    lane->entry_at = lane->count + 1;
    return p;
}

static void close_entry(struct rr_lane *lane, uint8_t *p)
{
    __atomic_store_n(&lane->pos, (uint64_t)(uintptr_t)p, __ATOMIC_RELEASE);
}

/* Bytes that went out, or were told to: FNV-1a over 8-byte words with a final mix; cheap, and equal in both modes. */
static uint64_t hash_bytes(const struct rr_bytes *buffers, unsigned n)
{
    uint64_t h = 0xcbf29ce484222325ull;
    for (unsigned i = 0; i < n; i++) {
        const uint8_t *p = buffers[i].at;
        for (size_t k = 0; k < buffers[i].length; k++)
            h = (h ^ p[k]) * 0x100000001b3ull;
    }
    return h ^ h >> 29;
}

void rr_gate(struct rr_lane *lane)
{
    if (lane->count >= lane->limit) {
        int err = errno;
        rr_baton_wait(lane);
        errno = err;
    }
}

static uint64_t lock_chain(struct rr_chain *chain)
{
    for (unsigned spins = 0;; spins++) {
        uint64_t w = __atomic_load_n(&chain->word, __ATOMIC_ACQUIRE);
        if (!(w & RR_LOCKED) && __atomic_compare_exchange_n(&chain->word, &w, w | RR_LOCKED, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
            return w;
        if (spins % 64 == 63)
            sched_yield();
    }
}

/*
 * While recording, an event is counted when it is complete: other lanes sample the count, and must not see an event whose
 * own edges are still to be found, or two events could each come to stand before the other.
 */
static void count_event(struct rr_lane *lane)
{
    if (lane->flags & RR_LANE_IN_EVENT) {
        lane->flags &= ~RR_LANE_IN_EVENT;
        __atomic_store_n(&lane->count, lane->count + 1, __ATOMIC_RELEASE);
        __atomic_thread_fence(__ATOMIC_SEQ_CST); /* behind an incoming edge no event may hide in the store buffer */
    }
}

/* The edge from the last event of the chain of all I/O, whose word was w. */
static void acquire_io(struct rr_lane *lane, uint64_t w)
{
    uint32_t me = rr_lane_id(lane), owner = (uint32_t)(w >> 48);
    uint64_t count = (w & 0xffffffffffffull) >> 2;
    uint64_t *seen = rr_seen(me);
    if (owner == me || owner == 0 || (seen && seen[owner] >= count))
        return;
    uint8_t *p = open_entry(lane, RR_ACQUIRE, FIXED);
    close_entry(lane, put_varint(put_varint(p, owner), count));
    if (seen)
        seen[owner] = count;
}

/* Whether a lane other than this one is between an output's place in the order and its result. */
static int others_write(const struct rr_lane *lane)
{
    uint32_t threads = __atomic_load_n(&rr_control->lanes, __ATOMIC_ACQUIRE), classes = __atomic_load_n(&rr_control->class_lanes, __ATOMIC_ACQUIRE);
    for (uint32_t i = 1; i < classes && i < RR_MAX_LANES; i = i == threads ? RR_MAX_THREAD_LANES : i + 1)
        if (rr_lane_at(i) != lane && __atomic_load_n(&rr_lane_at(i)->flags, __ATOMIC_ACQUIRE) & RR_LANE_IN_EVENT)
            return 1;
    return 0;
}

void rr_end_io(struct rr_lane *lane)
{
    if (rr_mode != RR_MODE_RECORD)
        return;
    uint64_t w = lock_chain(&rr_chains[RR_CHAIN_IO]); /* for good */
    const struct timespec pause = {0, 100000};
    for (int i = 0; i < 1000 && others_write(lane); i++) /* one that blocks, nobody reads */
        nanosleep(&pause, NULL);
    uint32_t owner = (uint32_t)(w >> 48);
    if (__atomic_load_n(&rr_lane_at(owner)->count, __ATOMIC_ACQUIRE) >= (w & 0xffffffffffffull) >> 2)
        acquire_io(lane, w);
    rr_forget_lane();
}

void rr_io_event(struct rr_lane *lane)
{
    uint64_t n = lane->count + 1;
    if (rr_mode == RR_MODE_RECORD) {
        struct rr_chain *chain = &rr_chains[RR_CHAIN_IO];
        uint64_t w = lock_chain(chain);
        lane->flags |= RR_LANE_IN_EVENT;
        acquire_io(lane, w);
        __atomic_store_n(&chain->word, (uint64_t)rr_lane_id(lane) << 48 | n << 2, __ATOMIC_RELEASE);
    } else {
        __atomic_store_n(&lane->count, n, __ATOMIC_RELEASE);
    }
}

struct rr_io_marks rr_io_marks[RR_MAX_THREAD_LANES];

/* What a class initialiser sends and receives is not told. */
static struct rr_io_marks *marks_of(const struct rr_lane *lane)
{
    static struct rr_io_marks of_class_lanes;
    uint32_t id = rr_lane_id(lane);
    return id < RR_MAX_THREAD_LANES ? &rr_io_marks[id] : &of_class_lanes;
}

void rr_io_stamp(struct rr_lane *lane)
{
    rr_io_event(lane);
    if (rr_mode == RR_MODE_REPLAY)
        marks_of(lane)->sent++;
    count_event(lane);
}

/* A sample of these lanes, both included. */
static void sample(struct rr_lane *lane, uint32_t first, uint32_t last)
{
    uint32_t me = rr_lane_id(lane);
    uint64_t *seen = rr_seen(me);
    /* At most this many edges an entry, so that it fits a block. */
    enum { MOST = 512 };
    uint32_t lanes[MOST];
    uint64_t counts[MOST];
    for (uint32_t i = first; i <= last;) {
        unsigned n = 0;
        for (; i <= last && n < MOST; i++) {
            uint64_t count = __atomic_load_n(&rr_lane_at(i)->count, __ATOMIC_RELAXED);
            /* A sample only keeps the schedule close to real time, so one that is implied may be left out. */
            if (i == me || count == 0 || (seen && seen[i] >= count))
                continue;
            lanes[n] = i;
            counts[n++] = count;
            if (seen)
                seen[i] = count;
        }
        if (!n)
            continue;
        uint8_t *p = put_varint(open_entry(lane, RR_SAMPLE, FIXED + n * 20), n);
        for (unsigned k = 0; k < n; k++)
            p = put_varint(put_varint(p, lanes[k]), counts[k]);
        close_entry(lane, p);
    }
}

void rr_sample_all(struct rr_lane *lane)
{
    if (rr_mode == RR_MODE_RECORD)
        sample(lane, 1, __atomic_load_n(&rr_control->lanes, __ATOMIC_ACQUIRE));
}

void rr_sample(struct rr_lane *lane)
{
    if (rr_mode != RR_MODE_RECORD)
        return;
    /* Of thousands of lanes, that would be millions of edges: each time others. */
    enum { ENOUGH = 256 };
    uint32_t lanes = __atomic_load_n(&rr_control->lanes, __ATOMIC_ACQUIRE);
    uint32_t first = lanes <= ENOUGH ? 1 : 1 + (uint32_t)((rr_lane_id(lane) + lane->count) * 0x9E3779B97F4A7C15ull >> 32) % lanes;
    sample(lane, first, lanes < first + ENOUGH ? lanes : first + ENOUGH - 1);
}

static uint64_t take_varint(struct rr_lane *lane, const uint8_t **p)
{
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if ((uint64_t)(uintptr_t)*p >= lane->stream_end)
            break;
        uint8_t b = *(*p)++;
        v |= (uint64_t)(b & 0x7f) << shift;
        if (!(b & 0x80))
            return v;
    }
    rr_diverge(lane, "the recorded stream is cut inside an entry; prepare the trace again");
}

static const char *kind_name(uint32_t kind)
{
    static const char *const names[] = {"nothing", "a thread's begin", "a thread's end", "an acquire", "a write", "a thread's start", "contents known before",
                                        "the end of a class initialiser", "a value", "a sample", "a library call", "data", "a value of bytes",
                                        "a time", "the end of the process", "an output", "contents to keep", "what was later"};
    return kind < sizeof names / sizeof *names ? names[kind] : "?";
}

static const uint8_t *take_entry(struct rr_lane *lane, enum rr_kind kind)
{
    /*
     * A class initialiser that another thread runs may have other events (what its thread has cached, say), but asks the
     * world outside the same questions in the same order.
     */
    if (lane->flags & RR_LANE_UNGATED && lane->next_kind == (uint32_t)kind && kind != RR_DATA)
        lane->count = lane->entry_at;
    if (lane->entry_at != lane->count || lane->next_kind != (uint32_t)kind) {
        if (lane->entry_at == lane->count)
            rr_diverge(lane, "expected %s, found %s", kind_name(lane->next_kind), kind_name(kind));
        rr_diverge(lane, "expected no recorded result at this event, found %s", kind_name(kind));
    }
    return (const uint8_t *)(uintptr_t)lane->cursor;
}

static void next_entry(struct rr_lane *lane, const uint8_t *p)
{
    lane->cursor = (uint64_t)(uintptr_t)p;
    rr_stream_next(lane);
}

static void log_data(struct rr_lane *lane, struct rr_bytes *buffers, unsigned n, unsigned i, size_t at)
{
    while (i < n) {
        size_t most = RR_BLOCK_SIZE - RR_BLOCK_HEAD - FIXED, left = buffers[i].length - at;
        size_t here = left < most ? left : most;
        if (here) {
            uint8_t *p = put_varint(open_entry(lane, RR_DATA, FIXED + here), here);
            memcpy(p, (char *)buffers[i].at + at, here);
            close_entry(lane, p + here);
        }
        at += here;
        if (at == buffers[i].length) {
            i++;
            at = 0;
        }
    }
}

/* Results from this size on are looked for among those logged before; smaller ones are not worth it. */
enum { CONTENT_LEAST = 512 };

static void log_number(struct rr_lane *lane, enum rr_kind kind, uint64_t number)
{
    close_entry(lane, put_varint(open_entry(lane, kind, FIXED), number));
}

static void log_call(struct rr_lane *lane, unsigned op, int64_t ret, int err, struct rr_bytes *buffers, unsigned n)
{
    size_t total = 0;
    for (unsigned i = 0; i < n; i++)
        total += buffers[i].length;
    size_t fixed = FIXED + 10 * (size_t)n;
    int inlined = total < CONTENT_LEAST;
    struct rr_content content = {0, 0, 0};
    if (!inlined)
        content = rr_content_of(buffers, n);
    uint8_t *p = put_varint(open_entry(lane, RR_CALL, fixed + (inlined ? total : 0)), op);
    p = put_varint(put_varint(put_varint(p, zigzag(ret)), (uint64_t)(uint32_t)err), n);
    for (unsigned i = 0; i < n; i++)
        p = put_varint(p, buffers[i].length);
    p = put_varint(p, inlined ? total : 0);
    for (unsigned i = 0; inlined && i < n; i++)
        if (buffers[i].length) {
            memcpy(p, buffers[i].at, buffers[i].length);
            p += buffers[i].length;
        }
    close_entry(lane, p);
    if (content.known) {
        log_number(lane, RR_SAME, content.id);
    } else if (!inlined) {
        if (content.id)
            log_number(lane, RR_KEEP, content.id);
        log_data(lane, buffers, n, 0, 0);
        rr_content_logged(&content);
    }
}

/* Names of operations for messages; the shim defines them, tests of the tape alone do not need to. */
const char *rr_op_name(unsigned op) __attribute__((weak));

static const char *op_name(unsigned op)
{
    return rr_op_name ? rr_op_name(op) : "call";
}

/* Bytes that were recorded under a number: DATA entries, perhaps of another lane and cut in other pieces. */
static void take_content(struct rr_lane *lane, unsigned op, uint64_t content, struct rr_bytes *buffers, unsigned n)
{
    struct rr_lane pieces = {0}; /* a stream of its own */
    if (rr_image_content(content, &pieces.cursor, &pieces.stream_end) != 0)
        rr_diverge(lane, "%s: its contents (number %lu) are not in what is left of the recording", op_name(op), (unsigned long)content);
    rr_stream_next(&pieces);
    const uint8_t *p = NULL;
    size_t left = 0;
    for (unsigned i = 0; i < n; i++)
        for (size_t at = 0; at < buffers[i].length;) {
            if (!left) {
                if (p) {
                    pieces.cursor = (uint64_t)(uintptr_t)p;
                    rr_stream_next(&pieces);
                }
                p = (const uint8_t *)(uintptr_t)pieces.cursor;
                left = pieces.next_kind == RR_DATA ? (size_t)take_varint(&pieces, &p) : 0;
            }
            size_t want = buffers[i].length - at, here = want < left ? want : left;
            if (!here || (uint64_t)(uintptr_t)p + here > pieces.stream_end)
                rr_diverge(lane, "%s: the recorded contents (number %lu) are cut", op_name(op), (unsigned long)content);
            memcpy((char *)buffers[i].at + at, p, here);
            p += here;
            at += here;
            left -= here;
        }
}

static void take_call(struct rr_lane *lane, unsigned op, int64_t *ret, int *err, struct rr_bytes *buffers, unsigned n)
{
    const uint8_t *p = take_entry(lane, RR_CALL);
    uint64_t recorded = take_varint(lane, &p);
    if (recorded != op)
        rr_diverge(lane, "expected %s, found %s", op_name((unsigned)recorded), op_name(op));
    *ret = unzigzag(take_varint(lane, &p));
    *err = (int)take_varint(lane, &p);
    uint64_t count = take_varint(lane, &p);
    if (count != n)
        rr_diverge(lane, "%s: expected %lu results, found %u", op_name(op), (unsigned long)count, n);
    for (unsigned i = 0; i < n; i++) {
        uint64_t length = take_varint(lane, &p);
        if (length > buffers[i].length)
            rr_diverge(lane, "%s: expected room for %lu bytes, found %zu", op_name(op), (unsigned long)length, buffers[i].length);
        buffers[i].length = (size_t)length;
    }
    size_t left = (size_t)take_varint(lane, &p), total = 0;
    for (unsigned i = 0; i < n; i++)
        total += buffers[i].length;
    if (total && !left) {
        next_entry(lane, p);
        if (lane->next_kind == RR_SAME) {
            p = take_entry(lane, RR_SAME);
            take_content(lane, op, take_varint(lane, &p), buffers, n);
            next_entry(lane, p);
            return;
        }
        if (lane->next_kind == RR_KEEP) {
            p = take_entry(lane, RR_KEEP);
            take_varint(lane, &p);
            next_entry(lane, p);
        }
        p = take_entry(lane, RR_DATA);
        left = (size_t)take_varint(lane, &p);
    }
    for (unsigned i = 0; i < n; i++)
        for (size_t at = 0; at < buffers[i].length;) {
            if (!left) {
                next_entry(lane, p);
                p = take_entry(lane, RR_DATA);
                left = (size_t)take_varint(lane, &p);
            }
            size_t want = buffers[i].length - at, here = want < left ? want : left;
            if ((uint64_t)(uintptr_t)p + here > lane->stream_end || !here)
                rr_diverge(lane, "%s: the recorded stream is cut", op_name(op));
            memcpy((char *)buffers[i].at + at, p, here);
            p += here;
            at += here;
            left -= here;
        }
    next_entry(lane, p);
}

void rr_call(struct rr_lane *lane, unsigned op, int64_t *ret, int *err, struct rr_bytes *buffers, unsigned n)
{
    if (rr_mode == RR_MODE_RECORD) {
        log_call(lane, op, *ret, *err, buffers, n);
        count_event(lane);
    } else {
        take_call(lane, op, ret, err, buffers, n);
        marks_of(lane)->received++;
    }
}

void rr_wrote(struct rr_lane *lane, unsigned op, int64_t *ret, int *err, const struct rr_bytes *buffers, unsigned n)
{
    uint64_t hash = hash_bytes(buffers, n), total = 0;
    for (unsigned i = 0; i < n; i++)
        total += buffers[i].length;
    if (rr_mode == RR_MODE_RECORD) {
        uint8_t *p = put_varint(open_entry(lane, RR_WROTE, FIXED), op);
        p = put_varint(put_varint(put_varint(p, zigzag(*ret)), (uint64_t)(uint32_t)*err), total);
        memcpy(p, &hash, sizeof hash);
        close_entry(lane, p + sizeof hash);
        count_event(lane);
        return;
    }
    marks_of(lane)->sent++;
    const uint8_t *p = take_entry(lane, RR_WROTE);
    uint64_t recorded = take_varint(lane, &p);
    if (recorded != op)
        rr_diverge(lane, "expected %s, found %s", op_name((unsigned)recorded), op_name(op));
    *ret = unzigzag(take_varint(lane, &p));
    *err = (int)take_varint(lane, &p);
    uint64_t length = take_varint(lane, &p), expected;
    memcpy(&expected, p, sizeof expected);
    if (length != total || expected != hash)
    {
        char begin[RR_SHOWN_OUTPUT];
        rr_diverge(lane, "%s: expected an output of %lu bytes (hash %016lx), found %lu bytes (hash %016lx)%s", op_name(op),
                   (unsigned long)length, (unsigned long)expected, (unsigned long)total, (unsigned long)hash,
                   rr_begin_of_text(begin, sizeof begin, buffers, n));
    }
    next_entry(lane, p + sizeof hash);
}

static void say(int code, const char *text)
{
    if (rr_control) {
        strncpy(rr_control->message, text, sizeof rr_control->message - 1);
        if (code == 117)
            __atomic_store_n(&rr_control->divergence, 1, __ATOMIC_RELEASE);
    }
    if (write(2, text, strlen(text)) < 0) {
        /* nobody reads our standard error: the status still tells */
    }
}

/* Whether the recorder has left a list of what it recorded without events: rr.recorder.Unwoven. */
static int some_is_unwoven(void)
{
    char path[PATH_MAX];
    return rr_control && snprintf(path, sizeof path, "%s/unwoven.txt", rr_control->trace_dir) < (int)sizeof path && access(path, F_OK) == 0;
}

void rr_diverge(struct rr_lane *lane, const char *what, ...)
{
    char text[1024], line[4096];
    va_list args;
    va_start(args, what);
    vsnprintf(text, sizeof text, what, args);
    va_end(args);
    snprintf(line, sizeof line, "rr: divergence: thread \"%s\" (lane %u), event %lu: %s\n", lane->name, rr_lane_id(lane),
             (unsigned long)lane->count, text);
    rr_java_stack(line, sizeof line);
    size_t used = strlen(line);
    if (rr_control && rr_control->flags & RR_FLAG_OTHER_AGENTS)
        snprintf(line + used, sizeof line - used, "rr: perhaps because of the agent before rr on the command line: what it computed before rr started is not recorded\n");
    else if (some_is_unwoven())
        snprintf(line + used, sizeof line - used, "rr: perhaps because of code that could not be woven: rr info lists it\n");
    else if (!rr_observed())
        snprintf(line + used, sizeof line - used, "rr: perhaps because of a data race on plain fields: rr verify looks for an order of theirs that replays this trace, and has later recordings order them\n");
    say(117, line);
    _exit(117);
}

void rr_refuse(const char *what, ...)
{
    char text[1024], line[1200];
    va_list args;
    va_start(args, what);
    vsnprintf(text, sizeof text, what, args);
    va_end(args);
    snprintf(line, sizeof line, "rr: %s\n", text);
    say(118, line);
    _exit(118);
}
