/* rr_fork_primary. See coordinator.h. */
#include "coordinator.h"
#include "fork.h"
#include "maps_linux.h"
#include "tape.h"
#include "vmflags.h"

#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { STUCK_SECONDS = 10 };

/* Under a debugger threads stand still for as long as the user thinks. */
static bool has_debugger(void)
{
    struct rr_maps maps;
    struct rr_mapping mapping;
    bool found = false;
    if (rr_maps_open(&maps) != 0) return false;
    while (!found && rr_maps_next(&maps, &mapping) > 0) found = strstr(mapping.name, "/libjdwp.so") != NULL;
    rr_maps_close(&maps);
    return found;
}

const char *rr_fork_primary(const char *java, const char *inner_jar, const char *scribe_archive, int shm_fd, const char *const *settings)
{
    static char problem[sizeof(((struct rr_fork_report *)0)->message)];
    const struct rr_fork_options options = {.hold_parent = true, .shared_fd = shm_fd};
    const unsigned stuck_seconds = has_debugger() ? 0 : STUCK_SECONDS;
    struct rr_fork_report report;
    char collector[64], heap[64];
    const char *scribe_arguments[2 + RR_MOST_SETTINGS + 1] = {collector, heap};
    for (size_t i = 0; settings[i] && i < RR_MOST_SETTINGS; i++) scribe_arguments[2 + i] = settings[i];
    snprintf(collector, sizeof collector, "collector=%s", rr_vm_collector());
    snprintf(heap, sizeof heap, "maxHeap=%llu", (unsigned long long)rr_vm_heap_limit());
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); /* before there is a child that could be orphaned; cannot fail since Linux 3.4 */
    pid_t coordinator = getpid(), primary = rr_fork_all(&options, &report);
    if (primary < 0) {
        snprintf(problem, sizeof problem, "%s", report.message);
        return problem;
    }
    if (primary == 0) {
        rr_die_with_coordinator(coordinator);
        return NULL;
    }
    const struct rr_coordinator_options coordination = {
        .control = rr_control,
        .shm_fd = shm_fd,
        .java = java,
        .inner_jar = inner_jar,
        .scribe_archive = scribe_archive,
        .trace_dir = rr_control->trace_dir,
        .scribe_arguments = scribe_arguments,
        .stuck_seconds = stuck_seconds,
    };
    rr_coordinate(primary, &coordination);
}
