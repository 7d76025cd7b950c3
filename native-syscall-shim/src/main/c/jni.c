/* What Java sees of the native side: the natives of rr.runtime.Shim and rr.agent.Native, and the calls back. */
#define _GNU_SOURCE
#include "baton.h"
#include "coordinator.h"
#include "fork.h"
#include "got.h"
#include "lanes.h"
#include "occupants.h"
#include "prepare.h"
#include "stack_points.h"
#include "vmflags.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <jni.h>
#include <jvmti.h>
#include <limits.h>
#include <link.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static JavaVM *vm;
static jvmtiEnv *jvmti;
static jclass reflections_class, threads_class, hashes_class, object_class, thread_class, shutdown_class;
static jmethodID ordered_method, materialise_method, began_method, give_hash_method, hash_method, start0_method, halt0_method, holds_lock_method;
static int shm_fd = -1;

#define LANE(at) ((struct rr_lane *)(uintptr_t)(at))

static JNIEnv *env_here(void)
{
    JNIEnv *env = NULL;
    return vm && (*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_10) == JNI_OK ? env : NULL;
}

void rr_materialise(void)
{
    JNIEnv *env = env_here();
    if (env && materialise_method)
        (*env)->CallStaticVoidMethod(env, threads_class, materialise_method);
}

/* Appends "at type.method(file:line)" as Java prints it; nothing for frames of the recorder's own. */
static void append_frame(const jvmtiFrameInfo *frame, char *line, size_t size)
{
    char *method = NULL, *type = NULL, *file = NULL;
    jvmtiLineNumberEntry *numbers = NULL;
    jint known = 0, number = 0;
    jlocation start = -1;
    jclass owner = NULL;
    if ((*jvmti)->GetMethodName(jvmti, frame->method, &method, NULL, NULL) == JVMTI_ERROR_NONE
        && (*jvmti)->GetMethodDeclaringClass(jvmti, frame->method, &owner) == JVMTI_ERROR_NONE
        && (*jvmti)->GetClassSignature(jvmti, owner, &type, NULL) == JVMTI_ERROR_NONE && strncmp(type, "Lrr/runtime/", 12) != 0) {
        if ((*jvmti)->GetSourceFileName(jvmti, owner, &file) != JVMTI_ERROR_NONE)
            file = NULL;
        if ((*jvmti)->GetLineNumberTable(jvmti, frame->method, &known, &numbers) == JVMTI_ERROR_NONE)
            for (jint i = 0; i < known; i++)
                if (numbers[i].start_location <= frame->location && numbers[i].start_location > start) {
                    start = numbers[i].start_location;
                    number = numbers[i].line_number;
                }
        for (char *c = type; *c; c++)
            if (*c == '/')
                *c = '.';
        size_t used = strlen(line);
        snprintf(line + used, size - used, "rr:     at %.*s.%s", (int)strlen(type + 1) - 1, type + 1, method);
        used = strlen(line);
        if (file && number)
            snprintf(line + used, size - used, "(%s:%d)\n", file, (int)number);
        else
            snprintf(line + used, size - used, "(%s)\n", file ? file : "Unknown Source");
    }
    (*jvmti)->Deallocate(jvmti, (unsigned char *)method); /* of NULL does nothing */
    (*jvmti)->Deallocate(jvmti, (unsigned char *)type);
    (*jvmti)->Deallocate(jvmti, (unsigned char *)file);
    (*jvmti)->Deallocate(jvmti, (unsigned char *)numbers);
}

/* The frames of the calling thread, one a line. */
void rr_java_stack(char *line, size_t size)
{
    jvmtiFrameInfo frames[24];
    jint n = 0;
    JNIEnv *env = jvmti ? env_here() : NULL;
    if (!env || (*env)->PushLocalFrame(env, 24) != JNI_OK)
        return;
    if ((*jvmti)->GetStackTrace(jvmti, NULL, 0, 24, frames, &n) == JVMTI_ERROR_NONE)
        for (jint i = 0; i < n; i++)
            append_frame(&frames[i], line, size);
    (*env)->PopLocalFrame(env, NULL);
}

