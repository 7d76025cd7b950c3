#include "watchdog.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct rr_lane *lane_of(const struct rr_control *control, uint32_t lane)
{
    return (const struct rr_lane *)((const char *)control + RR_OFF_LANES + (size_t)lane * RR_LANE_SIZE);
}

/* The text of /proc/primary/task/tid/name without the newline, "" if it cannot be read. */
static const char *read_task(pid_t primary, pid_t tid, const char *name, char *text, size_t size)
{
    char path[96];
    text[0] = 0;
    snprintf(path, sizeof path, "/proc/%d/task/%d/%s", primary, tid, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return text;
    ssize_t n = read(fd, text, size - 1);
    close(fd); /* read only */
    text[n > 0 ? n : 0] = 0;
    text[strcspn(text, "\n")] = 0;
    return text;
}

/* R, S, D, T, ...; 0: there is no such thread. The name before it is in parentheses and may hold any character. */
static char task_state(pid_t primary, pid_t tid)
{
    char text[512];
    const char *name_end = strrchr(read_task(primary, tid, "stat", text, sizeof text), ')');
    return name_end && name_end[1] == ' ' ? name_end[2] : 0;
}

/* A write that blocks waits for whoever reads the program's output: a pager, a full pipe. */
static bool is_writing(pid_t primary, pid_t tid)
{
    char text[256];
    read_task(primary, tid, "syscall", text, sizeof text);
    if (!isdigit((unsigned char)text[0])) return false;
    long number = strtol(text, NULL, 10);
    return number == SYS_write || number == SYS_writev || number == SYS_pwrite64;
}

/* S or D: sleeps. Anything else (running, stopped by a debugger or the shell) is no sign of being stuck. */
static bool sleeps(pid_t primary, pid_t tid)
{
    char state = task_state(primary, tid);
    return (state == 'S' || state == 'D') && !is_writing(primary, tid);
}

/* For a lane whose thread is unknown or gone: whether nothing runs at all. */
static bool all_sleep(pid_t primary)
{
    char path[64], buffer[4096] __attribute__((aligned(__alignof__(struct dirent64))));
    bool sleeping = true;
    long n;
    snprintf(path, sizeof path, "/proc/%d/task", primary);
    int tasks = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (tasks < 0) return false;
    while (sleeping && (n = syscall(SYS_getdents64, tasks, buffer, sizeof buffer)) > 0) {
        for (long at = 0; at < n && sleeping;) {
            const struct dirent64 *entry = (const struct dirent64 *)(buffer + at);
            at += entry->d_reclen;
            if (entry->d_name[0] == '.') continue;
            pid_t tid = (pid_t)strtol(entry->d_name, NULL, 10);
            char state = task_state(primary, tid);
            sleeping = state == 'Z' || state == 'X' || state == 0 || sleeps(primary, tid); /* ended threads count as asleep */
        }
    }
    close(tasks); /* read only */
    return sleeping;
}

bool rr_watchdog_sample(struct rr_watchdog *watchdog, const struct rr_control *control, pid_t primary, unsigned stuck_seconds)
{
    uint32_t holder = __atomic_load_n(&control->holder, __ATOMIC_RELAXED);
    uint64_t segments = __atomic_load_n(&control->segments, __ATOMIC_RELAXED);
    if (!stuck_seconds || holder >= RR_MAX_LANES || (holder == 0 && segments == 0)) {
        watchdog->samples = 0;
        return false;
    }
    if (holder == 0) { /* the schedule is used up: whatever the process still does, it does too long */
        if (watchdog->holder != 0 || segments != watchdog->segments) *watchdog = (struct rr_watchdog){0, segments, 0, 0};
        else watchdog->samples++;
        return watchdog->samples * RR_WATCHDOG_PERIOD_MILLIS >= stuck_seconds * 1000u;
    }
    const struct rr_lane *lane = lane_of(control, holder);
    uint64_t count = __atomic_load_n(&lane->count, __ATOMIC_RELAXED);
    pid_t tid = __atomic_load_n(&lane->tid, __ATOMIC_RELAXED);
    bool known = tid > 0 && task_state(primary, tid) != 0;
    if (holder != watchdog->holder || segments != watchdog->segments || count != watchdog->count || !(known ? sleeps(primary, tid) : all_sleep(primary)))
        *watchdog = (struct rr_watchdog){holder, segments, count, 0};
    else watchdog->samples++;
    return watchdog->samples * RR_WATCHDOG_PERIOD_MILLIS >= stuck_seconds * 1000u;
}

void rr_watchdog_describe(const struct rr_control *control, pid_t primary, unsigned stuck_seconds, char *text, size_t size)
{
    uint32_t holder = control->holder;
    if (holder == 0) {
        snprintf(text, size, "divergence: the program goes on after the end of the recording: it is still there %u s after the last recorded event (segment %llu)",
                 stuck_seconds, (unsigned long long)control->segments);
        return;
    }
    const struct rr_lane *lane = lane_of(control, holder);
    char where[64], call[256], name[sizeof lane->name];
    memcpy(name, lane->name, sizeof name);
    name[sizeof name - 1] = 0;
    read_task(primary, lane->tid, "wchan", where, sizeof where);
    read_task(primary, lane->tid, "syscall", call, sizeof call);
    call[strcspn(call, " ")] = 0;
    snprintf(text, size,
             "divergence: the replay is stuck: lane %u (%s, thread %d) has its turn but made no event for %u s; count %llu, its segment ends at %llu, "
             "segment %llu; it waits in %s (system call %s)",
             holder, name, lane->tid, stuck_seconds, (unsigned long long)lane->count, (unsigned long long)lane->limit,
             (unsigned long long)control->segments, where[0] ? where : "?", call[0] ? call : "?");
}
