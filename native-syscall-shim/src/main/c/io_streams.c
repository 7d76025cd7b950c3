/*
 * C streams. libc's FILE calls read and write inside libc, where no import is to be patched. So a FILE that a lane opens is
 * one of fopencookie, whose functions are the wrappers: buffering, parsing and line splitting stay libc's, and its reads and
 * writes are rows like all others. `stdin` becomes such a stream too.
 */
#include "shim.h"

#include <pthread.h>
#include <stdlib.h>

struct stream {
    struct stream *next;
    FILE *file;
    int fd;
};

static struct stream *streams;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static ssize_t stream_read(void *cookie, char *buffer, size_t size)
{
    return rr_wrap_read(((struct stream *)cookie)->fd, buffer, size);
}

/* fopencookie wants 0, not -1, for an error. */
static ssize_t stream_write(void *cookie, const char *buffer, size_t size)
{
    ssize_t written = rr_wrap_write(((struct stream *)cookie)->fd, buffer, size);
    return written < 0 ? 0 : written;
}

static int stream_seek(void *cookie, off64_t *offset, int whence)
{
    off64_t at = rr_wrap_lseek64(((struct stream *)cookie)->fd, *offset, whence);
    if (at < 0)
        return -1;
    *offset = at;
    return 0;
}

static int stream_close(void *cookie)
{
    struct stream *stream = cookie;
    pthread_mutex_lock(&lock);
    for (struct stream **at = &streams; *at; at = &(*at)->next) {
        if (*at == stream) {
            *at = stream->next;
            break;
        }
    }
    pthread_mutex_unlock(&lock);
    int ret = rr_wrap_close(stream->fd);
    free(stream);
    return ret;
}

static FILE *stream_over(int fd, const char *mode)
{
    struct stream *stream = malloc(sizeof *stream);
    if (!stream)
        return NULL;
    stream->fd = fd;
    stream->file = fopencookie(stream, mode, (cookie_io_functions_t){stream_read, stream_write, stream_seek, stream_close});
    if (!stream->file) {
        free(stream);
        return NULL;
    }
    pthread_mutex_lock(&lock);
    stream->next = streams;
    streams = stream;
    pthread_mutex_unlock(&lock);
    return stream->file;
}

/* open's flags for fopen's mode, or -1. */
static int flags_of(const char *mode)
{
    int flags;
    switch (*mode) {
    case 'r': flags = 0; break;
    case 'w': flags = O_CREAT | O_TRUNC; break;
    case 'a': flags = O_CREAT | O_APPEND; break;
    default: return -1;
    }
    flags |= strchr(mode, '+') ? O_RDWR : *mode == 'r' ? O_RDONLY : O_WRONLY;
    return flags | (strchr(mode, 'e') ? O_CLOEXEC : 0) | (strchr(mode, 'x') ? O_EXCL : 0);
}

FILE *rr_wrap_fopen64(const char *path, const char *mode)
{
    if (!rr_self())
        return rr_real.fopen64(path, mode);
    int flags = flags_of(mode);
    if (flags < 0) {
        errno = EINVAL;
        return NULL;
    }
    int fd = rr_wrap_open64(path, flags, 0666);
    if (fd < 0)
        return NULL;
    FILE *file = stream_over(fd, mode);
    if (!file)
        rr_wrap_close(fd);
    return file;
}

FILE *rr_wrap_fopen(const char *path, const char *mode) { return rr_wrap_fopen64(path, mode); }

FILE *rr_wrap_setmntent(const char *path, const char *mode)
{
    return rr_self() ? rr_wrap_fopen64(path, mode) : rr_real.setmntent(path, mode);
}

FILE *rr_wrap_fdopen(int fd, const char *mode)
{
    /* Without lane as well when replaying: the number may be virtual. */
    return rr_self() || rr_replaying() ? stream_over(fd, mode) : rr_real.fdopen(fd, mode);
}

int rr_wrap_fileno(FILE *file)
{
    pthread_mutex_lock(&lock);
    struct stream *stream = streams;
    while (stream && stream->file != file)
        stream = stream->next;
    int fd = stream ? stream->fd : -1;
    pthread_mutex_unlock(&lock);
    return fd >= 0 ? fd : rr_real.fileno(file);
}

int rr_wrap_fileno_unlocked(FILE *file) { return rr_wrap_fileno(file); }

void rr_streams_open(void)
{
    FILE *input = stream_over(0, "r");
    if (input)
        stdin = input;
}
