/* What the kernel says of a thread of this process. */
#ifndef RR_THREAD_LOOK_H
#define RR_THREAD_LOOK_H

#include <stddef.h>
#include <stdint.h>

/* Reads a small file below /proc/self/task/tid; the text is NUL terminated. False: the thread is gone, or the kernel does not tell; the text is empty. */
int rr_thread_file(int32_t tid, const char *name, char *text, size_t size);

/* The state letter of a thread (proc(5), stat), '?' if it cannot be read. */
char rr_thread_state(int32_t tid);

/*
 * Whether a thread waits on a condition, as for a class that another one initialises. It is then in no read whose event is not
 * counted yet, in which only a safepoint or the scheduler can stop it; the VM's threads wait at a safepoint without a condition.
 */
int rr_thread_waits(int32_t tid);

#endif
