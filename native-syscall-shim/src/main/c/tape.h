/*
 * The tape: events, entries and the baton, for the libc wrappers and for Java's slow paths. One sequence for both modes:
 *
 *     struct rr_lane *lane = rr_self();
 *     if (!lane) return real(...);            // not recorded: other thread, suppressed region, after the end
 *     rr_gate(lane);                          // replay: waits until the next event of this lane is due; record: nothing
 *     if (sends) rr_io_event(lane);           // stamped before what others may see
 *     if (recording) ret = real(...), err = errno;
 *     if (!sends) rr_io_event(lane);          // stamped after what others did
 *     rr_call / rr_wrote(...)                 // record: log result and bytes; replay: take them from the stream, or diverge
 *
 * Functions that meet a divergence, a full disk or another fatal state do not return: they report and end the process.
 */
#ifndef RR_TAPE_H
#define RR_TAPE_H

#include "entries.h"
#include "shm.h"

extern struct rr_control *rr_control; /* also the base of the shared memory; NULL before rr_open */
extern enum rr_mode rr_mode;

static inline struct rr_lane *rr_lane_at(uint32_t lane)
{
    return (struct rr_lane *)((char *)rr_control + RR_OFF_LANES + (size_t)lane * RR_LANE_SIZE);
}
static inline uint32_t rr_lane_id(const struct rr_lane *lane)
{
    return (uint32_t)(((const char *)lane - (const char *)rr_control - RR_OFF_LANES) / RR_LANE_SIZE);
}

/* The lane that the calling thread works on at this moment, or NULL where nothing is to be recorded or replayed. Keeps errno. */
struct rr_lane *rr_self(void);

/* What the calling thread does between these two passes, in Java, too, as if it had no lane. With no exception pending. */
void rr_suppress(void);
void rr_resume(void);

/* Record: the calling thread, one of the VM's, is about to load an agent, and gets a lane. It was loaded. With no exception pending. */
void rr_agent_begins(void);
void rr_agent_ended(void);

/* Replay: blocks until the next event of the lane is due. Record: returns at once. Keeps errno. */
void rr_gate(struct rr_lane *lane);

/* One event of the lane, ordered on the chain of all I/O. While recording it is counted by the rr_call or rr_wrote, or the rr_io_event, that follows. */
void rr_io_event(struct rr_lane *lane);

/* Replay: how often each thread lane has sent and received something, for the race finder: what is sent orders what was done before. */
struct rr_io_marks {
    uint64_t sent, received;
};
extern struct rr_io_marks rr_io_marks[RR_MAX_THREAD_LANES];

/* One event of the lane, ordered on the chain of all I/O, and counted: what follows may block. */
void rr_io_stamp(struct rr_lane *lane);

/*
 * Record: the lane's next event ends the process, and comes behind all I/O: calls that send or have received wait from now on,
 * until the process is gone; those that are at it are waited for, up to a tenth of a second. Before the event is logged.
 */
void rr_end_io(struct rr_lane *lane);

/* Record: upto-edges from other lanes (outputs, sleeps, time-outs), of which there may be too many for all. Before rr_io_event, which lets others see the event. */
void rr_sample(struct rr_lane *lane);

/* The same from every lane: an event behind which nothing of theirs may come. */
void rr_sample_all(struct rr_lane *lane);

struct rr_bytes { void *at; size_t length; };

/*
 * The result of a call that brings bytes in. op: index of the row of syscalls.def. Record: logs *ret, *err and the n
 * buffers. Replay: checks the op and sets *ret, *err and the buffers' bytes; buffers[i].length is set to the logged length,
 * which never exceeds the given length (else: divergence).
 */
void rr_call(struct rr_lane *lane, unsigned op, int64_t *ret, int *err, struct rr_bytes *buffers, unsigned n);

/* The result of a call that sends bytes out; the bytes offered are hashed, and compared on replay. */
void rr_wrote(struct rr_lane *lane, unsigned op, int64_t *ret, int *err, const struct rr_bytes *buffers, unsigned n);

/* Reports a divergence of this lane and ends the process with 117. what: printf format. */
_Noreturn void rr_diverge(struct rr_lane *lane, const char *what, ...) __attribute__((format(printf, 2, 3)));

/* Refuses an operation by name: message, then the process ends with 118. */
_Noreturn void rr_refuse(const char *what, ...) __attribute__((format(printf, 1, 2)));

#endif
