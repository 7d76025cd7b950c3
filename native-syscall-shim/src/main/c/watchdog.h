/*
 * Finds a replay that is stuck: the lane whose turn it is makes no event, and its thread sleeps; or there are no turns left,
 * and the process does not end.
 */
#ifndef RR_WATCHDOG_H
#define RR_WATCHDOG_H

#include "shm.h"

#include <stdbool.h>
#include <sys/types.h>

struct rr_watchdog {
    uint32_t holder;
    uint64_t segments, count;
    unsigned samples; /* in a row without progress */
};

enum { RR_WATCHDOG_PERIOD_MILLIS = 500 };

/* To be called every RR_WATCHDOG_PERIOD_MILLIS; true: no progress for that many seconds. */
bool rr_watchdog_sample(struct rr_watchdog *watchdog, const struct rr_control *control, pid_t primary, unsigned stuck_seconds);

/* One line that says who is stuck and where; NUL terminated, cut if it does not fit. */
void rr_watchdog_describe(const struct rr_control *control, pid_t primary, unsigned stuck_seconds, char *text, size_t size);

#endif
