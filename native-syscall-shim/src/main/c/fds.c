/* The table of descriptors; fds.h says what the numbers mean. */
#include "fds.h"

#include "kept.h"
#include "shim.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>

/* One open file description. Never given back to malloc, so that a reader that races with a close reads a stale one, not garbage. */
struct rr_file {
    struct rr_file *next_free;
    char *path; /* NULL: none (socket, pipe, standard stream) */
    struct rr_opened what;
    int64_t offset; /* while there is no backing */
    int references;
    int flags;   /* of open */
    int echo;    /* 1 or 2: a duplicate of this standard stream; -1 */
    int backing; /* replay: the real descriptor, or -1 */
};

struct slot {
    struct rr_file *file;
    uint8_t moved; /* the number is index + RR_FD_MOVED */
    uint8_t used;  /* has been virtual: never taken for a real descriptor again */
};

/* Slots come in chunks, made when a number is first used. */
#define CHUNK 1024
static struct slot *chunks[RR_FD_MOVED / CHUNK];
static struct rr_file *free_files;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

int rr_fd_base = 4096;
__thread int rr_fds_forking __attribute__((tls_model("initial-exec")));

void rr_fds_open(void)
{
    /* High, so that recorded numbers stay below; where the limit is low, the upper half. */
    struct rlimit limit;
    rlim_t most = getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 1024;
    rr_fd_base = most > 66000 ? 65536 : most > 4500 ? 4096 : (int)(most / 2);
}

static struct slot *slot_at(int fd, int make)
{
    int index = fd >= RR_FD_MOVED ? fd - RR_FD_MOVED : fd;
    if (index < 0 || index >= RR_FD_MOVED)
        return NULL;
    struct slot *chunk = __atomic_load_n(&chunks[index / CHUNK], __ATOMIC_ACQUIRE);
    if (!chunk) {
        if (!make || !(chunk = calloc(CHUNK, sizeof *chunk)))
            return NULL;
        __atomic_store_n(&chunks[index / CHUNK], chunk, __ATOMIC_RELEASE); /* makers hold the lock */
    }
    return chunk + index % CHUNK;
}

static struct rr_file *file_at(int fd)
{
    struct slot *slot = slot_at(fd, 0);
    struct rr_file *file = slot ? __atomic_load_n(&slot->file, __ATOMIC_ACQUIRE) : NULL;
    return file && slot->moved == (fd >= RR_FD_MOVED) ? file : NULL;
}

/* The functions named ..._locked are called with the lock held. */

static void drop_backing_locked(struct rr_file *file)
{
    if (file->backing < 0)
        return;
    file->offset = rr_real.lseek64(file->backing, 0, SEEK_CUR);
    rr_real.close(file->backing);
    __atomic_store_n(&file->backing, -1, __ATOMIC_RELEASE);
}

static void leave_locked(struct slot *slot)
{
    struct rr_file *file = slot->file;
    __atomic_store_n(&slot->file, NULL, __ATOMIC_RELEASE);
    if (!file || --file->references)
        return;
    drop_backing_locked(file);
    free(file->path);
    file->path = NULL;
    file->next_free = free_files;
    free_files = file;
}

static struct rr_file *new_file_locked(void)
{
    struct rr_file *file = free_files;
    if (file)
        free_files = file->next_free;
    else if (!(file = malloc(sizeof *file)))
        rr_refuse("out of memory for the table of open files");
    *file = (struct rr_file){.references = 0, .echo = -1, .backing = -1};
    return file;
}

