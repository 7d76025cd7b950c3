#include "coordinator.h"
#include "arch_x86_64.h"
#include "fork.h"
#include "maps_linux.h"
#include "watchdog.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

enum {
    RECORD_PERIOD_MILLIS = 1000, /* how soon a scribe that reports a failure but lives on is noticed */
    SCRIBE_PERIOD_MILLIS = 2,    /* after the primary's end: delays the user's prompt */
    DEFAULT_SCRIBE_PATIENCE_SECONDS = 30,
    PROGRESS_MILLIS = 5000,      /* replays that are done by then say nothing of how far they are */
    THREAD_DUMP_MILLIS = 1000    /* what a stuck primary gets to print its stacks */
};

/* Less is not worth it; thread stacks and most of what libraries allocate are smaller. */
#define DROPPED_MAPPING_BYTES (16u << 20)
/* glibc's malloc arenas begin at multiples of this and do not exceed it. The dynamic linker's and the locale's data are in there. */
#define ARENA_BYTES (64u << 20)

struct coordinator {
    const struct rr_coordinator_options *options;
    struct rr_control *control;
    pid_t primary, scribe; /* scribe -1: none */
    int life;              /* write end of the pipe by which the scribe notices our end, and is told that there is something to notice */
    int primary_status;    /* wait status */
    int scribe_status;     /* wait status, valid once scribe_ended */
    bool primary_ended, scribe_ended;
    struct rr_watchdog watchdog;
    unsigned replay_periods; /* so many watchdog periods has the replay taken */
    bool shows_progress;     /* a line without end is on the terminal */
};

/* A line to the user. Not by stdio: a stopped thread may hold its lock. */
static void print_line(const char *format, va_list arguments)
{
    char line[1024 + PATH_MAX] = "rr: ";
    const size_t prefix = 4;
    int n = vsnprintf(line + prefix, sizeof line - prefix - 1, format, arguments);
    if (n < 0) return;
    size_t length = prefix + ((size_t)n < sizeof line - prefix - 1 ? (size_t)n : sizeof line - prefix - 2);
    line[length++] = '\n';
    ssize_t written = write(STDERR_FILENO, line, length);
    (void)written; /* nobody reads: nobody to tell */
}

static bool is_quiet(const struct coordinator *c)
{
    return __atomic_load_n(&c->control->flags, __ATOMIC_RELAXED) & RR_FLAG_QUIET;
}

/* What is good to know. */
static __attribute__((format(printf, 2, 3))) void tell(const struct coordinator *c, const char *format, ...)
{
    va_list arguments;
    if (is_quiet(c)) return;
    va_start(arguments, format);
    print_line(format, arguments);
    va_end(arguments);
}

/* What went wrong: said to those as well who asked for quiet. */
static __attribute__((format(printf, 1, 2))) void complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_line(format, arguments);
    va_end(arguments);
}

/* --- becoming the coordinator --- */

/*
 * The copies of the program's memory in this process are never used again, but would have to be kept apart from the
 * primary's: without them its first write to a page needs no copy, and memory is not needed twice.
 */
static void drop_memory(void)
{
    struct rr_maps maps;
    struct rr_mapping mapping;
    uintptr_t stack = (uintptr_t)&maps, block = (uintptr_t)rr_thread_pointer(), library_end = 0;
    if (rr_maps_open(&maps) != 0) return; /* costs memory only */
    while (rr_maps_next(&maps, &mapping) > 0) {
        size_t size = mapping.end - mapping.start;
        bool anonymous = mapping.name[0] == 0 || strncmp(mapping.name, "[anon:", 6) == 0 || strncmp(mapping.name, "/anon_hugepage", 14) == 0;
        /* A library's zeroed data follow its file; what lies behind them may be in the same mapping. */
        bool library = mapping.start == library_end;
        bool arena = mapping.start % ARENA_BYTES == 0 && size <= ARENA_BYTES;
        bool ours = (stack >= mapping.start && stack < mapping.end) || (block >= mapping.start && block < mapping.end) ||
                    rr_fork_needs(mapping.start, mapping.end);
        if (mapping.name[0] == '/') library_end = mapping.end;
        if (!anonymous || library || arena || ours || mapping.shared || !mapping.writable || size < DROPPED_MAPPING_BYTES) continue;
        madvise((void *)mapping.start, size, MADV_DONTNEED); /* fails for locked memory: it stays */
    }
    rr_maps_close(&maps);
}

/*
 * Pipes and sockets of the program would stay open, for those at the other end, for as long as this process lives. Kept:
 * standard error and the shared memory.
 */
