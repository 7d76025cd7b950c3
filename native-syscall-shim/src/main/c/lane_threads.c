#include "lane_threads.h"

#include "baton.h"
#include "java_vm.h"

#include <pthread.h>

static jfieldID holder_field, status_field;

void rr_lane_threads_virtual(JNIEnv *env, jclass thread)
{
    holder_field = (*env)->GetFieldID(env, thread, "holder", "Ljava/lang/Thread$FieldHolder;");
    jclass found = holder_field ? (*env)->FindClass(env, "java/lang/Thread$FieldHolder") : NULL;
    status_field = found ? (*env)->GetFieldID(env, found, "threadStatus", "I") : NULL;
    if (!status_field)
        holder_field = NULL;
    (*env)->ExceptionClear(env);
}

/* The thread of each thread lane, on replay; of a virtual thread the one that carries it, as the VM keeps the state there. */
static jobject lane_threads[RR_MAX_THREAD_LANES];
static pthread_mutex_t lane_threads_lock = PTHREAD_MUTEX_INITIALIZER;

void rr_lane_thread_is(JNIEnv *env, struct rr_lane *lane, jobject thread)
{
    uint32_t id = rr_lane_id(lane);
    if (id >= RR_MAX_THREAD_LANES)
        return;
    jobject mine = thread ? (*env)->NewWeakGlobalRef(env, thread) : NULL;
    pthread_mutex_lock(&lane_threads_lock);
    jobject before = lane_threads[id];
    lane_threads[id] = mine;
    pthread_mutex_unlock(&lane_threads_lock);
    if (before)
        (*env)->DeleteWeakGlobalRef(env, before);
}

int rr_lane_blocked(uint32_t id)
{
    JNIEnv *env = rr_java_env();
    jint state = 0;
    if (!env)
        return 0;
    pthread_mutex_lock(&lane_threads_lock);
    jobject thread = lane_threads[id] ? (*env)->NewLocalRef(env, lane_threads[id]) : NULL;
    pthread_mutex_unlock(&lane_threads_lock);
    if (!thread)
        return 0;
    jobject holder = holder_field ? (*env)->GetObjectField(env, thread, holder_field) : NULL;
    if (holder) /* JVMTI takes whoever carries a virtual thread for waiting */
        state = (*env)->GetIntField(env, holder, status_field);
    else if ((*rr_jvmti)->GetThreadState(rr_jvmti, thread, &state) != JVMTI_ERROR_NONE)
        state = 0;
    if (holder)
        (*env)->DeleteLocalRef(env, holder);
    (*env)->DeleteLocalRef(env, thread);
    return (state & (JVMTI_THREAD_STATE_BLOCKED_ON_MONITOR_ENTER | JVMTI_THREAD_STATE_WAITING | JVMTI_THREAD_STATE_SLEEPING)) != 0;
}
