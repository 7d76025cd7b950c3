#define _GNU_SOURCE
#include "baton.h"
#include "coordinator.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/*
 * A recording without a clean end stops in the middle of the program: the first lane that would go on ends the process. If the recorded
 * one was killed, or its end is unknown, with that status. If it ended by itself, what it did until then is missing in the trace: its
 * status would say that this replay is like it. At a clean end the program ends by itself; the watchdog sees to that.
 */
void rr_end_with_recording(const struct rr_lane *lane)
{
    static int ended;
    if (rr_image->flags & RR_IMAGE_CLEAN || __atomic_exchange_n(&ended, 1, __ATOMIC_SEQ_CST))
        return;
    int status = rr_image->exit_status ? (int)rr_image->exit_status - 1 : 128 + SIGKILL;
    char line[512];
    int n = 0;
    if (status < 128) {
        n = snprintf(line, sizeof line,
                     "rr: trace: found the end of what it holds at event %lu of thread \"%s\" (lane %u); expected all up to the program's end with status %d; "
                     "it is damaged, or the disk was full or its limit reached; do record again\n",
                     (unsigned long)lane->count, lane->name, rr_lane_id(lane), status);
        status = RR_EXIT_UNUSABLE;
    } else if (!rr_image->exit_status || !(rr_control->flags & RR_FLAG_QUIET)) { /* unknown: killed, or the trace is cut; nobody could tell */
        n = snprintf(line, sizeof line, "rr: end of the recording: what came behind event %lu of thread \"%s\" (lane %u) was lost; exit status %d\n",
                     (unsigned long)lane->count, lane->name, rr_lane_id(lane), status);
    }
    if (n > 0 && write(STDERR_FILENO, line, (size_t)n) < 0) {
        /* nobody reads our standard error: the status still tells */
    }
    _exit(status);
}
