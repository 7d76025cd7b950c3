#define _GNU_SOURCE
#include "findings.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static char *file;
static void *accesses;

static bool writes_nothing(const char *path)
{
    return strcmp(path, "-") == 0;
}

/* Mapped from a file: memory of the process would be gone with it. */
static void *map_accesses(const char *path)
{
    const off_t size = RR_ACCESSES_HEAD + RR_ACCESSES * 2 * (off_t)sizeof(uint64_t);
    char name[PATH_MAX];
    if (writes_nothing(path))
        return calloc(1, (size_t)size);
    if ((size_t)snprintf(name, sizeof name, "%s.accesses", path) >= sizeof name) {
        errno = ENAMETOOLONG;
        return NULL;
    }
    int fd = open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return NULL;
    void *at = ftruncate(fd, size) == 0 ? mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;
    int failed = errno;
    close(fd); /* nothing was written through it */
    errno = failed;
    return at == MAP_FAILED ? NULL : at;
}

int rr_findings_to(const char *path)
{
    accesses = map_accesses(path);
    file = accesses ? strdup(path) : NULL;
    return file ? 0 : -1;
}

void *rr_accesses(void)
{
    return accesses;
}

int rr_observed(void)
{
    return file != NULL;
}

int rr_findings_append(const char *text, size_t length)
{
    if (writes_nothing(file))
        return 0;
    int fd = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return -1;
    size_t done = 0;
    ssize_t n = 0;
    while (done < length && ((n = write(fd, text + done, length - done)) >= 0 || errno == EINTR))
        done += n > 0 ? (size_t)n : 0;
    int failed = done < length ? errno : 0;
    if (close(fd) < 0 && !failed)
        failed = errno;
    errno = failed;
    return failed ? -1 : 0;
}
