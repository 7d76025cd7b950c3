/* The natives of rr.runtime.Shim: what woven code sees of the native side. Those about agents are in shim_agents.c. */
#include "barrier.h"
#include "baton.h"
#include "findings.h"
#include "java_vm.h"
#include "lanes.h"
#include "lane_threads.h"
#include "lending.h"
#include "occupants.h"
#include "shim.h"
#include "shim_agents.h"
#include "vmflags.h"

#include <errno.h>
#include <sched.h>
#include <string.h>

static jclass reflections_class, threads_class, object_class, thread_class, shutdown_class, signal_class, continuation_class;
static jmethodID materialise_method, suppress_method, resume_method, hash_method, start0_method, halt0_method, dispatch_method, enqueue_method;
/* Where the VM has virtual threads; else NULL. */
static jmethodID carrier_method, pin_method;

#define LANE(at) ((struct rr_lane *)(uintptr_t)(at))

void rr_materialise(void)
{
    JNIEnv *env = rr_java_env();
    if (!env || !materialise_method)
        return;
    (*env)->CallStaticVoidMethod(env, threads_class, materialise_method);
    (*env)->ExceptionClear(env); /* no stack left: the event counts as one of the surrounding lane's */
}

void rr_suppress(void)
{
    JNIEnv *env = rr_java_env();
    (*env)->CallStaticVoidMethod(env, threads_class, suppress_method);
}

void rr_resume(void)
{
    JNIEnv *env = rr_java_env();
    (*env)->CallStaticVoidMethod(env, threads_class, resume_method);
}

static jint JNICALL shim_mode(JNIEnv *env, jclass c)
{
    (void)env, (void)c;
    return (jint)rr_mode;
}

static jboolean JNICALL shim_observed(JNIEnv *env, jclass c)
{
    (void)env, (void)c;
    return (jboolean)rr_observed();
}

static jlong JNICALL shim_io_marks(JNIEnv *env, jclass c)
{
    (void)env, (void)c;
    return (jlong)(uintptr_t)rr_io_marks;
}

static jlong JNICALL shim_accesses(JNIEnv *env, jclass c)
{
    (void)env, (void)c;
    return (jlong)(uintptr_t)rr_accesses();
}

static void JNICALL shim_report(JNIEnv *env, jclass c, jbyteArray text)
{
    (void)c;
    jsize length = (*env)->GetArrayLength(env, text);
    jbyte *bytes = (*env)->GetByteArrayElements(env, text, NULL);
    if (!bytes)
        return;
    int failed = rr_findings_append((const char *)bytes, (size_t)length);
    (*env)->ReleaseByteArrayElements(env, text, bytes, JNI_ABORT);
    if (failed)
        rr_refuse("races: the file of what was found: found %s; expected it to be written; do make room for it", strerror(errno));
}

static jlong JNICALL shim_base(JNIEnv *env, jclass c)
{
    (void)env, (void)c;
    return (jlong)(uintptr_t)rr_control;
}

static jboolean JNICALL shim_monitor_table(JNIEnv *env, jclass c)
{
    (void)env;
    (void)c;
    return rr_vm_flag("UseObjectMonitorTable");
}

static jint JNICALL shim_locking_mode(JNIEnv *env, jclass c)
{
    (void)env, (void)c;
    return rr_vm_int_flag("LockingMode", -1);
}

static jlong JNICALL shim_chains(JNIEnv *env, jclass c)
{
    (void)env, (void)c;
    return (jlong)(uintptr_t)rr_chains;
}

static jboolean JNICALL shim_has_barrier(JNIEnv *env, jclass c)
{
    (void)env, (void)c;
    return (jboolean)rr_barrier_there();
}

static void JNICALL shim_barrier(JNIEnv *env, jclass c)
{
    (void)env, (void)c;
    rr_barrier();
}

