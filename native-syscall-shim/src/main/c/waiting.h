/*
 * Replay: how lanes wait that hand the baton on to each other often, which is what such a replay spends its time with. Only one lane runs
 * at a time. Three ways, none of which is the best for all programs and machines, so they are tried now and then, and the quickest is kept:
 *
 *   RR_ANYWHERE   a lane sleeps, and is woken on whatever core is free. Waking a core that sleeps takes 20 us and more on a virtual machine.
 *   RR_ONE_CORE   all lanes are on one core: a hand-over is a switch of threads, 2 us; but that core may have other things to do.
 *   RR_SPINNING   the lane whose turn is next looks for it without sleeping: less than 1 us, if two cores have nothing else to do.
 *
 * The VM's own threads stay where they were. The program cannot tell: the number of processors is recorded.
 */
#ifndef RR_WAITING_H
#define RR_WAITING_H

enum rr_way { RR_ANYWHERE, RR_ONE_CORE, RR_SPINNING, RR_WAYS };

/* Before the first lane has its turn. */
void rr_waiting_open(void);

/* The baton goes to another lane. With its lock, by a thread at its gate. */
void rr_waiting_switch(void);

/* The calling thread's lane has its turn: it goes where lanes are to be now. */
void rr_waiting_follow(void);

enum rr_way rr_waiting_way(void);

#endif