/* Puts the file at the recorded number fd, or, if it may move and must, above RR_FD_MOVED. Returns the number. */
static int enter_locked(int fd, struct rr_file *file, int may_move)
{
    int moved = 0;
    if (rr_replaying() && (fd >= rr_fd_base || rr_real.fcntl(fd, F_GETFD, 0) != -1)) {
        if (!may_move) {
            struct slot *taken = slot_at(fd, 1);
            if (taken)
                taken->used = 1; /* a cleaner that closes it late must not close what is really open there */
            if (!file->references) {
                file->next_free = free_files;
                free_files = file;
            }
            return fd;
        }
        moved = 1;
    }
    struct slot *slot = slot_at(fd, 1);
    if (!slot)
        rr_refuse("descriptor %d: too many open files", fd);
    file->references++; /* before the old one is left: both may be the same */
    leave_locked(slot);
    slot->moved = (uint8_t)moved;
    slot->used = 1;
    __atomic_store_n(&slot->file, file, __ATOMIC_RELEASE);
    return moved ? fd + RR_FD_MOVED : fd;
}

/* The path, made absolute where it was relative to an open directory. */
static char *path_of_locked(int directory_fd, const char *path)
{
    struct rr_file *directory = *path != '/' && directory_fd != AT_FDCWD ? file_at(directory_fd) : NULL;
    char *joined = NULL;
    if (!directory || !directory->path)
        return strdup(path);
    return asprintf(&joined, "%s/%s", directory->path, path) < 0 ? NULL : joined;
}

int rr_fd_opened(int fd, int directory_fd, const char *path, int flags, const struct rr_opened *what)
{
    if (fd < 0)
        return fd;
    int err = errno;
    pthread_mutex_lock(&lock);
    struct rr_file *file = new_file_locked();
    file->path = path_of_locked(directory_fd, path);
    file->flags = flags;
    file->what = *what;
    fd = enter_locked(fd, file, 1);
    pthread_mutex_unlock(&lock);
    errno = err;
    return fd;
}

int rr_fd_made(int fd)
{
    if (fd < 0)
        return fd;
    int err = errno;
    pthread_mutex_lock(&lock);
    fd = enter_locked(fd, new_file_locked(), 0);
    pthread_mutex_unlock(&lock);
    errno = err;
    return fd;
}

static struct rr_file *duplicated_locked(int from)
{
    struct rr_file *file = file_at(from);
    if (!file) {
        file = new_file_locked();
        file->echo = from == 1 || from == 2 ? from : -1;
    }
    return file;
}

int rr_fd_duplicated(int from, int to)
{
    if (to < 0)
        return to;
    int err = errno;
    pthread_mutex_lock(&lock);
    struct rr_file *file = duplicated_locked(from);
    to = enter_locked(to, file, file->path || file->echo >= 0);
    pthread_mutex_unlock(&lock);
    errno = err;
    return to;
}

void rr_fd_duplicated_to(int from, int to)
{
    if (rr_fds_forking)
        return;
    int err = errno;
    pthread_mutex_lock(&lock);
    struct slot *slot = slot_at(to, 1);
    if (from != to && slot && (rr_recording() || to < rr_fd_base || to >= RR_FD_MOVED)) {
        struct rr_file *file = duplicated_locked(from);
        file->references++;
        leave_locked(slot);
        slot->moved = to >= RR_FD_MOVED;
        slot->used = 1;
        __atomic_store_n(&slot->file, file, __ATOMIC_RELEASE);
    }
    pthread_mutex_unlock(&lock);
    errno = err;
}

void rr_fd_closed(int fd)
{
    if (rr_fds_forking)
        return;
    int err = errno;
    if (rr_replaying() && fd >= rr_fd_base && fd < RR_FD_MOVED)
        rr_real.close(fd);
    else if (file_at(fd)) {
        pthread_mutex_lock(&lock);
        struct slot *slot = slot_at(fd, 0);
        if (file_at(fd))
            leave_locked(slot);
        pthread_mutex_unlock(&lock);
    }
    errno = err;
}

void rr_fd_advanced(int fd, int64_t by)
{
    struct rr_file *file = file_at(fd);
    if (!file)
        return;
    if (file->backing < 0) {
        __atomic_add_fetch(&file->offset, by, __ATOMIC_RELAXED);
        return;
    }
    int err = errno;
    rr_real.lseek64(file->backing, by, SEEK_CUR);
    errno = err;
}

