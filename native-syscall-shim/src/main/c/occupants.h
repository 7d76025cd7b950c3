/* Beginnings and ends of a lane's occupants: threads and class initialisers. All on the thread concerned. */
#ifndef RR_OCCUPANTS_H
#define RR_OCCUPANTS_H

#include "lanes.h"

/* First event of a thread: BEGIN. The lane must be open. */
void rr_lane_begin(struct rr_lane *lane);

/* Last event of a thread (on replay counted by the caller): END; the lane may be used again, on replay the baton goes on. */
void rr_lane_end(struct rr_lane *lane);

/* A lane for a class initialiser that is about to have its first event. 0: none; then its events are not recorded. */
uint32_t rr_class_lane_begin(const char *name, uint32_t parent, uint64_t parent_count);

/* The class initialiser is done: END; the parent's next event comes after all of its events. */
void rr_class_lane_end(struct rr_lane *lane, struct rr_lane *parent);

/* A thread lane that nobody had before; 0: none left. */
uint32_t rr_lane_unused(void);

#endif
