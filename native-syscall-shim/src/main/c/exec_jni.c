/*
 * rr.agent.cli.Exec: replaces the process of the command line by another program, so that a recording or a replay keeps
 * the pid, the descriptors and the terminal of the command that the user typed.
 *
 * execve resets every handler, HotSpot's too, and keeps what is ignored and blocked. HotSpot ignores nothing of its own
 * accord, and of the signals it blocks only one in Java threads: SIGQUIT, which its signal dispatcher waits for. Everything
 * else is as the user left it (nohup, a blocked signal) and is handed on.
 */
#include <errno.h>
#include <jni.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void free_strings(char **strings, jsize n)
{
    for (jsize i = 0; i < n; i++)
        free(strings[i]);
    free(strings);
}

/* byte[][] of C strings without their NUL, to a NULL terminated vector; NULL when memory is short or an element is null. */
static char **strings_of(JNIEnv *env, jobjectArray array)
{
    jsize n = (*env)->GetArrayLength(env, array);
    char **strings = calloc((size_t)n + 1, sizeof *strings);
    if (!strings)
        return NULL;
    for (jsize i = 0; i < n; i++) {
        jbyteArray bytes = (*env)->GetObjectArrayElement(env, array, i);
        jsize length = bytes ? (*env)->GetArrayLength(env, bytes) : 0;
        strings[i] = bytes ? calloc((size_t)length + 1, 1) : NULL;
        if (!strings[i]) {
            free_strings(strings, i);
            return NULL;
        }
        (*env)->GetByteArrayRegion(env, bytes, 0, length, (jbyte *)strings[i]);
        (*env)->DeleteLocalRef(env, bytes);
    }
    return strings;
}

static void unblock_sigquit(void)
{
    sigset_t blocked_by_hotspot;
    sigemptyset(&blocked_by_hotspot);
    sigaddset(&blocked_by_hotspot, SIGQUIT);
    pthread_sigmask(SIG_UNBLOCK, &blocked_by_hotspot, NULL);
}

/*
 * static native int exec0(byte[][] pathAndCwd, byte[][] argv, byte[][] envp): errno; does not return when it succeeds.
 * pathAndCwd has one element when the working directory stays; envp is null when the environment stays.
 */
JNIEXPORT jint JNICALL Java_rr_agent_cli_Exec_exec0(JNIEnv *env, jclass type, jobjectArray path_and_cwd,
                                                    jobjectArray argv, jobjectArray envp)
{
    (void)type;
    int error = ENOMEM;
    char **where = strings_of(env, path_and_cwd);
    char **arguments = strings_of(env, argv);
    char **environment = envp ? strings_of(env, envp) : environ;
    if (where && arguments && environment) {
        error = 0;
        if (where[1] && chdir(where[1]) != 0) {
            error = errno;
        } else {
            unblock_sigquit();
            execve(where[0], arguments, environment);
            error = errno;
        }
    }
    if (where)
        free_strings(where, (*env)->GetArrayLength(env, path_and_cwd));
    if (arguments)
        free_strings(arguments, (*env)->GetArrayLength(env, argv));
    if (envp && environment)
        free_strings(environment, (*env)->GetArrayLength(env, envp));
    return error;
}
