/* Rows that return a path in memory of the caller or of malloc, and the numbers of this process and its parent. */
#include "shim.h"

#include <limits.h>
#include <stdlib.h>

/* The common end: the path is in `text` (replaying: room for PATH_MAX); to the caller in `buffer`, or in memory of malloc. */
static char *give(const char *text, char *buffer)
{
    int err = errno;
    char *given = buffer ? strcpy(buffer, text) : strdup(text);
    errno = err;
    return given;
}

char *rr_wrap_realpath(const char *path, char *resolved)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_real.realpath(path, resolved);
    char text[PATH_MAX];
    int64_t ret = RR_READS_CALL(lane, RR_OP_realpath, rr_real.realpath(path, text) ? 0 : -1, FILLS_STRING(text, sizeof text));
    return ret == 0 ? give(text, resolved) : NULL;
}

char *rr_wrap___realpath_chk(const char *path, char *resolved, size_t room)
{
    if (resolved && room < PATH_MAX)
        rr_refuse("a library resolves a path into a buffer of %zu bytes", room);
    return rr_wrap_realpath(path, resolved);
}

char *rr_wrap_canonicalize_file_name(const char *path) { return rr_wrap_realpath(path, NULL); }

char *rr_wrap_getcwd(char *buffer, size_t size)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_real.getcwd(buffer, size);
    char text[PATH_MAX];
    size_t room = size == 0 || size > sizeof text ? sizeof text : size;
    if (buffer && size == 0)
        return rr_real.getcwd(buffer, size); /* an error that depends on nothing else */
    int64_t ret = RR_READS_CALL(lane, RR_OP_getcwd, rr_real.getcwd(text, room) ? 0 : -1, FILLS_STRING(text, sizeof text));
    if (ret != 0)
        return NULL;
    if (buffer || size == 0)
        return give(text, buffer);
    char *given = malloc(size);
    return given ? strcpy(given, text) : NULL;
}

char *rr_wrap___getcwd_chk(char *buffer, size_t size, size_t room)
{
    if (size > room)
        rr_refuse("a library asks for a path of %zu bytes in a buffer of %zu", size, room);
    return rr_wrap_getcwd(buffer, size);
}

/* The application sees the process that the user started, not the child in which it runs. */
pid_t rr_wrap_getpid(void)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_real.getpid();
    return (pid_t)RR_READS_CALL(lane, RR_OP_getpid, rr_control->coordinator_pid);
}

/* The parent of the process that the user started, from /proc/PID/stat: "pid (command) state parent ...". */
pid_t rr_parent_of(pid_t process)
{
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/%d/stat", process);
    int fd = rr_real.openat64(AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0), parent;
    if (fd < 0)
        return rr_real.getppid();
    ssize_t length = rr_real.read(fd, text, sizeof text - 1);
    rr_real.close(fd);
    text[length > 0 ? length : 0] = 0;
    const char *behind = strrchr(text, ')'); /* the command may contain anything */
    return behind && sscanf(behind, ") %*c %d", &parent) == 1 ? parent : rr_real.getppid();
}

pid_t rr_wrap_getppid(void)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_real.getppid();
    return (pid_t)RR_READS_CALL(lane, RR_OP_getppid, rr_parent_of(rr_control->coordinator_pid));
}
