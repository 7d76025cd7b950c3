/* Replay: which thread of Java works on each thread lane, for those that wait and want to know what keeps it: rr_lane_blocked of baton.h. */
#ifndef RR_LANE_THREADS_H
#define RR_LANE_THREADS_H

#include "lanes.h"

#include <jni.h>

/* Once, where the VM has virtual threads: it keeps a thread's state in a field then. */
void rr_lane_threads_virtual(JNIEnv *env, jclass thread);

/* The lane's occupant; of a virtual thread the one that carries it. NULL: it is gone. */
void rr_lane_thread_is(JNIEnv *env, struct rr_lane *lane, jobject thread);

#endif