void rr_fd_positioned(int fd, int64_t offset)
{
    struct rr_file *file = file_at(fd);
    if (!file)
        return;
    int err = errno;
    __atomic_store_n(&file->offset, offset, __ATOMIC_RELAXED);
    if (file->backing >= 0)
        rr_real.lseek64(file->backing, offset, SEEK_SET);
    errno = err;
}

int rr_fd_echo(int fd)
{
    struct rr_file *file = file_at(fd);
    return file ? file->echo : fd == 1 || fd == 2 ? fd : -1;
}

int rr_fd_path(int fd, char *path, size_t size)
{
    pthread_mutex_lock(&lock);
    struct rr_file *file = file_at(fd);
    int length = file && file->path ? snprintf(path, size, "%s", file->path) : -1;
    pthread_mutex_unlock(&lock);
    return length >= 0 && (size_t)length < size ? 0 : -1;
}

int rr_fd_raise(int fd)
{
    if (fd < 0 || fd >= rr_fd_base)
        return fd;
    int err = errno, raised = rr_real.fcntl(fd, F_DUPFD_CLOEXEC, rr_fd_base);
    if (raised < 0)
        rr_refuse("a descriptor cannot be moved to %d or above: %s; raise the limit of open files (ulimit -n)", rr_fd_base,
                  strerror(errno));
    rr_real.close(fd);
    errno = err;
    return raised;
}

/* Opens the file behind a virtual number, at the position that the lanes have reached. */
static int open_backing_locked(struct rr_file *file)
{
    int is_directory = S_ISDIR(file->what.mode);
    if (!file->path || (!S_ISREG(file->what.mode) && !is_directory) || (file->flags & O_ACCMODE) != O_RDONLY)
        return -1;
    int fd = rr_real.openat64(AT_FDCWD, rr_kept_path(file->path), O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0)
        rr_refuse("%s is needed to load classes, but cannot be opened: %s; restore the file of the recording", file->path,
                  strerror(errno));
    struct stat64 st;
    if (!is_directory && (fstat64(fd, &st) != 0 || (uint64_t)st.st_size != file->what.size))
        rr_refuse("%s is needed to load classes, but has changed: recorded with %llu bytes, now %lld; restore the file of the recording",
                  file->path, (unsigned long long)file->what.size, (long long)st.st_size);
    fd = rr_fd_raise(fd);
    if (!is_directory)
        rr_real.lseek64(fd, file->offset, SEEK_SET);
    __atomic_store_n(&file->backing, fd, __ATOMIC_RELEASE);
    return fd;
}

int rr_fd_is_virtual(int fd)
{
    return fd >= RR_FD_MOVED || file_at(fd) != NULL;
}

int rr_fd_real(int fd)
{
    struct rr_file *file = file_at(fd);
    if (!file)
        return fd;
    int backing = __atomic_load_n(&file->backing, __ATOMIC_ACQUIRE);
    if (backing >= 0)
        return backing;
    if (file->echo >= 0)
        return file->echo;
    int err = errno;
    pthread_mutex_lock(&lock);
    backing = file->backing >= 0 ? file->backing : open_backing_locked(file);
    pthread_mutex_unlock(&lock);
    errno = err;
    return backing;
}

int rr_fd_close_without_lane(int fd)
{
    /*
     * A cleaner may close later than it did when recorded, when the number already belongs to another file of a lane. So the
     * number stays as it is until a lane uses it again, and is never taken for a real one.
     */
    struct slot *slot = slot_at(fd, 0);
    if (fd >= RR_FD_MOVED || (slot && slot->used && !slot->moved && fd < rr_fd_base)) {
        pthread_mutex_lock(&lock);
        struct rr_file *file = file_at(fd);
        if (file)
            drop_backing_locked(file);
        pthread_mutex_unlock(&lock);
        return 0;
    }
    return rr_real.close(fd);
}