static jlong JNICALL shim_bind_thread(JNIEnv *env, jclass c)
{
    (void)env, (void)c;
    struct rr_thread *t = rr_bind_thread();
    if (!t)
        rr_refuse("out of memory for a thread");
    return (jlong)(uintptr_t)t;
}

static jlong JNICALL shim_seen(JNIEnv *env, jclass c, jint lane)
{
    (void)env, (void)c;
    return rr_mode == RR_MODE_RECORD ? (jlong)(uintptr_t)rr_seen((uint32_t)lane) : 0;
}

static void JNICALL shim_room(JNIEnv *env, jclass c, jlong lane, jint bytes)
{
    (void)env, (void)c;
    rr_room(LANE(lane), (size_t)bytes);
}

static void JNICALL shim_gate(JNIEnv *env, jclass c, jlong lane)
{
    (void)env, (void)c;
    rr_gate(LANE(lane));
}

static void JNICALL shim_pause(JNIEnv *env, jclass c, jlong lane, jboolean loading)
{
    (void)env, (void)c;
    rr_pause(LANE(lane), loading ? RR_PAUSE_IN_LOADING : RR_PAUSE_BEHIND_EVENT);
}

/*
 * The monitor was entered before its turn. It is given up altogether, however often it was entered, so that whoever is due
 * can have it, and entered as often again afterwards.
 */
static void JNICALL shim_gate_releasing(JNIEnv *env, jclass c, jlong at, jobject monitor)
{
    (void)c;
    struct rr_lane *lane = LANE(at);
    if (lane->count < lane->limit)
        return;
    unsigned entered = rr_leave_monitor(env, monitor);
    rr_gate(lane);
    rr_enter_again(env, lane, monitor, entered);
}

static void JNICALL shim_pin(JNIEnv *env, jclass c)
{
    (void)c;
    if (pin_method)
        (*env)->CallStaticVoidMethod(env, continuation_class, pin_method);
}

static void JNICALL shim_give_block(JNIEnv *env, jclass c, jlong lane)
{
    (void)env, (void)c;
    rr_give_block(LANE(lane));
}

static void JNICALL shim_yield(JNIEnv *env, jclass c)
{
    (void)env, (void)c;
    sched_yield();
}

static jint JNICALL shim_new_lane(JNIEnv *env, jclass c)
{
    (void)env, (void)c;
    return (jint)rr_lane_new();
}

static void JNICALL shim_open_lane(JNIEnv *env, jclass c, jint lane, jint kind, jint parent, jlong parent_count, jstring name)
{
    (void)c;
    const char *text = name ? (*env)->GetStringUTFChars(env, name, NULL) : NULL;
    rr_lane_open((uint32_t)lane, (enum rr_lane_kind)kind, (uint32_t)parent, (uint64_t)parent_count, text);
    if (text)
        (*env)->ReleaseStringUTFChars(env, name, text);
}

static void JNICALL shim_begin(JNIEnv *env, jclass c, jlong lane)
{
    (void)c;
    jthread thread = NULL;
    if (rr_mode == RR_MODE_REPLAY) {
        if (carrier_method)
            thread = (*env)->CallStaticObjectMethod(env, thread_class, carrier_method);
        else if ((*rr_jvmti)->GetCurrentThread(rr_jvmti, &thread) != JVMTI_ERROR_NONE)
            thread = NULL;
        rr_lane_thread_is(env, LANE(lane), thread);
    }
    rr_lane_begin(LANE(lane));
}

static void JNICALL shim_end(JNIEnv *env, jclass c, jlong lane)
{
    (void)c;
    rr_lane_thread_is(env, LANE(lane), NULL);
    rr_lane_end(LANE(lane));
}

static jint JNICALL shim_class_lane(JNIEnv *env, jclass c, jstring name, jint parent, jlong parent_count)
{
    (void)c;
    const char *text = (*env)->GetStringUTFChars(env, name, NULL);
    uint32_t lane = text ? rr_class_lane_begin(text, (uint32_t)parent, (uint64_t)parent_count) : 0;
    if (text)
        (*env)->ReleaseStringUTFChars(env, name, text);
    return (jint)lane;
}

