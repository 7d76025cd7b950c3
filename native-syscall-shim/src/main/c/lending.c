#include "lending.h"

#include "java_vm.h"
#include "shim.h"

#include <pthread.h>

/* Threads that wait for a monitor and make no events, with what they wait for. More than these are not looked after. */
enum { MOST_WAITING = 16 };
static struct {
    jobject thread, monitor; /* global references; NULL: free */
} waiting[MOST_WAITING];
static uint32_t waiting_count;
static pthread_mutex_t waiting_lock = PTHREAD_MUTEX_INITIALIZER;

static jclass thread_class;
static jmethodID holds_lock_method;

int rr_lending_open(JNIEnv *env, jclass thread)
{
    thread_class = thread;
    holds_lock_method = (*env)->GetStaticMethodID(env, thread, "holdsLock", "(Ljava/lang/Object;)Z");
    return holds_lock_method ? 0 : -1;
}

static jboolean holds_lock(JNIEnv *env, jobject monitor)
{
    jboolean holds = (*env)->CallStaticBooleanMethod(env, thread_class, holds_lock_method, monitor);
    (*env)->ExceptionClear(env); /* no stack left: taken as not held */
    return holds;
}

unsigned rr_leave_monitor(JNIEnv *env, jobject monitor)
{
    unsigned entered = 0;
    while (holds_lock(env, monitor) && (*env)->MonitorExit(env, monitor) == JNI_OK)
        entered++;
    return entered;
}

void rr_enter_again(JNIEnv *env, struct rr_lane *lane, jobject monitor, unsigned entered)
{
    while (entered--)
        if ((*env)->MonitorEnter(env, monitor) != JNI_OK)
            rr_diverge(lane, "the monitor could not be entered again");
}

void JNICALL rr_on_monitor_wait(jvmtiEnv *ti, JNIEnv *env, jthread thread, jobject monitor)
{
    (void)ti;
    if (!rr_makes_no_events())
        return;
    pthread_mutex_lock(&waiting_lock);
    for (unsigned i = 0; i < MOST_WAITING; i++)
        if (!waiting[i].thread) {
            jobject who = (*env)->NewGlobalRef(env, thread), what = who ? (*env)->NewGlobalRef(env, monitor) : NULL;
            if (what) {
                waiting[i].thread = who;
                waiting[i].monitor = what;
                __atomic_add_fetch(&waiting_count, 1, __ATOMIC_RELEASE);
            } else if (who) {
                (*env)->DeleteGlobalRef(env, who);
            }
            break;
        }
    pthread_mutex_unlock(&waiting_lock);
}

void JNICALL rr_on_monitor_entered(jvmtiEnv *ti, JNIEnv *env, jthread thread, jobject monitor)
{
    (void)ti;
    if (!rr_lending_wanted())
        return;
    pthread_mutex_lock(&waiting_lock);
    for (unsigned i = 0; i < MOST_WAITING; i++)
        if (waiting[i].thread && (*env)->IsSameObject(env, waiting[i].thread, thread) && (*env)->IsSameObject(env, waiting[i].monitor, monitor)) {
            (*env)->DeleteGlobalRef(env, waiting[i].thread);
            (*env)->DeleteGlobalRef(env, waiting[i].monitor);
            waiting[i].thread = waiting[i].monitor = NULL;
            __atomic_sub_fetch(&waiting_count, 1, __ATOMIC_RELEASE);
            break;
        }
    pthread_mutex_unlock(&waiting_lock);
}

int rr_lending_wanted(void)
{
    return __atomic_load_n(&waiting_count, __ATOMIC_ACQUIRE) != 0;
}

void rr_lend(struct rr_lent *lent)
{
    JNIEnv *env = rr_java_env();
    jobject wanted[MOST_WAITING];
    unsigned n = 0;
    if (!env || !rr_lending_wanted() || (*env)->EnsureLocalCapacity(env, MOST_WAITING) != JNI_OK)
        return;
    pthread_mutex_lock(&waiting_lock);
    for (unsigned i = 0; i < MOST_WAITING; i++)
        if (waiting[i].monitor)
            wanted[n++] = (*env)->NewLocalRef(env, waiting[i].monitor);
    pthread_mutex_unlock(&waiting_lock);
    for (unsigned i = 0; i < n; i++) {
        unsigned entered = lent->count < RR_MOST_LENT ? rr_leave_monitor(env, wanted[i]) : 0;
        if (entered) {
            lent->monitors[lent->count] = wanted[i];
            lent->entered[lent->count++] = entered;
        } else {
            (*env)->DeleteLocalRef(env, wanted[i]);
        }
    }
}

void rr_take_back(struct rr_lane *lane, struct rr_lent *lent)
{
    JNIEnv *env = lent->count ? rr_java_env() : NULL;
    while (lent->count) {
        jobject monitor = lent->monitors[--lent->count];
        rr_enter_again(env, lane, monitor, lent->entered[lent->count]);
        (*env)->DeleteLocalRef(env, monitor);
    }
}
