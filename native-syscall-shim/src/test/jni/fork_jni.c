/* Lets a Java agent fork its JVM, without the rest of rr. */
#include "coordinator.h"
#include "fork.h"

#include <jni.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static int shm_fd = -1;

/* The program goes on in the child; this process only coordinates. Returns null, or what went wrong. */
JNIEXPORT jstring JNICALL Java_ForkAgent_forkAndCoordinate(JNIEnv *env, jclass c)
{
    (void)c;
    const struct rr_fork_options options = {.hold_parent = true, .shared_fd = -1}; /* a parent that is left stopped may share anything */
    struct rr_fork_report report;
    pid_t coordinator = getpid();
    shm_fd = memfd_create("rr-shared", MFD_CLOEXEC);
    if (shm_fd < 0 || ftruncate(shm_fd, RR_SHM_SIZE) != 0) return (*env)->NewStringUTF(env, "memfd_create");
    struct rr_control *control = mmap(NULL, RR_SHM_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, shm_fd, 0);
    if (control == MAP_FAILED) return (*env)->NewStringUTF(env, "mmap");
    control->mode = RR_MODE_REPLAY;
    pid_t primary = rr_fork_all(&options, &report);
    if (primary < 0) return (*env)->NewStringUTF(env, report.message);
    if (primary == 0) {
        rr_die_with_coordinator(coordinator);
        return NULL;
    }
    const struct rr_coordinator_options coordination = {.control = control, .shm_fd = shm_fd};
    rr_coordinate(primary, &coordination);
}

/* As a checkpoint would be taken: both go on. Returns the child's pid, 0 in the child. */
JNIEXPORT jint JNICALL Java_ForkAgent_forkAll(JNIEnv *env, jclass c)
{
    (void)c;
    const struct rr_fork_options options = {.shared_fd = shm_fd};
    struct rr_fork_report report;
    pid_t child = rr_fork_all(&options, &report);
    if (child < 0) (*env)->ThrowNew(env, (*env)->FindClass(env, "java/lang/IllegalStateException"), report.message);
    return child;
}

/* The exit code, or 1000 + signal. */
JNIEXPORT jint JNICALL Java_ForkAgent_await(JNIEnv *env, jclass c, jint pid)
{
    int status;
    (void)env;
    (void)c;
    if (waitpid(pid, &status, 0) != pid) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}
