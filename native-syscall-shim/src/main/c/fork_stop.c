/* Stops all other threads of the process, each in the handler of a queued real-time signal. */
#include "fork_parts.h"
#include "thread_look.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

struct rr_stop_area *rr_stop_area;

/*
 * The C library keeps 32 and 33 for itself, the JDK's libnet and libnio 62 (to interrupt blocking calls), tools tend to
 * take the ends of the range. Tried from the last to the first.
 */
enum { FIRST_SIGNAL = 36, LAST_SIGNAL = 60 };

#define MILLIS 1000000ull
#define LATE_MILLIS 20 /* a thread that has not come to its handler by then is looked at */
#define ALL_SIGNALS UINT64_MAX

static uint64_t bit(int signal)
{
    return 1ull << (signal - 1);
}

int rr_fork_fail(struct rr_fork_report *report, enum rr_fork_error error, int error_number, const char *format, ...)
{
    report->error = error;
    report->error_number = error_number;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(report->message, sizeof report->message, format, arguments);
    va_end(arguments);
    return -1;
}

/* --- in the stopped thread --- */

void rr_kernel_state_read(struct rr_kernel_state *state)
{
    if (syscall(SYS_get_robust_list, 0, &state->robust_head, &state->robust_length) != 0) state->robust_head = NULL;
    if (prctl(PR_GET_NAME, state->name) != 0) state->name[0] = 0;
    long bytes = syscall(SYS_sched_getaffinity, 0, sizeof state->affinity, state->affinity);
    state->affinity_bytes = bytes > 0 ? (unsigned)bytes : 0; /* fails on a machine with more than 1,024 CPUs */
    struct sched_param parameters;
    long policy = syscall(SYS_sched_getscheduler, 0);
    long nice = syscall(SYS_getpriority, PRIO_PROCESS, 0); /* 20 - nice, so that it is never negative */
    state->nice_known = policy >= 0 && nice > 0 && syscall(SYS_sched_getparam, 0, &parameters) == 0;
    if (!state->nice_known) return;
    state->policy = (int)policy;
    state->priority = parameters.sched_priority;
    state->nice = 20 - (int)nice;
}

pid_t *rr_find_tid_field(const struct rr_stop_area *area, void *thread_pointer)
{
    pid_t tid = (pid_t)syscall(SYS_gettid);
    pid_t *field = NULL;
    /* The kernel clears the C library's field at the end of the thread, and tells which it is if built with checkpoint support. */
    if (prctl(PR_GET_TID_ADDRESS, &field) == 0 && field && *field == tid) return field;
    if (!area->tid_offset) return NULL;
    field = (pid_t *)((char *)thread_pointer + area->tid_offset);
    return *field == tid ? field : NULL;
}

/*
 * Returns twice: in the parent when the fork is over or given up, in the child when the thread is there again. No local
 * variable changes after the context was saved.
 */