/* The thread of each thread lane, on replay. */
static jobject lane_threads[RR_MAX_THREAD_LANES];
static pthread_mutex_t lane_threads_lock = PTHREAD_MUTEX_INITIALIZER;

static void set_lane_thread(JNIEnv *env, struct rr_lane *lane, jthread thread)
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
    JNIEnv *env = env_here();
    jint state = 0;
    if (!env)
        return 0;
    pthread_mutex_lock(&lane_threads_lock);
    jobject thread = lane_threads[id] ? (*env)->NewLocalRef(env, lane_threads[id]) : NULL;
    pthread_mutex_unlock(&lane_threads_lock);
    if (!thread)
        return 0;
    int blocked = (*jvmti)->GetThreadState(jvmti, thread, &state) == JVMTI_ERROR_NONE
                  && (state & JVMTI_THREAD_STATE_BLOCKED_ON_MONITOR_ENTER);
    (*env)->DeleteLocalRef(env, thread);
    return blocked;
}

static jint JNICALL shim_mode(JNIEnv *env, jclass c)
{
    (void)env, (void)c;
    return (jint)rr_mode;
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

static jlong JNICALL shim_chains(JNIEnv *env, jclass c)
{
    (void)env, (void)c;
    return (jlong)(uintptr_t)rr_chains;
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
    unsigned holds = 0;
    while ((*env)->CallStaticBooleanMethod(env, thread_class, holds_lock_method, monitor)
           && (*env)->MonitorExit(env, monitor) == JNI_OK)
        holds++;
    rr_gate(lane);
    while (holds--)
        if ((*env)->MonitorEnter(env, monitor) != JNI_OK)
            rr_diverge(lane, "the monitor could not be entered again");
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
    if (rr_mode == RR_MODE_REPLAY && (*jvmti)->GetCurrentThread(jvmti, &thread) == JVMTI_ERROR_NONE)
        set_lane_thread(env, LANE(lane), thread);
    rr_lane_begin(LANE(lane));
}

static void JNICALL shim_end(JNIEnv *env, jclass c, jlong lane)
{
    (void)c;
    set_lane_thread(env, LANE(lane), NULL);
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

static void JNICALL shim_end_io(JNIEnv *env, jclass c, jlong lane)
{
    (void)env, (void)c;
    rr_end_io(LANE(lane));
}

static jint JNICALL shim_destroy_lane(JNIEnv *env, jclass c)
{
    (void)env, (void)c;
    return (jint)(rr_mode == RR_MODE_REPLAY ? rr_image_lane_of_kind(RR_LANE_DESTROY) : rr_lane_unused());
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

static void JNICALL shim_start_baton(JNIEnv *env, jclass c)
{
    (void)env, (void)c;
    rr_baton_start();
}

static void JNICALL on_thread_start(jvmtiEnv *ti, JNIEnv *env, jthread thread)
{
    (void)ti, (void)thread;
    if (began_method)
        (*env)->CallStaticVoidMethod(env, threads_class, began_method);
}

/* Gives the class its hash code, before anything can ask for it. */
static void give_hash(JNIEnv *env, jclass type)
{
    (*env)->CallStaticVoidMethod(env, hashes_class, give_hash_method, type);
    (*env)->ExceptionClear(env); /* no stack left: the class's hash is one of those that are recorded when they are asked for */
}

static void JNICALL on_class_load(jvmtiEnv *ti, JNIEnv *env, jthread thread, jclass type)
{
    (void)ti, (void)thread;
    give_hash(env, type);
}

static int count_objects(struct dl_phdr_info *info, size_t size, void *adds)
{
    if (size >= offsetof(struct dl_phdr_info, dlpi_subs))
        *(unsigned long long *)adds = info->dlpi_adds;
    return 1;
}

/* A library may have been loaded since: its calls have to go through the table before its first native runs. */
static void JNICALL on_native_method_bind(jvmtiEnv *ti, JNIEnv *env, jthread thread, jmethodID method, void *address, void **bound)
{
    (void)ti, (void)env, (void)thread, (void)method, (void)address, (void)bound;
    static unsigned long long seen;
    unsigned long long adds = 0;
    dl_iterate_phdr(count_objects, &adds);
    if (__atomic_exchange_n(&seen, adds, __ATOMIC_SEQ_CST) != adds)
        rr_got_patch_all();
}

typedef jobjectArray(JNICALL *lister)(JNIEnv *, jclass, jboolean);
static lister list_methods, list_constructors;

static jobjectArray ordered(JNIEnv *env, jclass owner, jobjectArray listed)
{
    if (!listed || !ordered_method)
        return listed;
    return (*env)->CallStaticObjectMethod(env, reflections_class, ordered_method, owner, listed);
}

static jobjectArray JNICALL declared_methods(JNIEnv *env, jclass owner, jboolean public_only)
{
    return ordered(env, owner, list_methods(env, owner, public_only));
}

static jobjectArray JNICALL declared_constructors(JNIEnv *env, jclass owner, jboolean public_only)
{
    return ordered(env, owner, list_constructors(env, owner, public_only));
}

/*
 * Takes the place of two natives of java.lang.Class, which the weaver leaves alone. Must run in a native of a class of the
 * boot loader, as the VM warns about others that register natives of the JDK's classes.
 */
static void list_in_recorded_order(JNIEnv *env)
{
    static const JNINativeMethod methods[] = {
        {"getDeclaredMethods0", "(Z)[Ljava/lang/reflect/Method;", (void *)declared_methods},
        {"getDeclaredConstructors0", "(Z)[Ljava/lang/reflect/Constructor;", (void *)declared_constructors},
    };
    *(void **)&list_methods = dlsym(RTLD_DEFAULT, "JVM_GetClassDeclaredMethods");
    *(void **)&list_constructors = dlsym(RTLD_DEFAULT, "JVM_GetClassDeclaredConstructors");
    ordered_method = (*env)->GetStaticMethodID(env, reflections_class, "ordered",
                                               "(Ljava/lang/Class;[Ljava/lang/reflect/Executable;)[Ljava/lang/reflect/Executable;");
    jclass type = (*env)->FindClass(env, "java/lang/Class");
    if (!list_methods || !list_constructors || !ordered_method || !type || (*env)->RegisterNatives(env, type, methods, 2) != JNI_OK)
        rr_refuse("the natives of java.lang.Class: found others; expected getDeclaredMethods0 and getDeclaredConstructors0; do use JDK 17 or 25");
}

static void JNICALL shim_hash_classes(JNIEnv *env, jclass c, jclass hashes)
{
    (void)c;
    jint n = 0;
    jclass *types = NULL;
    hashes_class = (*env)->NewGlobalRef(env, hashes);
    give_hash_method = (*env)->GetStaticMethodID(env, hashes, "giveHash", "(Ljava/lang/Class;)V");
    if (!hashes_class || !give_hash_method
        || (*jvmti)->SetEventNotificationMode(jvmti, JVMTI_ENABLE, JVMTI_EVENT_CLASS_LOAD, NULL) != JVMTI_ERROR_NONE
        || (*jvmti)->GetLoadedClasses(jvmti, &n, &types) != JVMTI_ERROR_NONE)
        rr_refuse("this JVM does not list its classes, or does not tell when it loads one");
    for (jint i = 0; i < n; i++) {
        give_hash(env, types[i]);
        (*env)->DeleteLocalRef(env, types[i]);
    }
    (*jvmti)->Deallocate(jvmti, (unsigned char *)types);
}

static void JNICALL shim_watch_threads(JNIEnv *env, jclass c)
{
    (void)c;
    jvmtiEventCallbacks callbacks = {
        .ThreadStart = on_thread_start,
        .NativeMethodBind = on_native_method_bind,
        .ClassLoad = on_class_load,
    };
    jvmtiCapabilities wanted = {.can_generate_native_method_bind_events = 1};
    materialise_method = (*env)->GetStaticMethodID(env, threads_class, "materialise", "()V");
    began_method = (*env)->GetStaticMethodID(env, threads_class, "began", "()V");
    if (!materialise_method || !began_method || (*jvmti)->AddCapabilities(jvmti, &wanted) != JVMTI_ERROR_NONE
        || (*jvmti)->SetEventCallbacks(jvmti, &callbacks, sizeof callbacks) != JVMTI_ERROR_NONE
        || (*jvmti)->SetEventNotificationMode(jvmti, JVMTI_ENABLE, JVMTI_EVENT_THREAD_START, NULL) != JVMTI_ERROR_NONE
        || (*jvmti)->SetEventNotificationMode(jvmti, JVMTI_ENABLE, JVMTI_EVENT_NATIVE_METHOD_BIND, NULL) != JVMTI_ERROR_NONE)
        rr_refuse("this JVM does not offer the events of thread starts and native methods");
    list_in_recorded_order(env);
    rr_got_patch_all();
}

static const JNINativeMethod shim_methods[] = {
    {"mode", "()I", (void *)shim_mode},
    {"base", "()J", (void *)shim_base},
    {"chains", "()J", (void *)shim_chains},
    {"monitorTable", "()Z", (void *)shim_monitor_table},
    {"bindThread", "()J", (void *)shim_bind_thread},
    {"seen", "(I)J", (void *)shim_seen},
    {"room", "(JI)V", (void *)shim_room},
    {"gate", "(J)V", (void *)shim_gate},
    {"gateReleasing", "(JLjava/lang/Object;)V", (void *)shim_gate_releasing},
    {"newLane", "()I", (void *)shim_new_lane},
    {"openLane", "(IIIJLjava/lang/String;)V", (void *)shim_open_lane},
    {"begin", "(J)V", (void *)shim_begin},
    {"end", "(J)V", (void *)shim_end},
    {"classLane", "(Ljava/lang/String;IJ)I", (void *)shim_class_lane},
    {"endClassLane", "(JJ)V", (void *)shim_end_class_lane},
    {"sample", "(J)V", (void *)shim_sample},
    {"endIo", "(J)V", (void *)shim_end_io},
    {"destroyLane", "()I", (void *)shim_destroy_lane},
    {"start0", "(Ljava/lang/Thread;)V", (void *)shim_start0},
    {"halt", "(JI)V", (void *)shim_halt},
    {"diverge", "(JLjava/lang/String;)V", (void *)shim_diverge},
    {"refuse", "(Ljava/lang/String;)V", (void *)shim_refuse},
    {"overridesHashCode", "(Ljava/lang/Class;)Z", (void *)shim_overrides_hash_code},
    {"startBaton", "()V", (void *)shim_start_baton},
    {"watchThreads", "()V", (void *)shim_watch_threads},
    {"hashClasses", "(Ljava/lang/Class;)V", (void *)shim_hash_classes},
};

/* rr.agent.Native: called by the agent, before rr.runtime is used. */

/** @return null, or what went wrong */
JNIEXPORT jstring JNICALL Java_rr_agent_Native_open(JNIEnv *env, jclass c, jint mode, jstring trace_dir, jboolean quiet, jlong limit)
{
    (void)c;
    const char *dir = (*env)->GetStringUTFChars(env, trace_dir, NULL);
    if (!dir)
        return NULL;
    shm_fd = rr_open((enum rr_mode)mode, dir, quiet, (uint64_t)limit);
    int err = errno;
    (*env)->ReleaseStringUTFChars(env, trace_dir, dir);
    return shm_fd < 0 ? (*env)->NewStringUTF(env, strerror(err)) : NULL;
}

/**
 * Forks; returns in the primary only, null or what went wrong. The parent coordinates and never comes back.
 */
JNIEXPORT jstring JNICALL Java_rr_agent_Native_fork(JNIEnv *env, jclass c, jstring java, jstring inner_jar, jstring archive)
{
    (void)c;
    /* No path to a java command: no scribe, as on replay. */
    const char *java_path = java ? (*env)->GetStringUTFChars(env, java, NULL) : NULL;
    const char *jar_path = (*env)->GetStringUTFChars(env, inner_jar, NULL);
    const char *archive_path = (*env)->GetStringUTFChars(env, archive, NULL);
    if ((java && !java_path) || !jar_path || !archive_path)
        return NULL;
    const char *problem = rr_fork_primary(java_path, jar_path, archive_path, shm_fd);
    if (!problem && rr_open_primary() < 0)
        problem = strerror(errno);
    return problem ? (*env)->NewStringUTF(env, problem) : NULL;
}

/** @return local time and process id, "" if the time cannot be told */
JNIEXPORT jstring JNICALL Java_rr_agent_Native_stamp(JNIEnv *env, jclass c)
{
    (void)c;
    char text[64] = "";
    struct tm local;
    time_t now = time(NULL);
    size_t n = localtime_r(&now, &local) ? strftime(text, sizeof text, "%Y%m%d-%H%M%S-", &local) : 0;
    if (n)
        snprintf(text + n, sizeof text - n, "%d", (int)getpid());
    return (*env)->NewStringUTF(env, text);
}

/** @return a buffer over the mapped file, which stays mapped; null if there is no such file */
JNIEXPORT jobject JNICALL Java_rr_agent_Native_contents(JNIEnv *env, jclass c, jstring path)
{
    (void)c;
    const char *text = (*env)->GetStringUTFChars(env, path, NULL);
    if (!text)
        return NULL;
    struct stat status;
    void *at = MAP_FAILED;
    int fd = open(text, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        if (fstat(fd, &status) == 0 && status.st_size > 0 && status.st_size <= INT32_MAX)
            at = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        close(fd); /* read only */
    }
    (*env)->ReleaseStringUTFChars(env, path, text);
    return at == MAP_FAILED ? NULL : (*env)->NewDirectByteBuffer(env, at, status.st_size);
}

/** @return null, or what is wrong with the image */
JNIEXPORT jstring JNICALL Java_rr_agent_Native_openImage(JNIEnv *env, jclass c, jstring path)
{
    (void)c;
    const char *problem = NULL, *text = (*env)->GetStringUTFChars(env, path, NULL);
    if (!text)
        return NULL;
    int failed = rr_image_open(text, &problem);
    (*env)->ReleaseStringUTFChars(env, path, text);
    return failed ? (*env)->NewStringUTF(env, problem) : NULL;
}

/** @return what the command printed, null if it failed: it has said why */
JNIEXPORT jstring JNICALL Java_rr_agent_Native_prepare(JNIEnv *env, jclass c, jobjectArray command)
{
    (void)c;
    enum { MOST = 32 };
    const char *arguments[MOST] = {NULL};
    char line[PATH_MAX + 2] = "";
    jsize n = (*env)->GetArrayLength(env, command);
    if (n >= MOST)
        return NULL;
    for (jsize i = 0; i < n; i++) {
        arguments[i] = (*env)->GetStringUTFChars(env, (*env)->GetObjectArrayElement(env, command, i), NULL);
        if (!arguments[i])
            return NULL;
    }
    int status = rr_run(arguments, line, sizeof line);
    for (jsize i = 0; i < n; i++)
        (*env)->ReleaseStringUTFChars(env, (*env)->GetObjectArrayElement(env, command, i), arguments[i]);
    return status == 0 ? (*env)->NewStringUTF(env, line) : NULL;
}

/** @return the flag of the collector in use, "" if it cannot be found out */
JNIEXPORT jstring JNICALL Java_rr_agent_Native_collector(JNIEnv *env, jclass c)
{
    (void)c;
    return (*env)->NewStringUTF(env, rr_vm_collector());
}

/** @return null, or what is wrong with the text */
JNIEXPORT jstring JNICALL Java_rr_agent_Native_stacksAt(JNIEnv *env, jclass c, jstring points)
{
    (void)c;
    const char *text = (*env)->GetStringUTFChars(env, points, NULL);
    if (!text)
        return NULL;
    int failed = rr_stack_points_set(text);
    (*env)->ReleaseStringUTFChars(env, points, text);
    return failed ? (*env)->NewStringUTF(env, "no list of LANE:EVENT") : NULL;
}

/** Binds the natives of rr.runtime.Shim and looks up what native code calls. @return null, or what is missing */
JNIEXPORT jstring JNICALL Java_rr_agent_Native_bind(JNIEnv *env, jclass c, jclass shim, jclass threads, jclass reflections)
{
    (void)c;
    const char *missing = "the Java VM";
    if ((*env)->GetJavaVM(env, &vm) != JNI_OK || (*vm)->GetEnv(vm, (void **)&jvmti, JVMTI_VERSION_11) != JNI_OK)
        goto failed;
    const jvmtiCapabilities lines = {.can_get_line_numbers = 1, .can_get_source_file_name = 1};
    if (rr_mode == RR_MODE_REPLAY && (*jvmti)->AddCapabilities(jvmti, &lines) != JVMTI_ERROR_NONE)
        goto failed;
    /* Compiled code would leave out calls of StringBuffer's methods, and the events in them. */
    rr_vm_flag_off("OptimizeStringConcat");
    /* Compiled code that throws the same exception often would throw one made before, without a stack trace, from a moment that differs. */
    rr_vm_flag_off("OmitStackTraceInFastThrow");
    missing = "the natives of rr.runtime.Shim";
    if ((*env)->RegisterNatives(env, shim, shim_methods, (jint)(sizeof shim_methods / sizeof *shim_methods)) != JNI_OK)
        goto failed;
    missing = "java.lang.Thread.start0";
    threads_class = (*env)->NewGlobalRef(env, threads);
    reflections_class = (*env)->NewGlobalRef(env, reflections);
    jclass found = (*env)->FindClass(env, "java/lang/Thread");
    thread_class = found ? (*env)->NewGlobalRef(env, found) : NULL;
    start0_method = thread_class ? (*env)->GetMethodID(env, thread_class, "start0", "()V") : NULL;
    holds_lock_method = thread_class ? (*env)->GetStaticMethodID(env, thread_class, "holdsLock", "(Ljava/lang/Object;)Z") : NULL;
    if (!start0_method || !holds_lock_method)
        goto failed;
    missing = "java.lang.Shutdown.halt0";
    found = (*env)->FindClass(env, "java/lang/Shutdown");
    shutdown_class = found ? (*env)->NewGlobalRef(env, found) : NULL;
    halt0_method = shutdown_class ? (*env)->GetStaticMethodID(env, shutdown_class, "halt0", "(I)V") : NULL;
    if (!halt0_method)
        goto failed;
    missing = "java.lang.Object.hashCode";
    found = (*env)->FindClass(env, "java/lang/Object");
    object_class = found ? (*env)->NewGlobalRef(env, found) : NULL;
    hash_method = object_class ? (*env)->GetMethodID(env, object_class, "hashCode", "()I") : NULL;
    if (hash_method)
        return NULL;
failed:
    (*env)->ExceptionClear(env);
    return (*env)->NewStringUTF(env, missing);
}