static void drop_descriptors(int shm_fd)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0) return;
    dup2(null, STDIN_FILENO); /* cannot fail: both are in range */
    dup2(null, STDOUT_FILENO);
#ifdef SYS_close_range
    unsigned from = STDERR_FILENO + 1;
    if (shm_fd > STDERR_FILENO) {
        if ((unsigned)shm_fd > from) syscall(SYS_close_range, from, shm_fd - 1, 0); /* older kernels: they stay open */
        from = (unsigned)shm_fd + 1;
    }
    syscall(SYS_close_range, from, UINT_MAX, 0);
#endif
}

static void set_disposition(int signal, uintptr_t handler)
{
    const struct rr_sigaction action = {.handler = handler};
    syscall(SYS_rt_sigaction, signal, &action, NULL, sizeof(uint64_t)); /* fails for KILL and STOP only */
}

static void change_mask(int how, uint64_t mask)
{
    syscall(SYS_rt_sigprocmask, how, &mask, NULL, sizeof mask); /* cannot fail: valid arguments */
}

static uint64_t bit(int signal)
{
    return 1ull << (signal - 1);
}

/* --- signals --- */

/* The next signal, all being blocked; 0 after the time. */
static int next_signal(siginfo_t *info, unsigned millis)
{
    const uint64_t all = UINT64_MAX;
    const struct timespec timeout = {millis / 1000, (long)(millis % 1000) * 1000000};
    long signal = syscall(SYS_rt_sigtimedwait, &all, info, &timeout, sizeof all);
    return signal > 0 ? (int)signal : 0;
}

static bool is_stopped(pid_t process)
{
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/%d/stat", process);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd); /* read only */
    text[n > 0 ? n : 0] = 0;
    const char *name_end = strrchr(text, ')');
    return name_end && name_end[1] == ' ' && name_end[2] == 'T';
}

static void send_to_primary(const struct coordinator *c, int signal, siginfo_t *info)
{
    /* A queued signal keeps its value and its sender; otherwise only the kernel may name another sender. */
    if (info->si_code == SI_QUEUE && syscall(SYS_rt_sigqueueinfo, c->primary, signal, info) == 0) return;
    kill(c->primary, signal); /* fails only if the primary is gone, which its status will tell */
}

static void forward(const struct coordinator *c, int signal, siginfo_t *info)
{
    if (c->control->mode == RR_MODE_REPLAY && (signal == SIGINT || signal == SIGTERM || signal == SIGHUP)) {
        /* The user ends the replay. The program's own answer to the signal is not in the recording, so it is not asked. */
        kill(c->primary, SIGKILL);
        _exit(128 + signal);
    }
    bool sent = info->si_code == SI_USER || info->si_code == SI_QUEUE || info->si_code == SI_TKILL;
    if (signal == SIGCHLD || !sent || info->si_pid == getpid()) return;
    if (signal == SIGCONT && !is_stopped(c->primary)) return; /* it was sent to the group */
    send_to_primary(c, signal, info);
}

/* Signals that came while the process was being forked: the terminal's did not reach the primary, which was not there yet. */
static void forward_early_signals(const struct coordinator *c)
{
    siginfo_t info;
    int signal;
    while ((signal = next_signal(&info, 0)) != 0) {
        bool terminal = info.si_code == SI_KERNEL && (signal == SIGINT || signal == SIGQUIT || signal == SIGHUP || signal == SIGTSTP);
        if (terminal) send_to_primary(c, signal, &info);
        else forward(c, signal, &info);
    }
}

/* Stops this process as the primary was, so that the shell gives the prompt back; returns when it is continued. */
static void stop_by(int signal)
{
    if (signal != SIGTSTP && signal != SIGTTIN && signal != SIGTTOU) return; /* SIGSTOP was meant for the primary alone */
    set_disposition(signal, (uintptr_t)SIG_DFL);
    syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), signal);
    change_mask(SIG_UNBLOCK, bit(signal));
    change_mask(SIG_BLOCK, bit(signal));
}

/* --- children --- */

static void reap(struct coordinator *c)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG | WUNTRACED | __WALL)) > 0 || (pid < 0 && errno == EINTR)) {
        if (pid == c->primary && WIFSTOPPED(status)) stop_by(WSTOPSIG(status));
        else if (pid == c->primary) {
            c->primary_ended = true;
            c->primary_status = status;
        } else if (pid > 0 && pid == c->scribe && !WIFSTOPPED(status)) {
            c->scribe_ended = true;
            c->scribe_status = status;
        }
        /* others: orphans of the program, adopted */
    }
}

