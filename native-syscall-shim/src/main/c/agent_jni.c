/* The natives of rr.agent.Native, called by the agent before rr.runtime is used. */
#include "baton.h"
#include "coordinator.h"
#include "directives.h"
#include "findings.h"
#include "java_vm.h"
#include "lanes.h"
#include "prepare.h"
#include "stack_points.h"
#include "vmflags.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int shm_fd = -1;

/** @return null, or what went wrong */
JNIEXPORT jstring JNICALL Java_rr_agent_Native_open(JNIEnv *env, jclass c, jint mode, jstring trace_dir, jboolean quiet, jboolean other_agents, jlong limit)
{
    (void)c;
    const char *dir = (*env)->GetStringUTFChars(env, trace_dir, NULL);
    if (!dir)
        return NULL;
    shm_fd = rr_open((enum rr_mode)mode, dir, quiet, (uint64_t)limit);
    int err = errno;
    if (shm_fd >= 0 && other_agents)
        rr_control->flags |= RR_FLAG_OTHER_AGENTS;
    (*env)->ReleaseStringUTFChars(env, trace_dir, dir);
    return shm_fd < 0 ? (*env)->NewStringUTF(env, strerror(err)) : NULL;
}

/**
 * Forks; returns in the primary only, null or what went wrong. The parent coordinates and never comes back.
 */
JNIEXPORT jstring JNICALL Java_rr_agent_Native_fork(JNIEnv *env, jclass c, jstring java, jstring inner_jar, jstring archive, jobjectArray settings)
{
    (void)c;
    const char *texts[RR_MOST_SETTINGS + 1] = {NULL};
    jsize n = (*env)->GetArrayLength(env, settings);
    for (jsize i = 0; i < n && i < RR_MOST_SETTINGS; i++)
        if (!(texts[i] = (*env)->GetStringUTFChars(env, (*env)->GetObjectArrayElement(env, settings, i), NULL)))
            return NULL;
    /* No path to a java command: no scribe, as on replay. */
    const char *java_path = java ? (*env)->GetStringUTFChars(env, java, NULL) : NULL;
    const char *jar_path = (*env)->GetStringUTFChars(env, inner_jar, NULL);
    const char *archive_path = (*env)->GetStringUTFChars(env, archive, NULL);
    if ((java && !java_path) || !jar_path || !archive_path)
        return NULL;
    const char *problem = rr_fork_primary(java_path, jar_path, archive_path, shm_fd, texts);
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

/** @return null, or what went wrong */
JNIEXPORT jstring JNICALL Java_rr_agent_Native_observe(JNIEnv *env, jclass c, jstring file)
{
    (void)c;
    const char *text = (*env)->GetStringUTFChars(env, file, NULL);
    if (!text)
        return NULL;
    int failed = rr_findings_to(text);
    (*env)->ReleaseStringUTFChars(env, file, text);
    return failed ? (*env)->NewStringUTF(env, strerror(errno)) : NULL;
}

/** Binds the natives of rr.runtime.Shim and looks up what native code calls. @return null, or what is missing */
JNIEXPORT jstring JNICALL Java_rr_agent_Native_bind(JNIEnv *env, jclass c, jclass shim, jclass threads, jclass reflections, jclass weaving)
{
    (void)c;
    const char *missing = "the Java VM";
    const jvmtiCapabilities lines = {.can_get_line_numbers = 1, .can_get_source_file_name = 1};
    if (rr_java_vm_open(env) == 0 && (rr_mode == RR_MODE_RECORD || (*rr_jvmti)->AddCapabilities(rr_jvmti, &lines) == JVMTI_ERROR_NONE)) {
        /* Compiled code would leave out calls of StringBuffer's methods, and the events in them. */
        rr_vm_flag_off("OptimizeStringConcat");
        /* Compiled code that throws the same exception often would throw one made before, without a stack trace, from a moment that differs. */
        rr_vm_flag_off("OmitStackTraceInFastThrow");
        rr_spare_second_compiler(env);
        missing = rr_shim_bind(env, shim, threads, reflections);
        if (!missing && rr_weave_classes(env, weaving) < 0)
            missing = "the event of class files, or the retransformation of classes";
        if (!missing)
            return NULL;
    }
    (*env)->ExceptionClear(env);
    return (*env)->NewStringUTF(env, missing);
}
