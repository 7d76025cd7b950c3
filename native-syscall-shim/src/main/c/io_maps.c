/*
 * Mapped files. Java reads a mapping with plain loads, which nobody can log, so the contents are logged when it is mapped and a
 * replay gives private memory filled with them. What others write to the file while it is mapped is not seen by a replay;
 * a mapping through which the program itself writes to the file cannot be recorded. The JDK's own files (its image of classes, mapped by
 * those who look into another jrt file system) are mapped again: a replay needs the same build of the JDK anyway.
 */
#include "shim.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>

/* The contents go through the log: beyond this size that would be neither fast nor small. */
#define MOST ((size_t)256 << 20)

/* How much of the mapping lies inside the file; behind it, touching a page is an error. */
static size_t readable(int fd, off64_t offset, size_t size, int protection)
{
    struct stat64 st;
    if (!(protection & PROT_READ) || fstat64(fd, &st) != 0 || st.st_size <= offset)
        return 0;
    uint64_t rest = (uint64_t)(st.st_size - offset);
    return rest < size ? (size_t)rest : size;
}

/* What the wrapper logs as result of a mapping that worked. */
enum { CONTENTS_LOGGED = 0, FILE_OF_THE_JDK = 1 };

static char jdk_libraries[PATH_MAX]; /* the folder lib of the JDK, with a slash; empty outside of a JVM */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void find_jdk(void)
{
    static const char end[] = "server/libjvm.so";
    Dl_info info;
    void *function = dlsym(RTLD_DEFAULT, "JNI_CreateJavaVM");
    char path[PATH_MAX];
    if (!function || !dladdr(function, &info) || !info.dli_fname || !realpath(info.dli_fname, path))
        return;
    size_t length = strlen(path);
    if (length > sizeof end && !strcmp(path + length - (sizeof end - 1), end))
        memcpy(jdk_libraries, path, length - (sizeof end - 1));
}

static int is_of_the_jdk(int fd)
{
    char link[64], path[PATH_MAX];
    pthread_once(&once, find_jdk);
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = *jdk_libraries ? readlink(link, path, sizeof path) : -1;
    size_t length = strlen(jdk_libraries);
    return n > (ssize_t)length && !memcmp(path, jdk_libraries, length);
}

void *rr_wrap_mmap64(void *at, size_t size, int protection, int flags, int fd, off64_t offset)
{
    struct rr_lane *lane = rr_self();
    if (flags & MAP_ANONYMOUS)
        return rr_real.mmap64(at, size, protection, flags, fd, offset);
    if (!lane)
        return rr_real.mmap64(at, size, protection, flags, rr_fd_local(fd), offset);
    if ((flags & MAP_TYPE) != MAP_PRIVATE && protection & PROT_WRITE)
        rr_refuse("mmap: a file mapped for writing (FileChannel.map with READ_WRITE) cannot be recorded");
    int of_the_jdk = rr_recording() && is_of_the_jdk(fd);
    if (size > MOST && rr_recording() && !of_the_jdk)
        rr_refuse("mmap: a mapping of %zu bytes cannot be recorded, the most is %zu", size, MOST);
    char *memory = MAP_FAILED;
    size_t used = 0, room = size ? size : 1; /* a size of 0 is an error, which the log gives back */
    if (rr_replaying()) {
        memory = rr_real.mmap64(at, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | (flags & MAP_FIXED), -1, 0);
        if (memory == MAP_FAILED)
            rr_refuse("mmap: %zu bytes for the copy of a mapped file: %s", size, strerror(errno));
    }
    int64_t ret = RR_READS_CALL(lane, RR_OP_mmap64,
                                (memory = rr_real.mmap64(at, size, protection, flags, fd, offset)) == MAP_FAILED
                                    ? -1
                                    : of_the_jdk ? FILE_OF_THE_JDK
                                    : (used = readable(fd, offset, size, protection), CONTENTS_LOGGED),
                                OUT(memory, size, used));
    if (rr_replaying()) {
        int err = errno;
        if (ret == FILE_OF_THE_JDK) {
            if (rr_real.mmap64(memory, size, protection, flags | MAP_FIXED, rr_fd_real(fd), offset) == MAP_FAILED)
                rr_refuse("mmap: a file of the JDK cannot be mapped again: %s", strerror(errno));
        } else if (ret != CONTENTS_LOGGED) {
            munmap(memory, room);
            memory = MAP_FAILED;
        } else if (!(protection & PROT_WRITE)) {
            mprotect(memory, size, protection);
        }
        errno = err;
    }
    return memory;
}

void *rr_wrap_mmap(void *at, size_t size, int protection, int flags, int fd, off64_t offset)
{
    return rr_wrap_mmap64(at, size, protection, flags, fd, offset);
}