static uint32_t scribe_state(const struct coordinator *c)
{
    return __atomic_load_n(&c->control->scribe_state, __ATOMIC_ACQUIRE);
}

/* Notes what the user is told at the end, unless the scribe has noted why itself. */
static __attribute__((format(printf, 2, 3))) void note_problem(struct coordinator *c, const char *format, ...)
{
    va_list arguments;
    if (c->control->problem[0]) return;
    va_start(arguments, format);
    vsnprintf(c->control->problem, sizeof c->control->problem, format, arguments);
    va_end(arguments);
}

/* The program goes on without being recorded; otherwise it would wait for free blocks for ever. */
static void lose_scribe(struct coordinator *c)
{
    __atomic_or_fetch(&c->control->flags, RR_FLAG_SCRIBE_LOST, __ATOMIC_RELEASE);
}

static void start_scribe(struct coordinator *c)
{
    c->scribe = rr_spawn_scribe(c->options, &c->life);
    if (c->scribe > 0) {
        c->control->scribe_pid = c->scribe;
        return;
    }
    note_problem(c, "found error %d where %s was to be started to write it; expected it to start; do mend that and record again", errno, c->options->java);
    lose_scribe(c);
}

/* Whether there is no scribe any more that works. */
static bool is_scribe_gone(struct coordinator *c)
{
    uint32_t state = scribe_state(c);
    if (state == RR_SCRIBE_DONE || !(c->scribe_ended || state == RR_SCRIBE_FAILED)) return false;
    int status = c->scribe_status;
    if (c->scribe_ended)
        note_problem(c, "found the process that writes it ended by %s %d; expected it to live until all is written; do see %s/scribe.log and record again",
                     WIFSIGNALED(status) ? "signal" : "exit status", WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), c->control->trace_dir);
    else note_problem(c, "found a failure of the process that writes it; expected it to write all of it; do see %s/scribe.log and record again", c->control->trace_dir);
    return true;
}

/* After the primary's end, until the trace is complete. */
static void await_scribe(struct coordinator *c)
{
    unsigned patience = c->options->scribe_patience_seconds ? c->options->scribe_patience_seconds : DEFAULT_SCRIBE_PATIENCE_SECONDS;
    unsigned idle_millis = 0;
    uint64_t head = __atomic_load_n(&c->control->full_head, __ATOMIC_RELAXED);
    if (c->life >= 0) {
        ssize_t written = write(c->life, "", 1); /* it may be between two of its rounds */
        (void)written; /* if it is gone, that shows below */
    }
    if (c->scribe > 0) rr_raise_scribe(c->scribe); /* from here on it is what the user waits for */
    while (c->scribe > 0 && scribe_state(c) != RR_SCRIBE_DONE) {
        siginfo_t info;
        int signal = next_signal(&info, SCRIBE_PERIOD_MILLIS);
        reap(c);
        if (scribe_state(c) == RR_SCRIBE_DONE || is_scribe_gone(c)) return;
        if (signal == SIGINT || signal == SIGTERM || signal == SIGHUP) {
            tell(c, scribe_state(c) == RR_SCRIBE_VERIFYING ? "interrupted; recorded to %s, which is being verified in the background (process %d)"
                                                           : "interrupted; the rest of the trace %s is being written in the background (process %d)",
                 c->control->trace_dir, c->scribe);
            return;
        }
        uint64_t now = __atomic_load_n(&c->control->full_head, __ATOMIC_RELAXED);
        bool busy = now != head || scribe_state(c) == RR_SCRIBE_VERIFYING; /* that it bounds itself */
        idle_millis = busy ? 0 : idle_millis + (signal ? 0 : SCRIBE_PERIOD_MILLIS);
        head = now;
        if (idle_millis > patience * 1000) {
            note_problem(c, "found the process that writes it without progress for %u s; expected it to write all of it; do see %s/scribe.log and record again",
                         patience, c->control->trace_dir);
            kill(c->scribe, SIGKILL); /* fails only if it is gone */
            return;
        }
    }
}

/* --- the end --- */

/* One line: there it is, or what it lacks. */
static void tell_of_the_trace(const struct coordinator *c)
{
    if (c->control->problem[0]) complain("trace %s: %.*s", c->control->trace_dir, (int)sizeof c->control->problem, c->control->problem);
    else if (scribe_state(c) == RR_SCRIBE_DONE && c->control->verdict[0])
        tell(c, "recorded to %s; %.*s", c->control->trace_dir, (int)sizeof c->control->verdict, c->control->verdict);
    else if (scribe_state(c) == RR_SCRIBE_DONE) tell(c, "recorded to %s", c->control->trace_dir);
}

