/* rr_fork_all: stop, clone, restore. See fork.h. */
#include "fork_parts.h"
#include "maps_linux.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>

enum { DEFAULT_TIMEOUT_MILLIS = 10000 };

/* What the child tells the parent; a shared page. */
struct birth {
    uint32_t state; /* futex word: 0 under way, 1 all threads are there, 2 failed */
    int error_number;
    uint64_t restore_nanos;
};
enum { BIRTH_UNDER_WAY, BIRTH_DONE, BIRTH_FAILED };

/* The JVM's performance counters, a page shared with jstat and jps; nothing if the child alone goes on counting. */
struct perf_data {
    uintptr_t start;
    size_t length;
};

static void set_mask(uint64_t mask, uint64_t *old_mask)
{
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, old_mask, sizeof mask); /* cannot fail: valid arguments */
}

static bool is_file(const struct rr_mapping *mapping, const struct stat *file)
{
    return file->st_ino == mapping->inode && major(file->st_dev) == mapping->device_major && minor(file->st_dev) == mapping->device_minor;
}

/* Finds the performance counters, and refuses mappings through which parent and child would disturb each other. */
static int check_mappings(const struct rr_fork_options *options, struct perf_data *perf, struct rr_fork_report *report)
{
    struct rr_maps maps;
    struct rr_mapping mapping;
    struct stat ours = {0};
    int more;
    if (options->shared_fd >= 0 && fstat(options->shared_fd, &ours) != 0)
        return rr_fork_fail(report, RR_FORK_SHARED_MEMORY, errno, "descriptor %d of the shared memory is not open", options->shared_fd);
    if (rr_maps_open(&maps) != 0) return rr_fork_fail(report, RR_FORK_PROC, errno, "/proc/self/maps cannot be opened");
    while ((more = rr_maps_next(&maps, &mapping)) > 0) {
        if (!mapping.shared || !mapping.writable) continue;
        bool counters = strstr(mapping.name, "/hsperfdata_") != NULL;
        if (counters && !options->hold_parent) *perf = (struct perf_data){mapping.start, mapping.end - mapping.start};
        else if (!counters && !options->hold_parent && !is_file(&mapping, &ours)) {
            rr_fork_fail(report, RR_FORK_SHARED_MEMORY, 0, "%lu KiB of shared writable memory at %#lx (%s) cannot be copied by a fork%s",
                         (unsigned long)(mapping.end - mapping.start) >> 10, (unsigned long)mapping.start, mapping.name,
                         strstr(mapping.name, "java_heap") ? "; use another collector than ZGC" : "");
            break;
        }
    }
    int error_number = errno;
    rr_maps_close(&maps);
    if (more < 0) return rr_fork_fail(report, RR_FORK_PROC, error_number, "/proc/self/maps cannot be read");
    return report->error ? -1 : 0;
}

/* In the child: a private copy at the same address, so that jstat on the parent's pid does not see two processes' counters mixed. */
static int unshare_perf_data(const struct perf_data *perf)
{
    if (!perf->length) return 0;
    void *copy = mmap(NULL, perf->length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (copy == MAP_FAILED) return -1;
    memcpy(copy, (const void *)perf->start, perf->length);
    return mremap(copy, perf->length, perf->length, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)perf->start) == MAP_FAILED ? -1 : 0;
}

static void child_restore(struct rr_stop_area *area, const struct perf_data *perf, struct birth *birth, struct rr_fork_report *report)
{
    uint64_t started = rr_monotonic_nanos();
    area->pid = (pid_t)syscall(SYS_getpid);
    if (area->forker.robust_head) syscall(SYS_set_robust_list, area->forker.robust_head, area->forker.robust_length);
    if (unshare_perf_data(perf) != 0 || rr_restore_threads(area) != 0) {
        birth->error_number = errno;
        __atomic_store_n(&birth->state, BIRTH_FAILED, __ATOMIC_RELEASE);
        rr_futex_wake(&birth->state, FUTEX_WAKE);
        _exit(127); /* ends the threads that are already there, too */
    }
    birth->restore_nanos = report->restore_nanos = rr_monotonic_nanos() - started;
    __atomic_store_n(&birth->state, BIRTH_DONE, __ATOMIC_RELEASE);
    rr_futex_wake(&birth->state, FUTEX_WAKE);
}

static int await_birth(pid_t child, struct birth *birth, unsigned timeout_millis, struct rr_fork_report *report)
{
    uint64_t deadline = rr_monotonic_nanos() + timeout_millis * 1000000ull;
    bool late = false, ended = false;
    uint32_t state;
    while ((state = __atomic_load_n(&birth->state, __ATOMIC_ACQUIRE)) == BIRTH_UNDER_WAY && !late && !ended) {
        rr_futex_wait(&birth->state, FUTEX_WAIT, BIRTH_UNDER_WAY, 20 * 1000000u);
        siginfo_t info = {0};
        ended = waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == child;
        late = rr_monotonic_nanos() > deadline;
    }
    state = __atomic_load_n(&birth->state, __ATOMIC_ACQUIRE); /* it may have said so just before it ended */
    report->restore_nanos = birth->restore_nanos;
    if (state == BIRTH_DONE) return 0;
    kill(child, SIGKILL); /* fails only if it is gone */
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) continue;
    if (state == BIRTH_FAILED)
        return rr_fork_fail(report, RR_FORK_RESTORE, birth->error_number, "the child could not create its threads");
    return rr_fork_fail(report, RR_FORK_CHILD_DIED, 0, late ? "the child did not get ready in time" : "the child ended before it was ready");
}

