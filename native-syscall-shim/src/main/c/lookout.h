/*
 * Replay: lanes wait for their turn without a limit of time, since setting a timer costs a virtual machine more than the switch of threads.
 * One thread looks out for them whether the holder of the baton got stuck on the way to its gate, and has those that wait see to it.
 */
#ifndef RR_LOOKOUT_H
#define RR_LOOKOUT_H

/* Starts the thread, which Java does not know. 0, or -1: lanes have to look themselves. */
int rr_lookout_start(void);

#endif
