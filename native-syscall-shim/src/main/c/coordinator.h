/*
 * What the process that the user started does once the program runs in its child: one loop in C, on the thread that
 * forked, until it leaves with the child's status. It takes no lock and allocates nothing, because the other threads of
 * this process were stopped for good at arbitrary points.
 */
#ifndef RR_COORDINATOR_H
#define RR_COORDINATOR_H

#include "shm.h"

#include <sys/types.h>

enum { RR_EXIT_DIVERGED = 117, RR_EXIT_UNUSABLE = 118, RR_MOST_SETTINGS = 8 };

struct rr_coordinator_options {
    struct rr_control *control;
    int shm_fd;
    /* record: the scribe; java NULL: none is started */
    const char *java;      /* path of the launcher */
    const char *inner_jar;
    const char *scribe_archive; /* of its classes, used if it exists; may be NULL */
    const char *trace_dir;
    const char *const *scribe_arguments; /* further arguments, NULL at the end; may be NULL */
    unsigned scribe_patience_seconds;    /* longest wait without progress after the primary's end; 0: 30 */
    /* replay: a primary whose baton holder sleeps and makes no event for this long is stuck; 0: no watchdog (debugger attached) */
    unsigned stuck_seconds;
};

/*
 * Forks as fork.h says, with the parent's threads left stopped. Returns in the child only, which is the primary: NULL, or
 * what went wrong when there is no child (then in the parent, which goes on as before). Takes mode, trace directory and
 * quietness from rr_control; java NULL: no scribe. Settings, NAME=VALUE, are for the scribe; RR_MOST_SETTINGS at
 * most, NULL at the end.
 */
const char *rr_fork_primary(const char *java, const char *inner_jar, const char *scribe_archive, int shm_fd, const char *const *settings);

/* In the primary, first thing: it ends when the coordinator ends. */
void rr_die_with_coordinator(pid_t coordinator);

/*
 * In the parent after rr_fork_all with hold_parent. Leaves with the primary's exit code, or by the signal that ended it.
 *
 * Signals: those that a process sent to the coordinator are sent on to the primary. Those of the terminal (^C, ^\, ^Z,
 * hang-up) reach the primary by themselves, being in the same process group. One that is sent to the whole process group
 * by kill() reaches the primary twice. When the primary is stopped by job control, the coordinator stops as well, so that
 * the shell sees it.
 */
_Noreturn void rr_coordinate(pid_t primary, const struct rr_coordinator_options *options);

/*
 * Starts the JVM that writes the trace:
 *     java FLAGS [-XX:SharedArchiveFile=ARCHIVE] -cp INNER_JAR rr.recorder.Scribe 3 TRACE_DIR 4 [ARGUMENTS]
 * Descriptor 3 is the shared memory, 4 the read end of a pipe whose end means that the coordinator is gone. Input is
 * /dev/null, output goes to TRACE_DIR/scribe.log. It has a session of its own, so signals of the terminal do not reach it.
 * Returns its pid, or -1 with errno; *life is the write end of the pipe, to be kept open.
 */
pid_t rr_spawn_scribe(const struct rr_coordinator_options *options, int *life);

/* Takes back what rr.recorder.Scribe has done to its session's priority. Only a wish. */
void rr_raise_scribe(pid_t scribe);

#endif