/* The clone itself, with all threads stopped. As rr_fork_all. */
static pid_t fork_stopped(const struct rr_fork_options *options, unsigned timeout_millis, struct rr_fork_report *report)
{
    struct rr_stop_area *area = rr_stop_area;
    struct perf_data perf = {0};
    if (check_mappings(options, &perf, report) != 0) return -1;
    struct birth *birth = mmap(NULL, sizeof *birth, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (birth == MAP_FAILED) return rr_fork_fail(report, RR_FORK_MEMORY, errno, "no memory to fork");
    uint64_t started = rr_monotonic_nanos();
    long child = rr_clone_process(SIGCHLD | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID, area->forker_tid_field);
    report->fork_nanos = rr_monotonic_nanos() - started;
    if (child < 0) rr_fork_fail(report, RR_FORK_CLONE, errno, "the process cannot be forked");
    else if (child == 0) child_restore(area, &perf, birth, report);
    else if (await_birth((pid_t)child, birth, timeout_millis, report) != 0) child = -1;
    munmap(birth, sizeof *birth); /* cannot fail: it is what mmap returned */
    return (pid_t)child;
}

/* The state that is kept from fork to fork. NULL with the report filled in. */
static struct rr_stop_area *claim_area(struct rr_fork_report *report)
{
    static uint32_t mapping;
    if (!rr_stop_area) {
        if (__atomic_exchange_n(&mapping, 1, __ATOMIC_ACQUIRE)) {
            rr_fork_fail(report, RR_FORK_BUSY, 0, "another thread is forking");
            return NULL;
        }
        /* Sparse: only the slots of threads that exist are ever touched. */
        void *area = mmap(NULL, sizeof *rr_stop_area, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (area != MAP_FAILED) __atomic_store_n(&rr_stop_area, area, __ATOMIC_RELEASE);
        else rr_fork_fail(report, RR_FORK_MEMORY, errno, "no memory to fork");
        __atomic_store_n(&mapping, 0, __ATOMIC_RELEASE);
        if (area == MAP_FAILED) return NULL;
    }
    if (__atomic_exchange_n(&rr_stop_area->busy, 1, __ATOMIC_ACQUIRE)) {
        rr_fork_fail(report, RR_FORK_BUSY, 0, "another thread is forking, or this process was left stopped by a fork");
        return NULL;
    }
    return rr_stop_area;
}

static int prepare(struct rr_stop_area *area, struct rr_fork_report *report)
{
    area->pid = (pid_t)syscall(SYS_getpid);
    area->tid = (pid_t)syscall(SYS_gettid);
    rr_restore_prepare(area);
    rr_kernel_state_read(&area->forker);
    area->forker_tid_field = rr_find_tid_field(area, rr_thread_pointer());
    if (rr_shadow_stack_enabled()) return rr_fork_fail(report, RR_FORK_SHADOW_STACK, 0, "user-mode shadow stacks are on (GLIBC_TUNABLES glibc.cpu.x86_shstk)");
    if (!area->forker_tid_field)
        return rr_fork_fail(report, RR_FORK_TID_FIELD, 0, "the C library's copy of the thread id was not found (not glibc?)");
    return 0;
}

/* Now that the other threads run again, the C library's locks may be taken. */
static void describe_error_number(struct rr_fork_report *report)
{
    char text[128];
    size_t length = strlen(report->message);
    if (report->error_number)
        snprintf(report->message + length, sizeof report->message - length, ": %s", strerror_r(report->error_number, text, sizeof text));
}

pid_t rr_fork_all(const struct rr_fork_options *options, struct rr_fork_report *report)
{
    unsigned timeout_millis = options->timeout_millis ? options->timeout_millis : DEFAULT_TIMEOUT_MILLIS;
    uint64_t mask;
    pid_t child = -1;
    memset(report, 0, sizeof *report);
    struct rr_stop_area *area = claim_area(report);
    if (!area) return -1;
    if (prepare(area, report) == 0) {
        set_mask(UINT64_MAX, &mask);
        uint64_t started = rr_monotonic_nanos();
        if (rr_stop_threads(area, timeout_millis, report) == 0) {
            report->stop_nanos = rr_monotonic_nanos() - started;
            child = fork_stopped(options, timeout_millis, report);
            if (child > 0 && options->hold_parent) return child; /* stopped and blocked for good: the area stays busy */
            rr_release_threads(area);
        }
        set_mask(mask, NULL);
    }
    __atomic_store_n(&area->busy, 0, __ATOMIC_RELEASE);
    if (child < 0) describe_error_number(report);
    return child;
}