static void JNICALL shim_end_class_lane(JNIEnv *env, jclass c, jlong lane, jlong parent)
{
    (void)env, (void)c;
    rr_class_lane_end(LANE(lane), LANE(parent));
}

static void JNICALL shim_sample(JNIEnv *env, jclass c, jlong lane)
{
    (void)env, (void)c;
    rr_sample(LANE(lane));
}

static void JNICALL shim_sample_all(JNIEnv *env, jclass c, jlong lane)
{
    (void)env, (void)c;
    rr_sample_all(LANE(lane));
}

static void JNICALL shim_end_io(JNIEnv *env, jclass c, jlong lane)
{
    (void)env, (void)c;
    rr_end_io(LANE(lane));
}

static jint JNICALL shim_lane_of_kind(JNIEnv *env, jclass c, jint kind)
{
    (void)env, (void)c;
    return (jint)(rr_mode == RR_MODE_REPLAY ? rr_image_lane_of_kind((enum rr_lane_kind)kind) : rr_lane_unused());
}

static void JNICALL shim_dispatch(JNIEnv *env, jclass c, jint signal)
{
    (void)c;
    (*env)->CallStaticVoidMethod(env, signal_class, dispatch_method, signal);
}

static void JNICALL shim_enqueue(JNIEnv *env, jclass c, jobject queue, jobject reference)
{
    (void)c;
    (*env)->CallBooleanMethod(env, queue, enqueue_method, reference);
}

static void JNICALL shim_start0(JNIEnv *env, jclass c, jobject thread)
{
    (void)c;
    (*env)->CallNonvirtualVoidMethod(env, thread, thread_class, start0_method);
}

static void JNICALL shim_halt(JNIEnv *env, jclass c, jlong lane, jint status)
{
    (void)c;
    char text[512];
    if (!lane && rr_mode == RR_MODE_RECORD)
        __atomic_or_fetch(&rr_control->flags, RR_FLAG_ENDED_OUTSIDE, __ATOMIC_RELEASE);
    if (lane && rr_mode == RR_MODE_REPLAY && rr_image_unfinished(text, sizeof text))
        rr_diverge(LANE(lane), "the program ends although %s", text);
    (*env)->CallStaticVoidMethod(env, shutdown_class, halt0_method, status);
}

static void JNICALL shim_diverge(JNIEnv *env, jclass c, jlong lane, jstring what)
{
    (void)c;
    const char *text = (*env)->GetStringUTFChars(env, what, NULL);
    rr_diverge(LANE(lane), "%s", text ? text : "?");
}

static void JNICALL shim_refuse(JNIEnv *env, jclass c, jstring what)
{
    (void)c;
    const char *text = (*env)->GetStringUTFChars(env, what, NULL);
    rr_refuse("%s", text ? text : "?");
}

static jboolean JNICALL shim_overrides_hash_code(JNIEnv *env, jclass c, jclass type)
{
    (void)c;
    jmethodID id = (*env)->GetMethodID(env, type, "hashCode", "()I");
    (*env)->ExceptionClear(env);
    return id != NULL && id != hash_method;
}

static jboolean JNICALL shim_overrides_get(JNIEnv *env, jclass c, jclass type)
{
    (void)c;
    static const char *const owners[] = {"java/lang/ref/Reference", "java/lang/ref/SoftReference", "java/lang/ref/PhantomReference"};
    jmethodID id = (*env)->GetMethodID(env, type, "get", "()Ljava/lang/Object;");
    int own = id != NULL;
    for (unsigned i = 0; own && i < sizeof owners / sizeof *owners; i++) {
        jclass owner = (*env)->FindClass(env, owners[i]);
        own = !owner || (*env)->GetMethodID(env, owner, "get", "()Ljava/lang/Object;") != id;
        (*env)->DeleteLocalRef(env, owner);
    }
    (*env)->ExceptionClear(env);
    return (jboolean)own;
}