/* With the primary's code, or by its signal; without a core file, which would be one of the coordinator. */
static _Noreturn void leave(int status)
{
    if (WIFEXITED(status)) _exit(WEXITSTATUS(status));
    int signal = WTERMSIG(status);
    prctl(PR_SET_DUMPABLE, 0);
    set_disposition(signal, (uintptr_t)SIG_DFL);
    kill(getpid(), signal);
    change_mask(SIG_UNBLOCK, bit(signal));
    _exit(128 + signal); /* not reached: it was a signal that ends a process */
}

/* To a terminal: the cursor stays at the line's beginning, so that what the program prints takes its place. */
static void show_progress(struct coordinator *c)
{
    char text[64];
    uint64_t total = __atomic_load_n(&c->control->total_segments, __ATOMIC_RELAXED);
    if (++c->replay_periods < PROGRESS_MILLIS / RR_WATCHDOG_PERIOD_MILLIS || is_quiet(c) || total == 0 || !isatty(STDERR_FILENO)) return;
    uint64_t done = __atomic_load_n(&c->control->segments, __ATOMIC_RELAXED);
    unsigned seconds = c->replay_periods * RR_WATCHDOG_PERIOD_MILLIS / 1000;
    int length = snprintf(text, sizeof text, "\rrr: replayed %llu %% in %u s\033[K\r", (unsigned long long)(done * 100 / total), seconds);
    if (write(STDERR_FILENO, text, (size_t)length) > 0) c->shows_progress = true;
}

static void clear_progress(struct coordinator *c)
{
    static const char clear[] = "\r\033[K";
    if (c->shows_progress && write(STDERR_FILENO, clear, sizeof clear - 1) > 0) c->shows_progress = false;
}

static void check_replay(struct coordinator *c)
{
    unsigned seconds = c->options->stuck_seconds;
    char text[900];
    if (c->control->mode != RR_MODE_REPLAY) return;
    if (!rr_watchdog_sample(&c->watchdog, c->control, c->primary, seconds)) {
        show_progress(c);
        return;
    }
    clear_progress(c);
    rr_watchdog_describe(c->control, c->primary, seconds, text, sizeof text);
    if (!c->control->message[0]) {
        snprintf(c->control->message, sizeof c->control->message, "%s", text);
        c->control->divergence = 1;
    }
    complain("%s", text);
    if (!is_quiet(c)) {
        const struct timespec pause = {THREAD_DUMP_MILLIS / 1000, THREAD_DUMP_MILLIS % 1000 * 1000000};
        kill(c->primary, SIGQUIT); /* its stacks, to standard output; fails only if it is gone */
        nanosleep(&pause, NULL);   /* all signals are blocked: not interrupted */
    }
    kill(c->primary, SIGKILL);
    _exit(RR_EXIT_DIVERGED);
}

_Noreturn void rr_coordinate(pid_t primary, const struct rr_coordinator_options *options)
{
    struct coordinator c = {.options = options, .control = options->control, .primary = primary, .scribe = -1, .life = -1};
    siginfo_t info;
    change_mask(SIG_BLOCK, UINT64_MAX);                 /* so after rr_fork_all, too */
    set_disposition(SIGCHLD, (uintptr_t)SIG_DFL);       /* were it ignored, children would leave no status */
    prctl(PR_SET_CHILD_SUBREAPER, 1);                   /* since Linux 3.4 */
    c.control->coordinator_pid = getpid();
    c.control->primary_pid = primary;
    forward_early_signals(&c);
    drop_descriptors(options->shm_fd);
    bool records = c.control->mode == RR_MODE_RECORD && options->java;
    if (records) start_scribe(&c);
    drop_memory(); /* last: options may point into the program's memory */
    unsigned period = c.control->mode == RR_MODE_REPLAY ? RR_WATCHDOG_PERIOD_MILLIS : RECORD_PERIOD_MILLIS;
    for (reap(&c); !c.primary_ended; reap(&c)) {
        int signal = next_signal(&info, period);
        if (signal) forward(&c, signal, &info);
        else check_replay(&c);
        if (c.scribe > 0 && is_scribe_gone(&c)) lose_scribe(&c);
    }
    clear_progress(&c);
    c.control->exit_status = c.primary_status;
    __atomic_store_n(&c.control->primary_state, RR_PRIMARY_ENDED, __ATOMIC_RELEASE);
    await_scribe(&c);
    if (records) tell_of_the_trace(&c);
    leave(c.primary_status);
}

void rr_die_with_coordinator(pid_t coordinator)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* cannot fail: a valid signal */
    if (getppid() != coordinator) kill(getpid(), SIGKILL); /* it ended before that */
}
