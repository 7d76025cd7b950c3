/*
 * Replay: lanes wait for their turn with the monitors that they have, and the lane whose turn it is may need one of them where it makes no
 * events: where the VM has it load a class, from a jar whose monitor the other one has, or in a class initialiser that goes on without
 * turns. In the recording it came before that, or behind it. Then the one that waits lends it.
 */
#ifndef RR_LENDING_H
#define RR_LENDING_H

#include "lanes.h"

#include <jni.h>
#include <jvmti.h>

enum { RR_MOST_LENT = 4 };

/* What a waiting lane has lent: references that are valid until the native method returns in which it waits, and how often each was entered. */
struct rr_lent {
    jobject monitors[RR_MOST_LENT];
    unsigned entered[RR_MOST_LENT];
    unsigned count;
};

/* Looks up Thread.holdsLock of that class, of which there is a global reference. 0, or -1. */
int rr_lending_open(JNIEnv *env, jclass thread);

/* The calling thread gives a monitor up altogether. Returns how often it had entered it; 0: it is another's, or nobody's. */
unsigned rr_leave_monitor(JNIEnv *env, jobject monitor);

/* By the same thread: enters it as often. */
void rr_enter_again(JNIEnv *env, struct rr_lane *lane, jobject monitor, unsigned entered);

/* The VM's events of threads that come to a monitor that another one has. */
void JNICALL rr_on_monitor_wait(jvmtiEnv *ti, JNIEnv *env, jthread thread, jobject monitor);
void JNICALL rr_on_monitor_entered(jvmtiEnv *ti, JNIEnv *env, jthread thread, jobject monitor);

/* Whether a thread that makes no events waits for a monitor. */
int rr_lending_wanted(void);

/* By the thread of a lane that waits: lends what is wanted of the monitors that it has. */
void rr_lend(struct rr_lent *lent);

/* By the same thread, when its turn has come. */
void rr_take_back(struct rr_lane *lane, struct rr_lent *lent);

#endif
