/* In the child: creates the stopped threads again. */
#include "fork_parts.h"

#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <link.h>
#include <linux/rseq.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/* Signature in front of the abort handlers of restartable sequences, the same in every x86-64 user of rseq. */
#define RSEQ_SIGNATURE 0x53053053u
/* Least length the kernel accepts; __rseq_size may be less since glibc 2.40, it counts the fields in use. */
#define RSEQ_LEAST_LENGTH 32u

/* The dynamic linker's writable data, among it its recursive locks. */
static char *linker_data;
static size_t linker_data_length;

static void find_linker_data(void)
{
    Dl_info info;
    const ElfW(Sym) *symbol = NULL;
    void *global = dlsym(RTLD_DEFAULT, "_rtld_global");
    if (!global || !dladdr1(global, &info, (void **)&symbol, RTLD_DL_SYMENT) || !symbol) return;
    linker_data = global;
    linker_data_length = symbol->st_size;
}

/* Where in the thread control block the calling thread's id stands. Used only on kernels without PR_GET_TID_ADDRESS. */
static ptrdiff_t find_tid_offset(void)
{
    enum { LEAST = 64, MOST = 2048 }; /* glibc: 720; struct pthread is larger than MOST */
    const char *block = rr_thread_pointer();
    pid_t tid = (pid_t)syscall(SYS_gettid), value;
    for (ptrdiff_t offset = LEAST; offset < MOST; offset += (ptrdiff_t)sizeof value) {
        memcpy(&value, block + offset, sizeof value);
        if (value == tid) return offset;
    }
    return 0;
}

void rr_restore_prepare(struct rr_stop_area *area)
{
    area->tid_offset = find_tid_offset();
    const ptrdiff_t *offset = dlsym(RTLD_DEFAULT, "__rseq_offset"); /* glibc 2.35 and later */
    const unsigned *size = dlsym(RTLD_DEFAULT, "__rseq_size");
    if (offset && size && *size) {
        area->rseq_offset = *offset;
        area->rseq_length = *size < RSEQ_LEAST_LENGTH ? RSEQ_LEAST_LENGTH : (*size + 31) & ~31u;
    }
    if (!linker_data) find_linker_data();
}

static void register_rseq(const struct rr_stop_area *area, void *thread_pointer)
{
    if (!area->rseq_offset) return;
    struct rseq *rseq = (struct rseq *)((char *)thread_pointer + area->rseq_offset);
    if ((int32_t)rseq->cpu_id < 0) return; /* it was not registered */
    rseq->cpu_id = (uint32_t)RSEQ_CPU_ID_UNINITIALIZED;
    rseq->rseq_cs = 0;
    if (syscall(SYS_rseq, rseq, area->rseq_length, 0, RSEQ_SIGNATURE) != 0)
        rseq->cpu_id = (uint32_t)RSEQ_CPU_ID_REGISTRATION_FAILED; /* its users take their slow path */
}

/* Scheduling is a matter of speed only: what the limits of the process do not allow to set again is left. */
static void restore_scheduling(const struct rr_kernel_state *state, const struct rr_kernel_state *inherited)
{
    if (state->affinity_bytes && memcmp(state->affinity, inherited->affinity, state->affinity_bytes) != 0)
        syscall(SYS_sched_setaffinity, 0, state->affinity_bytes, state->affinity);
    if (!state->nice_known) return;
    if (state->policy != inherited->policy || state->priority != inherited->priority) {
        const struct sched_param parameters = {.sched_priority = state->priority};
        syscall(SYS_sched_setscheduler, 0, state->policy, &parameters);
    }
    if (state->nice != inherited->nice) syscall(SYS_setpriority, PRIO_PROCESS, 0, state->nice);
}

static void run_restored_thread(void *argument)
{
    const struct rr_stopped_thread *thread = argument;
    struct rr_stop_area *area = rr_stop_area;
    uint32_t generation = area->generation;
    if (thread->kernel.robust_head) syscall(SYS_set_robust_list, thread->kernel.robust_head, thread->kernel.robust_length);
    register_rseq(area, thread->thread_pointer);
    prctl(PR_SET_NAME, thread->kernel.name);
    restore_scheduling(&thread->kernel, &area->forker);
    __atomic_add_fetch(&area->restored, 1, __ATOMIC_RELEASE);
    rr_futex_wake(&area->restored, FUTEX_WAKE_PRIVATE);
    /* None goes on before all have their new ids: it might send a signal to an old one, a thread of the parent. */
    for (;;) {
        uint32_t released = __atomic_load_n(&area->released, __ATOMIC_ACQUIRE);
        if (rr_is_released(released, generation)) break;
        syscall(SYS_futex, &area->released, FUTEX_WAIT_PRIVATE, released, NULL, NULL, 0);
    }
    rr_context_resume(&thread->context);
}

static pid_t new_tid(const struct rr_stop_area *area, pid_t tid)
{
    if (tid == area->tid) return (pid_t)syscall(SYS_gettid);
    for (uint32_t i = 0; i < area->used; i++)
        if (area->threads[i].tid == tid && rr_state(&area->threads[i]) == RR_STOPPED) return *area->threads[i].tid_field;
    return 0;
}

/*
 * The dynamic linker's locks are recursive mutexes, which store the owner's thread id. One that is held across the fork
 * (a thread was in dlopen or unwinding an exception) would never be unlocked in the child: unlocking by a stranger fails.
 */
static void correct_linker_locks(const struct rr_stop_area *area)
{
    for (size_t at = 0; at + sizeof(pthread_mutex_t) <= linker_data_length; at += __alignof__(pthread_mutex_t)) {
        pthread_mutex_t *mutex = (pthread_mutex_t *)(linker_data + at);
        if (mutex->__data.__kind != PTHREAD_MUTEX_RECURSIVE_NP || mutex->__data.__lock == 0 || mutex->__data.__count == 0 ||
            mutex->__data.__nusers != 1)
            continue;
        pid_t owner = new_tid(area, mutex->__data.__owner);
        if (owner) mutex->__data.__owner = owner;
    }
}

int rr_restore_threads(struct rr_stop_area *area)
{
    const unsigned long flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SYSVSEM | CLONE_SIGHAND | CLONE_THREAD | CLONE_SETTLS |
                                CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;
    uint32_t count = 0;
    area->restored = 0;
    for (uint32_t i = 0; i < area->used; i++) {
        struct rr_stopped_thread *thread = &area->threads[i];
        if (rr_state(thread) != RR_STOPPED) continue;
        long tid = rr_clone_thread(flags, rr_context_stack_limit(&thread->context), thread->tid_field, thread->thread_pointer, run_restored_thread, thread);
        if (tid < 0) {
            errno = (int)-tid;
            return -1;
        }
        count++;
    }
    correct_linker_locks(area);
    for (;;) {
        uint32_t restored = __atomic_load_n(&area->restored, __ATOMIC_ACQUIRE);
        if (restored == count) return 0;
        rr_futex_wait(&area->restored, FUTEX_WAIT_PRIVATE, restored, 1000000000u);
    }
}
