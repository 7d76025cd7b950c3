/* Replay: events before which the stack of their thread is printed. They change nothing in the run. */
#ifndef RR_STACK_POINTS_H
#define RR_STACK_POINTS_H

#include "lanes.h"

/* Sets the points: "lane:event", with ';' between them. 0, or -1 if the text is not of this form or memory is short. */
int rr_stack_points_set(const char *text);

/* The limit of a segment, or the count behind which the lane's next point comes, if that is less. */
uint64_t rr_stack_points_limit(const struct rr_lane *lane, uint64_t limit);

/* The calling thread waits for its next event: prints its stack if that is a point. */
void rr_stack_points_wait(const struct rr_lane *lane);

#endif
