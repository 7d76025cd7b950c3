/*
 * Child processes. One is started in a whole native of the JDK, not call by call: what goes on between fork and exec runs in the
 * child, or on a stack that parent and child share. So that native is a row (jvm_events.c puts the wrapper in its place): the
 * child is started for real, whatever the launch mechanism, with all calls inside passing; a replay starts none. Waiting for children and
 * signalling them are rows of the C library.
 *
 * The child's parent is the primary. The program knows itself by the pid of the coordinator, so what it is told of the tree of
 * processes is put right here.
 */
#include "shim.h"

#include <stdlib.h>

enum { MESSAGE_MOST = 4096 };

/* The bytes of the arrays, one behind the other, each with its length before it; what is compared on replay. */
struct inputs {
    char *at;
    size_t length, room;
};

static void add_bytes(struct inputs *inputs, const void *bytes, size_t length)
{
    if (inputs->length + length > inputs->room) {
        inputs->room = 2 * (inputs->length + length) + 4096;
        char *larger = realloc(inputs->at, inputs->room);
        if (!larger)
            rr_refuse("out of memory for the command of a process");
        inputs->at = larger;
    }
    memcpy(inputs->at + inputs->length, bytes, length);
    inputs->length += length;
}

static void add_array(struct inputs *inputs, JNIEnv *env, jbyteArray array)
{
    int32_t length = array ? (*env)->GetArrayLength(env, array) : -1;
    add_bytes(inputs, &length, sizeof length);
    if (length <= 0)
        return;
    jbyte *bytes = (*env)->GetByteArrayElements(env, array, NULL);
    if (!bytes)
        rr_refuse("out of memory for the command of a process");
    add_bytes(inputs, bytes, (size_t)length);
    (*env)->ReleaseByteArrayElements(env, array, bytes, JNI_ABORT);
}

/* Takes the pending exception's message, without running Java code; the exception is no longer pending. */
static jthrowable take_exception(JNIEnv *env, char *message)
{
    jthrowable thrown = (*env)->ExceptionOccurred(env);
    *message = 0;
    if (!thrown)
        return NULL;
    (*env)->ExceptionClear(env);
    jclass type = (*env)->FindClass(env, "java/lang/Throwable");
    jfieldID field = type ? (*env)->GetFieldID(env, type, "detailMessage", "Ljava/lang/String;") : NULL;
    jstring text = field ? (*env)->GetObjectField(env, thrown, field) : NULL;
    const char *chars = text ? (*env)->GetStringUTFChars(env, text, NULL) : NULL;
    if (chars) {
        snprintf(message, MESSAGE_MOST, "%s", chars);
        (*env)->ReleaseStringUTFChars(env, text, chars);
    }
    (*env)->ExceptionClear(env);
    return thrown;
}

static void throw_recorded(JNIEnv *env, struct rr_lane *lane, const char *message)
{
    jclass type = (*env)->FindClass(env, "java/io/IOException");
    if (!type || (*env)->ThrowNew(env, type, message) != JNI_OK)
        rr_diverge(lane, "the exception of a process that could not be started cannot be thrown: %s", message);
}

/* A child that writes to the program's own output or errors does so unseen. */
static void tell_of_unseen_output(JNIEnv *env, jintArray descriptors)
{
    static int told;
    static const char line[] = "rr: the program starts a process that writes to the program's own output: that is not recorded, and is missing here\n";
    jint given[3];
    (*env)->GetIntArrayRegion(env, descriptors, 0, 3, given);
    int unseen = rr_fd_echo(given[1]) >= 0 || rr_fd_echo(given[2]) >= 0;
    if (!unseen || rr_control->flags & RR_FLAG_QUIET || __atomic_exchange_n(&told, 1, __ATOMIC_RELAXED))
        return;
    if (write(STDERR_FILENO, line, sizeof line - 1) < 0) {
        /* nobody reads */
    }
}