static __attribute__((noinline)) void stop_here(struct rr_stop_area *area, uint32_t generation, uint32_t slot)
{
    struct rr_stopped_thread *thread = &area->threads[slot];
    uint32_t expected = rr_state_word(generation, RR_SIGNALLED);
    if (!__atomic_compare_exchange_n(&thread->state, &expected, rr_state_word(generation, RR_ENTERED), false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
        return; /* this stop was given up before the thread could take its signal */
    thread->thread_pointer = rr_thread_pointer();
    thread->tid_field = rr_find_tid_field(area, thread->thread_pointer);
    rr_kernel_state_read(&thread->kernel);
    if (rr_context_save(&thread->context)) return;
    /* What is called from here on leaves its frames below the saved context; the child runs over them. */
    __atomic_store_n(&thread->state, rr_state_word(generation, RR_STOPPED), __ATOMIC_RELEASE);
    rr_futex_wake(&thread->state, FUTEX_WAKE_PRIVATE);
    for (;;) {
        uint32_t released = __atomic_load_n(&area->released, __ATOMIC_ACQUIRE);
        if (rr_is_released(released, generation)) return;
        syscall(SYS_futex, &area->released, FUTEX_WAIT_PRIVATE, released, NULL, NULL, 0);
    }
}

static void on_stop_signal(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    (void)context;
    int error_number = errno;
    struct rr_stop_area *area = rr_stop_area;
    uint64_t value = (uint64_t)(uintptr_t)info->si_value.sival_ptr; /* generation, slot */
    uint32_t generation = (uint32_t)(value >> 32), slot = (uint32_t)value;
    /* Signals from elsewhere are ignored. */
    if (info->si_code == SI_QUEUE && info->si_pid == area->pid && slot < RR_FORK_MAX_THREADS)
        stop_here(area, generation, slot);
    errno = error_number;
}

/* --- in the forking thread --- */

static long sigaction_of(int signal, const struct rr_sigaction *new_action, struct rr_sigaction *old_action)
{
    /* Not through the C library's sigaction: a preloaded libjsig takes its place. */
    return syscall(SYS_rt_sigaction, signal, new_action, old_action, sizeof(uint64_t));
}

static const struct rr_sigaction default_action = {.handler = (uintptr_t)SIG_DFL};
static const struct rr_sigaction ignore_action = {.handler = (uintptr_t)SIG_IGN};

/* A signal that nobody handles and that is not in the mask; 0: none. */
static int free_signal(uint64_t avoid)
{
    for (int signal = LAST_SIGNAL; signal >= FIRST_SIGNAL; signal--) {
        struct rr_sigaction action;
        if (avoid & bit(signal)) continue;
        if (sigaction_of(signal, NULL, &action) == 0 && action.handler == default_action.handler) return signal;
    }
    return 0;
}

static const char *status_field(const char *status, const char *name)
{
    const char *field = strstr(status, name);
    return field ? field + strlen(name) : "";
}

/* A thread that ended without taking the signal: not listed any more, or a zombie (the first thread stays one till the end). */
static bool is_gone(pid_t tid)
{
    char status[2048];
    if (!rr_thread_file(tid, "status", status, sizeof status)) return true;
    char state = status_field(status, "\nState:\t")[0];
    return state == 'Z' || state == 'X';
}

static uint64_t blocked_signals(pid_t tid)
{
    char status[4096];
    if (!rr_thread_file(tid, "status", status, sizeof status)) return 0;
    return strtoull(status_field(status, "\nSigBlk:\t"), NULL, 16);
}

static int fail_thread(struct rr_fork_report *report, enum rr_fork_error error, pid_t tid)
{
    char name[32] = "", where[64] = "";
    if (rr_thread_file(tid, "comm", name, sizeof name)) name[strcspn(name, "\n")] = 0;
    rr_thread_file(tid, "wchan", where, sizeof where); /* empty if it cannot be read */
    report->tid = tid;
    return rr_fork_fail(report, error, 0, error == RR_FORK_THREAD_BLOCKS ? "thread %d (%s) keeps all real-time signals blocked (%s)"
                                                                        : "thread %d (%s) does not react to a signal (%s)",
                        tid, name, where[0] ? where : "?");
}

static void rest(uint64_t nanos)
{
    const struct timespec time = {0, (long)nanos};
    nanosleep(&time, NULL); /* signals are blocked: not interrupted */
}

struct stop {
    struct rr_stop_area *area;
    struct rr_fork_report *report;
    int signal;
    uint64_t avoid; /* signals that some thread blocks for good */
    int tasks;      /* descriptor of /proc/self/task */
    uint64_t deadline;
};

static struct rr_stopped_thread *find_thread(struct rr_stop_area *area, pid_t tid, uint32_t *hint)
{
    /* The order of /proc/self/task is that of the slots but for late-comers, so the search mostly ends at once. */
    for (uint32_t i = 0; i < area->used; i++) {
        uint32_t slot = (*hint + i) % area->used;
        if (area->threads[slot].tid == tid) {
            *hint = slot + 1;
            return &area->threads[slot];
        }
    }
    return NULL;
}

enum queued { QUEUED, QUEUE_FULL, QUEUE_GONE, QUEUE_FAILED };

static enum queued queue_signal(struct stop *stop, pid_t tid)
{
    struct rr_stop_area *area = stop->area;
    struct rr_stopped_thread *thread = &area->threads[area->used];
    siginfo_t info;
    memset(&info, 0, sizeof info);
    info.si_signo = stop->signal;
    info.si_code = SI_QUEUE;
    info.si_pid = area->pid;
    info.si_uid = getuid();
    info.si_value.sival_ptr = (void *)(uintptr_t)((uint64_t)area->generation << 32 | area->used);
    thread->tid = tid;
    __atomic_store_n(&thread->state, rr_state_word(area->generation, RR_SIGNALLED), __ATOMIC_RELEASE);
    if (syscall(SYS_rt_tgsigqueueinfo, area->pid, tid, stop->signal, &info) == 0) {
        area->used++;
        return QUEUED;
    }
    if (errno == EAGAIN) return QUEUE_FULL;
    return errno == ESRCH ? QUEUE_GONE : QUEUE_FAILED;
}

/* One pass over /proc/self/task. Returns the number of threads newly signalled or still to be signalled, -1 on an error. */
static int signal_new_threads(struct stop *stop)
{
    char buffer[4096] __attribute__((aligned(__alignof__(struct dirent64))));
    int pending = 0;
    unsigned long seen = 0;
    uint32_t hint = 0;
    long n;
    if (lseek(stop->tasks, 0, SEEK_SET) < 0) return rr_fork_fail(stop->report, RR_FORK_PROC, errno, "/proc/self/task cannot be read");
    while ((n = syscall(SYS_getdents64, stop->tasks, buffer, sizeof buffer)) > 0) {
        for (long at = 0; at < n;) {
            struct dirent64 *entry = (struct dirent64 *)(buffer + at);
            at += entry->d_reclen;
            if (entry->d_name[0] == '.') continue;
            seen++;
            pid_t tid = (pid_t)strtol(entry->d_name, NULL, 10);
            if (tid == stop->area->tid) continue;
            const struct rr_stopped_thread *known = find_thread(stop->area, tid, &hint);
            if (known && (rr_state(known) != RR_VACANT || is_gone(tid))) continue;
            if (stop->area->used == RR_FORK_MAX_THREADS)
                return rr_fork_fail(stop->report, RR_FORK_TOO_MANY_THREADS, 0, "more than %u threads", RR_FORK_MAX_THREADS);
            switch (queue_signal(stop, tid)) {
            case QUEUED:
            case QUEUE_FULL: /* limit on pending signals: the next pass tries again */
                pending++;
                break;
            case QUEUE_GONE:
                break;
            case QUEUE_FAILED:
                return rr_fork_fail(stop->report, RR_FORK_PROC, errno, "thread %d cannot be sent a signal", tid);
            }
        }
    }
    if (n < 0) return rr_fork_fail(stop->report, RR_FORK_PROC, errno, "/proc/self/task cannot be read");
    /* A listing may skip threads when others end at the same time; the link count says how many there are. */
    struct stat status;
    if (fstat(stop->tasks, &status) == 0 && status.st_nlink > 2 && status.st_nlink - 2 > seen) pending++;
    return pending;
}

/* Nobody comes to this slot any more. false: the thread is in its handler already. */
static bool vacate(const struct rr_stop_area *area, struct rr_stopped_thread *thread)
{
    uint32_t expected = rr_state_word(area->generation, RR_SIGNALLED);
    return __atomic_compare_exchange_n(&thread->state, &expected, rr_state_word(area->generation, RR_VACANT), false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

/* Waits until the state changes, or for a time. */
static void await_change(struct rr_stopped_thread *thread, enum rr_stop_state from, uint64_t nanos)
{
    rr_futex_wait(&thread->state, FUTEX_WAIT_PRIVATE, rr_state_word(rr_stop_area->generation, from), nanos);
}

enum outcome { FAILED = -1, DONE = 0, TRY_AGAIN = 1 };

/*
 * A thread that blocks the signal: another signal may do. One that blocks all is mostly about to start or end, in the C
 * library, where it may wait for a lock that a stopped thread holds: then all go on for a moment.
 */
static enum outcome await_thread(struct stop *stop, struct rr_stopped_thread *thread)
{
    uint64_t wait = 1 * MILLIS, started = rr_monotonic_nanos();
    enum rr_stop_state state;
    while ((state = rr_state(thread)) == RR_SIGNALLED || state == RR_ENTERED) {
        await_change(thread, state, wait);
        if (rr_state(thread) != RR_SIGNALLED) continue;
        if (is_gone(thread->tid) && vacate(stop->area, thread)) return DONE;
        uint64_t now = rr_monotonic_nanos();
        if (wait < 16 * MILLIS) wait *= 2;
        if (now - started < LATE_MILLIS * MILLIS) continue;
        uint64_t blocked = blocked_signals(thread->tid);
        bool is_blocked = (blocked & bit(stop->signal)) != 0;
        if (now > stop->deadline) return fail_thread(stop->report, is_blocked ? RR_FORK_THREAD_BLOCKS : RR_FORK_THREAD_STUCK, thread->tid);
        if (is_blocked && free_signal(stop->avoid | blocked)) stop->avoid |= blocked;
        if (is_blocked) return TRY_AGAIN;
    }
    if (state == RR_STOPPED && !thread->tid_field) {
        stop->report->tid = thread->tid;
        return rr_fork_fail(stop->report, RR_FORK_TID_FIELD, 0, "thread %d: the C library's copy of its id was not found (not a glibc thread?)", thread->tid);
    }
    return DONE;
}

/* Until a pass over the list, made while all known threads are stopped, finds no other: a stopped thread creates none. */
static enum outcome stop_until_none_is_left(struct stop *stop)
{
    uint32_t awaited = 0;
    for (;;) {
        int pending = signal_new_threads(stop);
        if (pending <= 0) return pending;
        if (awaited == stop->area->used) {
            if (rr_monotonic_nanos() > stop->deadline)
                return rr_fork_fail(stop->report, RR_FORK_THREAD_STUCK, EAGAIN, "new threads keep appearing, or no more signals can be queued (ulimit -i)");
            rest(1 * MILLIS);
        }
        for (; awaited < stop->area->used; awaited++) {
            enum outcome outcome = await_thread(stop, &stop->area->threads[awaited]);
            if (outcome != DONE) return outcome;
        }
    }
}

/* Signals that no thread has taken are discarded by the kernel when the signal is ignored; then the disposition is as it was. */
static void remove_handler(int signal)
{
    sigaction_of(signal, &ignore_action, NULL); /* cannot fail: the arguments are those that worked before */
    sigaction_of(signal, &default_action, NULL);
}

void rr_release_threads(struct rr_stop_area *area)
{
    __atomic_store_n(&area->released, area->generation, __ATOMIC_RELEASE);
    rr_futex_wake(&area->released, FUTEX_WAKE_PRIVATE);
}

/* Nobody writes to the slots any more when it returns, so the next stop may use them. */
static void give_up(struct rr_stop_area *area)
{
    for (uint32_t i = 0; i < area->used; i++) {
        struct rr_stopped_thread *thread = &area->threads[i];
        if (vacate(area, thread)) continue;
        while (rr_state(thread) == RR_ENTERED) await_change(thread, RR_ENTERED, 1 * MILLIS);
    }
    rr_release_threads(area);
}

static unsigned count_stopped(const struct rr_stop_area *area)
{
    unsigned count = 0;
    for (uint32_t i = 0; i < area->used; i++) count += rr_state(&area->threads[i]) == RR_STOPPED;
    return count;
}

int rr_stop_threads(struct rr_stop_area *area, unsigned timeout_millis, struct rr_fork_report *report)
{
    struct stop stop = {.area = area, .report = report, .deadline = rr_monotonic_nanos() + timeout_millis * MILLIS};
    enum outcome outcome = FAILED;
    stop.tasks = open("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (stop.tasks < 0) return rr_fork_fail(report, RR_FORK_PROC, errno, "/proc/self/task cannot be opened");
    do {
        stop.signal = free_signal(stop.avoid);
        if (!stop.signal) {
            outcome = rr_fork_fail(report, RR_FORK_NO_SIGNAL, 0, "every real-time signal has a handler or is blocked by a thread");
            break;
        }
        report->signal = stop.signal;
        area->used = 0;
        area->generation = (area->generation + 1) % RR_GENERATIONS;
        const struct rr_sigaction action = {(uintptr_t)on_stop_signal, SA_SIGINFO | SA_RESTART | SA_ONSTACK | RR_SA_RESTORER, rr_signal_return, ALL_SIGNALS};
        if (sigaction_of(stop.signal, &action, NULL) != 0) {
            outcome = rr_fork_fail(report, RR_FORK_NO_SIGNAL, errno, "signal %d cannot be handled", stop.signal);
            break;
        }
        outcome = stop_until_none_is_left(&stop);
        remove_handler(stop.signal);
        if (outcome != DONE) give_up(area);
        if (outcome == TRY_AGAIN) rest(2 * MILLIS);
    } while (outcome == TRY_AGAIN);
    close(stop.tasks); /* read only */
    report->threads = outcome == DONE ? count_stopped(area) : 0;
    return outcome;
}

bool rr_fork_needs(uintptr_t start, uintptr_t end)
{
    const struct rr_stop_area *area = rr_stop_area;
    if (!area) return false;
    if ((uintptr_t)area < end && (uintptr_t)(area + 1) > start) return true;
    for (uint32_t i = 0; i < area->used; i++) {
        uint64_t stack = area->threads[i].context.rsp;
        if (rr_state(&area->threads[i]) == RR_STOPPED && stack >= start && stack < end) return true;
    }
    return false;
}
