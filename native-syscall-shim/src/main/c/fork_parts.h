/* Shared by fork_stop.c, fork_clone.c and fork_restore.c. */
#ifndef RR_FORK_PARTS_H
#define RR_FORK_PARTS_H

#include "arch_x86_64.h"
#include "fork.h"

#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum rr_stop_state {
    RR_VACANT = 0,    /* nobody's: the thread ended before it took the signal, or the stop was given up before it did */
    RR_SIGNALLED = 1, /* the signal is queued */
    RR_ENTERED = 2,   /* the thread is in its handler and fills in the slot */
    RR_STOPPED = 3    /* it waits; all fields are valid */
};

/* Kernel state of a thread that a clone does not copy from the right thread. */
struct rr_kernel_state {
    void *robust_head;
    size_t robust_length;
    char name[16];
    unsigned affinity_bytes; /* 0: unknown */
    unsigned long affinity[1024 / (8 * sizeof(unsigned long))];
    unsigned nice_known;
    int policy, priority, nice;
};

struct rr_stopped_thread {
    uint32_t state; /* futex word: generation << 2 | enum rr_stop_state, so that a late thread of an earlier stop finds no slot */
    pid_t tid;      /* in the parent */
    void *thread_pointer;
    pid_t *tid_field; /* the C library's copy of the tid; the kernel clears it when the thread ends */
    struct rr_context context;
    struct rr_kernel_state kernel;
};

/*
 * One per process, mapped at the first fork and kept. A thread that was stopped looks at nothing but `released` once it
 * may go on, so the next stop may use its slot again at once.
 */
struct rr_stop_area {
    uint32_t generation; /* number of this stop, 30 bits */
    uint32_t released;   /* futex word: threads of generations up to this one go on */
    uint32_t restored;   /* futex word, in the child: threads that are there again */
    uint32_t busy;
    uint32_t used;       /* slots of this stop */
    pid_t pid;
    pid_t tid;           /* of the forking thread, in the parent */
    pid_t *forker_tid_field;
    ptrdiff_t tid_offset; /* of the tid field from the thread pointer; used where the kernel does not tell */
    ptrdiff_t rseq_offset; /* 0: the C library registers no rseq area */
    unsigned rseq_length;
    struct rr_kernel_state forker;
    struct rr_stopped_thread threads[RR_FORK_MAX_THREADS];
};

extern struct rr_stop_area *rr_stop_area;

#define RR_GENERATIONS (1u << 30)

static inline uint32_t rr_state_word(uint32_t generation, enum rr_stop_state state)
{
    return generation << 2 | state;
}
static inline enum rr_stop_state rr_state(const struct rr_stopped_thread *thread)
{
    return __atomic_load_n(&thread->state, __ATOMIC_ACQUIRE) & 3;
}
/* Whether threads of this generation may go on. */
static inline bool rr_is_released(uint32_t released, uint32_t generation)
{
    return ((released - generation) & (RR_GENERATIONS - 1)) < RR_GENERATIONS / 2;
}

/* Fails with the error in the report; sets the message. Returns -1. */
int rr_fork_fail(struct rr_fork_report *report, enum rr_fork_error error, int error_number, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Stops all other threads. 0, or -1 with nothing stopped. Signals of the calling thread must be blocked. */
int rr_stop_threads(struct rr_stop_area *area, unsigned timeout_millis, struct rr_fork_report *report);
/* Lets the stopped threads go on. */
void rr_release_threads(struct rr_stop_area *area);

/* The C library's copy of the calling thread's id, or NULL. */
pid_t *rr_find_tid_field(const struct rr_stop_area *area, void *thread_pointer);

/* Reads the kernel state of the calling thread. */
void rr_kernel_state_read(struct rr_kernel_state *state);

/* In the child: creates the stopped threads again; they wait until rr_release_threads. 0, or -1 with errno. */
int rr_restore_threads(struct rr_stop_area *area);

/* In the parent, before anything is stopped: looks up what rr_restore_threads needs from the C library. */
void rr_restore_prepare(struct rr_stop_area *area);

static inline uint64_t rr_monotonic_nanos(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail: the clock exists and the address is valid */
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* operation: FUTEX_WAIT or FUTEX_WAIT_PRIVATE. Returns early at any time (signal, value changed): the caller looks again. */
static inline void rr_futex_wait(uint32_t *word, int operation, uint32_t value, uint64_t nanos)
{
    struct timespec timeout = {(time_t)(nanos / 1000000000u), (long)(nanos % 1000000000u)};
    syscall(SYS_futex, word, operation, value, &timeout, NULL, 0);
}

static inline void rr_futex_wake(uint32_t *word, int operation)
{
    syscall(SYS_futex, word, operation, INT32_MAX, NULL, NULL, 0); /* fails only for a bad address */
}

#endif
