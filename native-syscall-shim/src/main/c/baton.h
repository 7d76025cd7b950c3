/* Replay: the baton that goes from lane to lane as the schedule of the image says. */
#ifndef RR_BATON_H
#define RR_BATON_H

#include "image.h"

/* Gives the first segment's lane the baton. */
void rr_baton_start(void);

/* Waits until lane->count < lane->limit, handing the baton on if this thread holds it. */
void rr_baton_wait(struct rr_lane *lane);

/* Where a lane waits between two events: behind the first, or where a built-in loader is asked for a class, perhaps by the VM. */
enum rr_pause { RR_NO_PAUSE = 0, RR_PAUSE_BEHIND_EVENT = 1, RR_PAUSE_IN_LOADING = 2 };

/*
 * The lane has done the last event of its segment, and what comes behind it is to wait, too, not only the next event: hands the
 * baton on and waits for the next turn, of this lane or of a class initialiser that is to run between the two events.
 */
void rr_baton_pause(struct rr_lane *lane, enum rr_pause where);

/* Behind an event: pauses if the schedule says so. */
static inline void rr_pause(struct rr_lane *lane, enum rr_pause where)
{
    if (lane->pause == lane->count && rr_mode == RR_MODE_REPLAY)
        rr_baton_pause(lane, where);
}

/* The lane's occupant is gone for good: hands the baton on without waiting. */
void rr_baton_leave(struct rr_lane *lane);

/* What somebody saw who looked at the holder of the baton. */
struct rr_baton_glimpse {
    uint64_t grants; /* times that the baton was given to a lane */
    uint32_t holder;
    uint64_t count;
};

/* For the lookout: true if the holder, unless it gets further, does not come to its gate, or if the schedule is over and lanes wait still. */
int rr_baton_look(struct rr_baton_glimpse *seen);

/* For the lookout: the holder has stood still for a while. Has lanes that wait lend their monitors, if the holder sleeps: see lending.h. */
void rr_baton_lend(const struct rr_baton_glimpse *seen);

/* Has lanes that wait find out what is the matter, which only threads of Java can. */
void rr_baton_ask(const struct rr_baton_glimpse *seen);

/*
 * The class lane that runs the initialiser of the class in this replay, or 0: the recording had no event in it. The lane is
 * not gated when another thread than the recorded one (or the same at another event) runs it.
 */
uint32_t rr_class_lane_find(const char *name, uint32_t parent, uint64_t parent_count);

/* Whether the thread of this thread lane is blocked entering a monitor, or waits, is parked or sleeps in Java; see lane_threads.c. */
int rr_lane_blocked(uint32_t lane);

/* The schedule is over, and the lane would go on: ends the process if the recording has no clean end. See recording_end.c. */
void rr_end_with_recording(const struct rr_lane *lane);

/* Appends the Java stack of the calling thread to a message, where it has one; see java_stack.c. */
void rr_java_stack(char *line, size_t size);

#endif
