/* Starts the scribe. See coordinator.h. */
#include "arch_x86_64.h"
#include "coordinator.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

/*
 * Small fixed costs, no file under /tmp, and what Chronicle Queue opens of the JDK: rr.recorder.Scribe.JVM_FLAGS. Without the
 * optimising compiler, whose threads would take processor time from the program.
 */
static const char *const jvm_flags[] = {
    "-Xms24m",
    "-Xmx96m",
    "-Xss512k",
    "-XX:+UseSerialGC",
    "-XX:-UsePerfData",
    "-XX:+DisableAttachMechanism",
    "-Xshare:auto",
    "-Xlog:disable",
    "-XX:TieredStopAtLevel=1",
    "-XX:CompileThresholdScaling=5",
    "-XX:+ErrorFileToStderr",
    "-XX:-CreateCoredumpOnCrash",
    "-XX:+IgnoreUnrecognizedVMOptions",
    "--sun-misc-unsafe-memory-access=allow",
    "--enable-native-access=ALL-UNNAMED",
    "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
    "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "-Dchronicle.disk.monitor.disable=true",
    "-Dchronicle.announcer.disable=true",
};

/* The application's VM options are not meant for the scribe. */
static const char *const dropped_variables[] = {"JAVA_TOOL_OPTIONS=", "JDK_JAVA_OPTIONS=", "_JAVA_OPTIONS=", "JDK_AOT_VM_OPTIONS="};

#define LENGTH(array) (sizeof(array) / sizeof *(array))
#define SHM_FD_TEXT "3"
#define LIFE_FD_TEXT "4"
enum { SHM_FD = 3, LIFE_FD = 4, FREE_FD = 10, LOWER_PRIORITY = 5 };

struct spawn {
    const char **arguments;
    const char **environment;
    const char *log;
    const char *archive; /* an argument, or NULL */
    int shm_fd, life_fd;
    int error_number; /* set by the child, which shares our memory until it executes the launcher */
};

void rr_raise_scribe(pid_t scribe)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/autogroup", (int)scribe);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return;
    ssize_t written = write(fd, "0", 1); /* refused within a tenth of a second of another one's */
    (void)written;
    close(fd);
}

static bool is_dropped(const char *variable)
{
    for (size_t i = 0; i < LENGTH(dropped_variables); i++)
        if (strncmp(variable, dropped_variables[i], strlen(dropped_variables[i])) == 0) return true;
    return false;
}

static int arrange_descriptors(const struct spawn *spawn)
{
    /* Above those that are about to be replaced. */
    int shm = fcntl(spawn->shm_fd, F_DUPFD, FREE_FD), life = fcntl(spawn->life_fd, F_DUPFD, FREE_FD);
    int null = open("/dev/null", O_RDONLY), log = open(spawn->log, O_WRONLY | O_CREAT | O_APPEND, 0666);
    if (shm < 0 || life < 0 || null < 0 || log < 0) return -1;
    if ((log = fcntl(log, F_DUPFD, FREE_FD)) < 0 || (null = fcntl(null, F_DUPFD, FREE_FD)) < 0) return -1;
    if (dup2(null, 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0 || dup2(shm, SHM_FD) < 0 || dup2(life, LIFE_FD) < 0) return -1;
#ifdef SYS_close_range
    if (syscall(SYS_close_range, LIFE_FD + 1, UINT_MAX, 0) == 0) return 0;
#endif
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -1;
    for (int fd = LIFE_FD + 1; fd < (int)(limit.rlim_cur < 65536 ? limit.rlim_cur : 65536); fd++) close(fd); /* most are not open */
    return 0;
}

static int run_child(void *argument)
{
    struct spawn *spawn = argument;
    const struct rr_sigaction action = {.handler = (uintptr_t)SIG_DFL};
    const uint64_t none = 0;
    for (int signal = 1; signal <= 64; signal++) syscall(SYS_rt_sigaction, signal, &action, NULL, sizeof none); /* fails for KILL and STOP */
    setpriority(PRIO_PROCESS, 0, LOWER_PRIORITY); /* only a wish */
    if (setsid() >= 0 && arrange_descriptors(spawn) == 0 && syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, sizeof none) == 0)
        execve(spawn->arguments[0], (char *const *)spawn->arguments, (char *const *)spawn->environment);
    spawn->error_number = errno;
    _exit(127);
}

static size_t count(const char *const *list)
{
    size_t n = 0;
    while (list && list[n]) n++;
    return n;
}

/* Fills in arguments and environment, one behind the other. */
static void fill(struct spawn *spawn, const struct rr_coordinator_options *options, const char **room)
{
    spawn->arguments = room;
    *room++ = options->java;
    for (size_t i = 0; i < LENGTH(jvm_flags); i++) *room++ = jvm_flags[i];
    if (spawn->archive) *room++ = spawn->archive;
    *room++ = "-cp";
    *room++ = options->inner_jar;
    *room++ = "rr.recorder.Scribe";
    *room++ = SHM_FD_TEXT;
    *room++ = options->trace_dir;
    *room++ = LIFE_FD_TEXT;
    for (size_t i = 0; i < count(options->scribe_arguments); i++) *room++ = options->scribe_arguments[i];
    *room++ = NULL;
    spawn->environment = room;
    for (char **variable = environ; variable && *variable; variable++)
        if (!is_dropped(*variable)) *room++ = *variable;
    *room = NULL;
}

pid_t rr_spawn_scribe(const struct rr_coordinator_options *options, int *life)
{
    static const char archive_option[] = "-XX:SharedArchiveFile=";
    char log[PATH_MAX], archive[sizeof archive_option + PATH_MAX], stack[16384] __attribute__((aligned(16)));
    int pipe_fds[2];
    struct spawn spawn = {.log = log, .shm_fd = options->shm_fd};
    size_t pointers = LENGTH(jvm_flags) + count(options->scribe_arguments) + count((const char *const *)environ) + 16;
    if ((size_t)snprintf(log, sizeof log, "%s/scribe.log", options->trace_dir) >= sizeof log) {
        errno = ENAMETOOLONG;
        return -1;
    }
    /* One that does not fit is ignored by the VM, and a longer path would only cost time. */
    if (options->scribe_archive && strlen(options->scribe_archive) < PATH_MAX && access(options->scribe_archive, R_OK) == 0) {
        snprintf(archive, sizeof archive, "%s%s", archive_option, options->scribe_archive);
        spawn.archive = archive;
    }
    void *room = mmap(NULL, pointers * sizeof(char *), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED) return -1;
    fill(&spawn, options, room);
    pid_t child = -1;
    if (pipe2(pipe_fds, O_CLOEXEC) == 0) {
        spawn.life_fd = pipe_fds[0];
        /* As vfork, on a stack of its own: this process may be too large to be copied once more. */
        child = clone(run_child, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, &spawn);
        if (child < 0) spawn.error_number = errno;
        close(pipe_fds[0]); /* ours is not needed */
        if (spawn.error_number) {
            close(pipe_fds[1]);
            child = -1; /* the caller reaps all children, so this one as well */
        } else *life = pipe_fds[1];
    } else spawn.error_number = errno;
    munmap(room, pointers * sizeof(char *)); /* cannot fail: it is what mmap returned */
    errno = spawn.error_number;
    return child;
}