jint rr_wrap_Java_java_lang_ProcessImpl_forkAndExec(JNIEnv *env, jobject process, jint mode, jbyteArray helper, jbyteArray program, jbyteArray arguments,
                                                    jint argument_count, jbyteArray environment, jint environment_count, jbyteArray directory,
                                                    jintArray descriptors, jboolean merges)
{
    struct rr_lane *lane = rr_self();
    enum { STREAMS_OF_CHILD = 3 };
    jint given[STREAMS_OF_CHILD] = {-1, -1, -1}, fds[STREAMS_OF_CHILD];
    char message[MESSAGE_MOST] = "";
    if (!lane)
        return rr_real.Java_java_lang_ProcessImpl_forkAndExec(env, process, mode, helper, program, arguments, argument_count, environment,
                                                              environment_count, directory, descriptors, merges);
    struct inputs inputs = {NULL, 0, 0};
    add_array(&inputs, env, program);
    add_array(&inputs, env, arguments);
    add_array(&inputs, env, environment);
    add_array(&inputs, env, directory);
    (*env)->GetIntArrayRegion(env, descriptors, 0, STREAMS_OF_CHILD, given);
    for (int i = 0; i < STREAMS_OF_CHILD; i++) /* the numbers themselves may have been moved, see fds.h */
        add_bytes(&inputs, &(char){given[i] == -1}, 1);
    add_bytes(&inputs, &(char){merges != 0}, 1);

    if (rr_replaying())
        tell_of_unseen_output(env, descriptors);
    /* What this thread did comes before what the child does, ... */
    const unsigned op = RR_OP_Java_java_lang_ProcessImpl_forkAndExec;
    int64_t ret = 0;
    int err = 0;
    rr_gate(lane);
    rr_io_event(lane);
    rr_wrote(lane, op, &ret, &err, &(struct rr_bytes){inputs.at, inputs.length}, 1);
    free(inputs.at);
    rr_gate(lane);
    jthrowable thrown = NULL;
    if (rr_recording()) {
        rr_suppress();
        rr_fds_forking = 1;
        ret = rr_real.Java_java_lang_ProcessImpl_forkAndExec(env, process, mode, helper, program, arguments, argument_count, environment,
                                                             environment_count, directory, descriptors, merges);
        rr_fds_forking = 0;
        thrown = take_exception(env, message);
        rr_resume();
        err = thrown != NULL;
        (*env)->GetIntArrayRegion(env, descriptors, 0, STREAMS_OF_CHILD, fds);
    }
    /* ... and that this one failed, or which descriptors it got, behind what others closed. */
    rr_io_event(lane);
    struct rr_bytes results[] = {{fds, sizeof fds}, {message, rr_recording() ? strlen(message) + 1 : sizeof message}};
    rr_call(lane, op, &ret, &err, results, 2);
    for (int i = 0; !err && i < STREAMS_OF_CHILD; i++)
        fds[i] = rr_fd_made(fds[i]); /* -1 where one was given */
    if (!err)
        (*env)->SetIntArrayRegion(env, descriptors, 0, STREAMS_OF_CHILD, fds);
    if (thrown)
        (*env)->Throw(env, thrown);
    else if (err)
        throw_recorded(env, lane, message);
    return (jint)ret;
}

/* The pid by which the program knows a process. */
static int64_t known_as(int64_t process)
{
    return process == rr_control->primary_pid ? rr_control->coordinator_pid : process;
}

jlong rr_wrap_Java_java_lang_ProcessHandleImpl_parent0(JNIEnv *env, jclass type, jlong process, jlong start)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_real.Java_java_lang_ProcessHandleImpl_parent0(env, type, process, start);
    int64_t ret = 0;
    int err = 0;
    rr_gate(lane);
    if (rr_recording()) {
        if (process == rr_control->coordinator_pid) {
            ret = rr_parent_of(rr_control->coordinator_pid);
        } else {
            rr_suppress();
            ret = known_as(rr_real.Java_java_lang_ProcessHandleImpl_parent0(env, type, process, start));
            rr_resume();
        }
    }
    rr_io_event(lane);
    rr_call(lane, RR_OP_Java_java_lang_ProcessHandleImpl_parent0, &ret, &err, NULL, 0);
    return ret;
}

/* The processes that were found, without the recorder's own; returns how many are left. */
static jint without_own(int64_t of, jint found, jlong *pids, jlong *parents, jlong *starts)
{
    jint kept = 0;
    for (jint i = 0; i < found; i++) {
        if (pids[i] == rr_control->primary_pid || pids[i] == rr_control->scribe_pid)
            continue;
        pids[kept] = pids[i];
        parents[kept] = of != 0 ? of : known_as(parents[i]);
        starts[kept++] = starts[i];
    }
    return kept;
}

/* All processes, or the children of one: their numbers, parents and starts. The arrays may be too short, and all but the first NULL. */
jint rr_wrap_Java_java_lang_ProcessHandleImpl_getProcessPids0(JNIEnv *env, jclass type, jlong of, jlongArray pids, jlongArray parents, jlongArray starts)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_real.Java_java_lang_ProcessHandleImpl_getProcessPids0(env, type, of, pids, parents, starts);
    enum { COLUMNS = 3 };
    const jlongArray arrays[COLUMNS] = {pids, parents, starts};
    const jint room = pids ? (*env)->GetArrayLength(env, pids) : 0;
    jlong *rows = calloc(COLUMNS * (size_t)room + 1, sizeof *rows);
    if (!rows)
        rr_refuse("out of memory for a list of processes");
    int64_t ret = 0;
    int err = 0;
    jint kept = 0;
    rr_gate(lane);
    if (rr_recording()) {
        rr_suppress();
        ret = rr_real.Java_java_lang_ProcessHandleImpl_getProcessPids0(env, type, of == rr_control->coordinator_pid ? rr_control->primary_pid : of, pids, parents,
                                                                       starts);
        if ((*env)->ExceptionCheck(env))
            rr_refuse("the list of processes: the JVM cannot read /proc");
        rr_resume();
        if (ret <= room) {
            for (int i = 0; i < COLUMNS; i++)
                if (arrays[i])
                    (*env)->GetLongArrayRegion(env, arrays[i], 0, (jint)ret, rows + i * room);
            kept = without_own(of, (jint)ret, rows, rows + room, rows + 2 * room);
            ret = kept;
        }
    }
    const size_t column = (size_t)room * sizeof *rows, used = rr_recording() ? (size_t)kept * sizeof *rows : column;
    rr_io_event(lane);
    struct rr_bytes results[] = {{rows, used}, {rows + room, used}, {rows + 2 * room, used}};
    rr_call(lane, RR_OP_Java_java_lang_ProcessHandleImpl_getProcessPids0, &ret, &err, results, COLUMNS);
    for (int i = 0; i < COLUMNS; i++)
        if (arrays[i])
            (*env)->SetLongArrayRegion(env, arrays[i], 0, (jint)(results[i].length / sizeof *rows), rows + i * room);
    free(rows);
    return (jint)ret;
}