static jboolean JNICALL shim_is_taken(JNIEnv *env, jclass c, jint number)
{
    (void)env, (void)c;
    return (jboolean)rr_image_taken((uint32_t)number);
}

static void JNICALL shim_start_baton(JNIEnv *env, jclass c)
{
    (void)env, (void)c;
    rr_baton_start();
}

static void JNICALL shim_watch_threads(JNIEnv *env, jclass c)
{
    (void)c;
    materialise_method = (*env)->GetStaticMethodID(env, threads_class, "materialise", "()V");
    suppress_method = (*env)->GetStaticMethodID(env, threads_class, "suppress", "()V");
    resume_method = (*env)->GetStaticMethodID(env, threads_class, "resume", "()V");
    if (!materialise_method || !suppress_method || !resume_method)
        rr_refuse("the natives of rr.runtime.Threads: found no materialise; expected those of this build; do use rr.jar as it was built");
    rr_watch_threads(env, threads_class);
    rr_list_in_recorded_order(env, reflections_class);
}

static void JNICALL shim_weave_classes(JNIEnv *env, jclass c)
{
    (void)env, (void)c;
    rr_weave_from_now_on();
}

static void JNICALL shim_hash_classes(JNIEnv *env, jclass c, jclass hashes)
{
    (void)c;
    rr_hash_classes(env, hashes);
}

static const JNINativeMethod shim_methods[] = {
    {"mode", "()I", (void *)shim_mode},
    {"observed", "()Z", (void *)shim_observed},
    {"ioMarks", "()J", (void *)shim_io_marks},
    {"accesses", "()J", (void *)shim_accesses},
    {"report", "([B)V", (void *)shim_report},
    {"base", "()J", (void *)shim_base},
    {"chains", "()J", (void *)shim_chains},
    {"monitorTable", "()Z", (void *)shim_monitor_table},
    {"hasBarrier", "()Z", (void *)shim_has_barrier},
    {"barrier", "()V", (void *)shim_barrier},
    {"lockingMode", "()I", (void *)shim_locking_mode},
    {"bindThread", "()J", (void *)shim_bind_thread},
    {"seen", "(I)J", (void *)shim_seen},
    {"room", "(JI)V", (void *)shim_room},
    {"gate", "(J)V", (void *)shim_gate},
    {"pause", "(JZ)V", (void *)shim_pause},
    {"gateReleasing", "(JLjava/lang/Object;)V", (void *)shim_gate_releasing},
    {"pin", "()V", (void *)shim_pin},
    {"giveBlock", "(J)V", (void *)shim_give_block},
    {"yield", "()V", (void *)shim_yield},
    {"newLane", "()I", (void *)shim_new_lane},
    {"openLane", "(IIIJLjava/lang/String;)V", (void *)shim_open_lane},
    {"begin", "(J)V", (void *)shim_begin},
    {"end", "(J)V", (void *)shim_end},
    {"classLane", "(Ljava/lang/String;IJ)I", (void *)shim_class_lane},
    {"endClassLane", "(JJ)V", (void *)shim_end_class_lane},
    {"sample", "(J)V", (void *)shim_sample},
    {"sampleAll", "(J)V", (void *)shim_sample_all},
    {"endIo", "(J)V", (void *)shim_end_io},
    {"laneOfKind", "(I)I", (void *)shim_lane_of_kind},
    {"dispatch", "(I)V", (void *)shim_dispatch},
    {"enqueue", "(Ljava/lang/Object;Ljava/lang/Object;)V", (void *)shim_enqueue},
    {"listProperties", "(Ljava/lang/String;)V", (void *)rr_shim_list_properties},
    {"loadAgent", "()V", (void *)rr_shim_load_agent},
    {"tellOfAgents", "(Ljava/lang/Class;Ljava/lang/Class;)V", (void *)rr_shim_tell_of_agents},
    {"start0", "(Ljava/lang/Thread;)V", (void *)shim_start0},
    {"halt", "(JI)V", (void *)shim_halt},
    {"diverge", "(JLjava/lang/String;)V", (void *)shim_diverge},
    {"refuse", "(Ljava/lang/String;)V", (void *)shim_refuse},
    {"overridesHashCode", "(Ljava/lang/Class;)Z", (void *)shim_overrides_hash_code},
    {"overridesGet", "(Ljava/lang/Class;)Z", (void *)shim_overrides_get},
    {"isTaken", "(I)Z", (void *)shim_is_taken},
    {"startBaton", "()V", (void *)shim_start_baton},
    {"watchThreads", "()V", (void *)shim_watch_threads},
    {"weaveClasses", "()V", (void *)shim_weave_classes},
    {"hashClasses", "(Ljava/lang/Class;)V", (void *)shim_hash_classes},
};

