#ifndef RR_BARRIER_H
#define RR_BARRIER_H

/* Asks the kernel for barriers of this process, once in the primary. 0, or -1 with errno: this kernel, or a sandbox, has none. */
int rr_barrier_open(void);

/* Whether rr_barrier_open() succeeded. */
int rr_barrier_there(void);

/* Each thread of the process passes a full memory barrier between call and return: membarrier(2). Not without rr_barrier_open(). */
void rr_barrier(void);

#endif
