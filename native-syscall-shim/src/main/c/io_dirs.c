/*
 * Directories. Recording, a DIR is libc's. Replaying, a DIR that a lane opened is a struct of our own: lanes get its entries
 * from the log; code without lane that meets one reads the real directory of the same path. A DIR that code without lane
 * opened is real in both modes, and lanes that read it get the recorded entries.
 */
#include "shim.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>

/* Room for one entry; file systems with names of more than 255 bytes exist. */
union entry {
    struct dirent64 dirent;
    char bytes[1100];
};

struct directory {
    struct directory *next;
    DIR *real; /* NULL until code without lane needs it */
    int fd;    /* the number given to fdopendir, or the recorded one of opendir; -1: unknown */
    union entry entry;
    char path[]; /* empty: unknown */
};

static struct directory *directories;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* An entry of a real DIR, read by a lane of a replay. On the heap: static thread-local storage is scarce in a library loaded late. */
static union entry *thread_entry(void)
{
    static __thread union entry *entry;
    if (!entry && !(entry = malloc(sizeof *entry)))
        rr_refuse("out of memory for a directory entry");
    return entry;
}

static DIR *make(const char *path, int fd)
{
    struct directory *d = malloc(sizeof *d + strlen(path) + 1);
    if (!d)
        rr_refuse("out of memory for an open directory");
    d->real = NULL;
    d->fd = fd;
    strcpy(d->path, path);
    pthread_mutex_lock(&lock);
    d->next = directories;
    directories = d;
    pthread_mutex_unlock(&lock);
    return (DIR *)d;
}

/* Ours, or NULL: libc's. */
static struct directory *made(DIR *dir)
{
    if (!rr_replaying())
        return NULL;
    pthread_mutex_lock(&lock);
    struct directory *d = directories;
    while (d && d != (struct directory *)dir)
        d = d->next;
    pthread_mutex_unlock(&lock);
    return d;
}

static void unmake(struct directory *d)
{
    pthread_mutex_lock(&lock);
    for (struct directory **at = &directories; *at; at = &(*at)->next) {
        if (*at == d) {
            *at = d->next;
            break;
        }
    }
    pthread_mutex_unlock(&lock);
    if (d->real)
        rr_real.closedir(d->real);
    free(d);
}

/* Its descriptor is one of code without lane, so it is moved up like all of them. */
static DIR *open_raised(const char *path)
{
    int fd = rr_fd_raised(rr_real.openat64(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0));
    return fd < 0 ? NULL : rr_real.fdopendir(fd);
}

static DIR *real_of(DIR *dir)
{
    struct directory *d = made(dir);
    if (!d)
        return dir;
    if (!d->real && !(d->real = open_raised(d->path)))
        rr_refuse("%s is needed to load classes, but cannot be opened: %s", d->path, strerror(errno));
    return d->real;
}

DIR *rr_wrap_opendir(const char *path)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_replaying() ? open_raised(path) : rr_real.opendir(path);
    DIR *dir = NULL;
    int64_t ret = RR_READS_CALL(lane, RR_OP_opendir, (dir = rr_real.opendir(path)) ? rr_real.dirfd(dir) : -1);
    if (ret >= 0 && rr_replaying())
        dir = make(path, -1);
    return dir;
}

DIR *rr_wrap_fdopendir(int fd)
{
    struct rr_lane *lane = rr_self();
    if (!lane) {
        int real = rr_fd_local(fd);
        /* closedir closes the descriptor, but the one behind a virtual number is still needed there. */
        return rr_real.fdopendir(real == fd || real < 0 ? real : rr_fd_raise(rr_real.dup(real)));
    }
    DIR *dir = NULL;
    int64_t ret = RR_READS_CALL(lane, RR_OP_fdopendir, (dir = rr_real.fdopendir(fd)) ? 0 : -1);
    if (ret == 0 && rr_replaying()) {
        char path[PATH_MAX];
        dir = make(rr_fd_path(fd, path, sizeof path) == 0 ? path : "", fd);
    }
    return dir;
}

struct dirent64 *rr_wrap_readdir64(DIR *dir)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_real.readdir64(real_of(dir));
    struct directory *d = made(dir);
    struct dirent64 *entry = rr_recording() ? NULL : d ? &d->entry.dirent : &thread_entry()->dirent;
    int64_t ret = RR_READS_CALL(lane, RR_OP_readdir64, (entry = rr_real.readdir64(dir)) ? 0 : -1,
                                OUT(entry, sizeof(union entry), ret == 0 ? entry->d_reclen : 0));
    return ret == 0 ? entry : NULL;
}

struct dirent64 *rr_wrap_readdir(DIR *dir) { return rr_wrap_readdir64(dir); }

int rr_wrap_closedir(DIR *dir)
{
    struct rr_lane *lane = rr_self();
    struct directory *d = made(dir);
    int ret = 0;
    if (rr_recording())
        rr_fd_closed(rr_real.dirfd(dir));
    if (lane)
        ret = (int)RR_SENDS_CALL(lane, RR_OP_closedir, rr_real.closedir(dir));
    else if (!d)
        return rr_real.closedir(dir);
    if (d) {
        if (d->fd >= 0)
            rr_fd_closed(d->fd);
        unmake(d);
    } else if (rr_replaying()) {
        rr_real.closedir(dir);
    }
    return ret;
}

void rr_wrap_rewinddir(DIR *dir)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        rr_real.rewinddir(real_of(dir));
    else
        (void)RR_READS_CALL(lane, RR_OP_rewinddir, (rr_real.rewinddir(dir), 0));
}

int rr_wrap_dirfd(DIR *dir)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_real.dirfd(real_of(dir));
    struct directory *d = made(dir);
    int fd = (int)RR_READS_CALL(lane, RR_OP_dirfd, rr_real.dirfd(dir));
    if (!d || fd < 0)
        return fd;
    if (d->fd < 0)
        d->fd = rr_fd_opened(fd, AT_FDCWD, d->path, O_RDONLY, &(struct rr_opened){.mode = S_IFDIR});
    return d->fd;
}
