/*
 * Forks the calling process with all its threads.
 *
 * POSIX fork() keeps only the calling thread. Here every other thread is stopped in a signal handler, the process is
 * cloned, and in the child each thread is created again with the same thread-local storage and on the same stack; it
 * returns from the handler, and the kernel restores the rest from the signal frame. Everything that lives in memory
 * (locks, waits, heap, compiled code) is simply copied.
 *
 * What lives in the kernel is carried over as follows:
 *   kept      thread name, affinity, scheduling, robust list, rseq registration, signal mask, alternate stack, descriptors
 *   new       process id and thread ids (the C library's copies are updated); CPU time starts at zero
 *   stale     the JVM's own copies of thread ids: "nid" in thread dumps, per-thread user time
 *   lost      timers (setitimer, timer_create), pending signals, fcntl locks, locks in memory (mlock): as with fork()
 *   visible   a system call that never restarts after a signal (poll, nanosleep, epoll_wait, ...) may return EINTR in
 *             parent and child, as after any signal
 *
 * Not usable in a process that has user-mode shadow stacks, a C library other than glibc, or threads that keep all
 * signals blocked (io_uring workers): refused with a named error. A mutex of the program that stores its owner's thread id
 * (recursive, error-checking, robust; a write-locked pthread_rwlock) and that is held by a thread across the fork has a
 * stale owner in the child; those of the dynamic linker are corrected.
 */
#ifndef RR_FORK_H
#define RR_FORK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define RR_FORK_MAX_THREADS 32768u

enum rr_fork_error {
    RR_FORK_OK = 0,
    RR_FORK_BUSY,             /* another thread forks, or the threads of this process were left stopped by an earlier fork */
    RR_FORK_NO_SIGNAL,        /* every real-time signal has a handler or is blocked by some thread */
    RR_FORK_PROC,             /* /proc/self cannot be read */
    RR_FORK_TOO_MANY_THREADS, /* more than RR_FORK_MAX_THREADS */
    RR_FORK_THREAD_BLOCKS,    /* a thread keeps all real-time signals blocked */
    RR_FORK_THREAD_STUCK,     /* a thread does not come to its handler (waits for a vfork child, or for a device) */
    RR_FORK_TID_FIELD,        /* the C library's copy of a thread id was not found */
    RR_FORK_SHADOW_STACK,     /* user-mode shadow stacks are on */
    RR_FORK_SHARED_MEMORY,    /* a writable shared mapping, which parent and child would both go on writing (ZGC's heap) */
    RR_FORK_MEMORY,           /* mmap failed */
    RR_FORK_CLONE,            /* clone failed: limit on processes or memory */
    RR_FORK_RESTORE,          /* the child could not create a thread again */
    RR_FORK_CHILD_DIED        /* the child ended, or made no progress, before all its threads were there */
};

struct rr_fork_options {
    /*
     * The parent will never run Java code again: its other threads stay stopped and all signals stay blocked in the calling
     * thread, so that no signal is lost before rr_coordinate takes over. Shared mappings are then no obstacle, since only
     * the child goes on using them. After an error the threads run on.
     */
    bool hold_parent;
    int shared_fd;              /* a memfd whose shared mapping is meant to be shared, or -1 */
    unsigned timeout_millis;    /* for stopping and for creating again, each; 0: 10 s */
};

struct rr_fork_report {
    enum rr_fork_error error;
    int error_number;           /* errno that goes with it, or 0 */
    int signal;                 /* signal used to stop the threads */
    unsigned threads;           /* threads stopped, the calling one not counted */
    pid_t tid;                  /* thread that the error is about, or 0 */
    uint64_t stop_nanos;        /* until the last thread had stopped */
    uint64_t fork_nanos;        /* the clone itself; grows with resident memory */
    uint64_t restore_nanos;     /* in the child, until all threads were there again */
    char message[256];          /* for people; empty without an error */
};

/*
 * Returns the child's pid in the parent, 0 in the child, -1 on an error (see report). On an error there is no child and
 * the parent runs on as before.
 */
pid_t rr_fork_all(const struct rr_fork_options *options, struct rr_fork_report *report);

/* Whether threads that were left stopped by hold_parent need memory in this range: the rest of it may be dropped. */
bool rr_fork_needs(uintptr_t start, uintptr_t end);

#endif