/* What only VMs with virtual threads have. */
static void find_virtual_threads(JNIEnv *env)
{
    jclass found = (*env)->FindClass(env, "jdk/internal/vm/Continuation");
    (*env)->ExceptionClear(env);
    if (!found)
        return;
    continuation_class = (*env)->NewGlobalRef(env, found);
    carrier_method = (*env)->GetStaticMethodID(env, thread_class, "currentCarrierThread", "()Ljava/lang/Thread;");
    pin_method = carrier_method ? (*env)->GetStaticMethodID(env, continuation_class, "pin", "()V") : NULL;
    (*env)->ExceptionClear(env);
    if (pin_method)
        rr_lane_threads_virtual(env, thread_class);
}

const char *rr_shim_bind(JNIEnv *env, jclass shim, jclass threads, jclass reflections)
{
    if ((*env)->RegisterNatives(env, shim, shim_methods, (jint)(sizeof shim_methods / sizeof *shim_methods)) != JNI_OK)
        return "the natives of rr.runtime.Shim";
    threads_class = (*env)->NewGlobalRef(env, threads);
    reflections_class = (*env)->NewGlobalRef(env, reflections);
    jclass found = (*env)->FindClass(env, "java/lang/Thread");
    thread_class = found ? (*env)->NewGlobalRef(env, found) : NULL;
    start0_method = thread_class ? (*env)->GetMethodID(env, thread_class, "start0", "()V") : NULL;
    if (!threads_class || !reflections_class || !start0_method)
        return "java.lang.Thread.start0";
    if (rr_lending_open(env, thread_class) != 0)
        return "java.lang.Thread.holdsLock";
    find_virtual_threads(env);
    found = (*env)->FindClass(env, "java/lang/Shutdown");
    shutdown_class = found ? (*env)->NewGlobalRef(env, found) : NULL;
    halt0_method = shutdown_class ? (*env)->GetStaticMethodID(env, shutdown_class, "halt0", "(I)V") : NULL;
    if (!halt0_method)
        return "java.lang.Shutdown.halt0";
    found = (*env)->FindClass(env, "jdk/internal/misc/Signal");
    signal_class = found ? (*env)->NewGlobalRef(env, found) : NULL;
    dispatch_method = signal_class ? (*env)->GetStaticMethodID(env, signal_class, "dispatch", "(I)V") : NULL;
    if (!dispatch_method)
        return "jdk.internal.misc.Signal.dispatch";
    found = (*env)->FindClass(env, "java/lang/ref/ReferenceQueue");
    enqueue_method = found ? (*env)->GetMethodID(env, found, "enqueue", "(Ljava/lang/ref/Reference;)Z") : NULL;
    if (!enqueue_method)
        return "java.lang.ref.ReferenceQueue.enqueue";
    found = (*env)->FindClass(env, "java/lang/Object");
    object_class = found ? (*env)->NewGlobalRef(env, found) : NULL;
    hash_method = object_class ? (*env)->GetMethodID(env, object_class, "hashCode", "()I") : NULL;
    return hash_method ? NULL : "java.lang.Object.hashCode";
}
