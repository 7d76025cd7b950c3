/* Rows about open files: opening, closing, duplicating, moving bytes and the position. */
#include "kept.h"
#include "shim.h"

#include <limits.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>

static void describe(int fd, struct rr_opened *what)
{
    struct stat64 st;
    *what = (struct rr_opened){0};
    if (fd < 0 || fstat64(fd, &st) != 0)
        return;
    what->device = st.st_dev;
    what->inode = st.st_ino;
    what->size = (uint64_t)st.st_size;
    what->modified_nanos = (uint64_t)st.st_mtim.tv_sec * 1000000000u + (uint64_t)st.st_mtim.tv_nsec;
    what->mode = st.st_mode;
}

/*
 * The path is logged and compared: a replay that opens another file has gone astray long before its contents show it.
 * Kinds of open differ in nothing that matters on a 64-bit system, so one real function serves all.
 */
static int open_file(unsigned op, int fd, const char *path, int flags, mode_t mode)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_fd_raised(rr_real.openat64(rr_fd_local(fd), rr_kept_path(path), flags, mode));
    int64_t ret = 0;
    int err = 0;
    struct rr_opened what;
    char recorded[PATH_MAX];
    size_t length = path ? strnlen(path, sizeof recorded - 1) : 0;
    rr_gate(lane);
    if (flags & (O_CREAT | O_TRUNC)) { /* others see this, see RR_EXCHANGES_CALL */
        rr_io_stamp(lane);
        rr_gate(lane);
    }
    if (rr_recording()) {
        ret = rr_real.openat64(fd, path, flags, mode);
        err = errno;
        describe((int)ret, &what);
    }
    rr_io_event(lane);
    struct rr_bytes outs[] = {{&what, sizeof what}, {rr_recording() ? (void *)path : recorded, rr_recording() ? length : sizeof recorded}};
    rr_call(lane, op, &ret, &err, outs, 2);
    if (rr_replaying() && (outs[1].length != length || memcmp(recorded, path, length) != 0))
        rr_diverge(lane, "%s: expected path %.*s, found %s", rr_op_name(op), (int)outs[1].length, recorded, path ? path : "NULL");
    int opened = rr_fd_opened((int)ret, fd, path, flags, &what);
    errno = err;
    return opened;
}

#define OPEN_FLAGS_CREATE (O_CREAT | O_WRONLY | O_TRUNC)
int rr_wrap_open(const char *path, int flags, mode_t mode) { return open_file(RR_OP_open, AT_FDCWD, path, flags, mode); }
int rr_wrap_open64(const char *path, int flags, mode_t mode) { return open_file(RR_OP_open, AT_FDCWD, path, flags, mode); }
int rr_wrap_openat(int fd, const char *path, int flags, mode_t mode) { return open_file(RR_OP_openat, fd, path, flags, mode); }
int rr_wrap_openat64(int fd, const char *path, int flags, mode_t mode) { return open_file(RR_OP_openat, fd, path, flags, mode); }
int rr_wrap_creat(const char *path, mode_t mode) { return open_file(RR_OP_open, AT_FDCWD, path, OPEN_FLAGS_CREATE, mode); }
int rr_wrap_creat64(const char *path, mode_t mode) { return open_file(RR_OP_open, AT_FDCWD, path, OPEN_FLAGS_CREATE, mode); }
int rr_wrap___open_2(const char *path, int flags) { return open_file(RR_OP_open, AT_FDCWD, path, flags, 0); }
int rr_wrap___open64_2(const char *path, int flags) { return open_file(RR_OP_open, AT_FDCWD, path, flags, 0); }
int rr_wrap___openat_2(int fd, const char *path, int flags) { return open_file(RR_OP_openat, fd, path, flags, 0); }
int rr_wrap___openat64_2(int fd, const char *path, int flags) { return open_file(RR_OP_openat, fd, path, flags, 0); }

int rr_wrap_close(int fd)
{
    struct rr_lane *lane = rr_self();
    if (!lane && rr_replaying())
        return rr_fd_close_without_lane(fd);
    /* Recording: forgotten before it is closed, as another thread may be given the number at once. */
    if (rr_recording())
        rr_fd_closed(fd);
    if (!lane)
        return rr_real.close(fd);
    int ret = (int)RR_SENDS_CALL(lane, RR_OP_close, rr_real.close(fd));
    if (rr_replaying())
        rr_fd_closed(fd);
    return ret;
}

int rr_wrap_dup(int fd)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_fd_raised(rr_real.dup(rr_fd_local(fd)));
    return rr_fd_duplicated(fd, (int)RR_READS_CALL(lane, RR_OP_dup, rr_real.dup(fd)));
}

/* Without lane, replaying: `to` must end up closed for those who use it, even if `from` has nothing real behind it. */
static int replace_without_lane(int from, int to, int flags)
{
    int real = rr_fd_local(from), empty = -1;
    if (rr_replaying() && rr_fd_is_virtual(to))
        return to;
    if (real < 0)
        real = empty = rr_real.openat64(AT_FDCWD, "/dev/null", O_RDWR | O_CLOEXEC, 0);
    int ret = from == to ? rr_real.dup2(real, to) : rr_real.dup3(real, to, flags);
    if (empty >= 0)
        rr_real.close(empty);
    return ret;
}

int rr_wrap_dup2(int fd, int to)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return replace_without_lane(fd, to, 0);
    if (RR_EXCHANGES_CALL(lane, RR_OP_dup2, rr_real.dup2(fd, to)) < 0)
        return -1;
    rr_fd_duplicated_to(fd, to);
    return to;
}

int rr_wrap_dup3(int fd, int to, int flags)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return replace_without_lane(fd, to, flags);
    if (RR_EXCHANGES_CALL(lane, RR_OP_dup3, rr_real.dup3(fd, to, flags), WORD(flags)) < 0)
        return -1;
    rr_fd_duplicated_to(fd, to);
    return to;
}

int rr_wrap_pipe2(int *fds, int flags)
{
    struct rr_lane *lane = rr_self();
    int ret = lane ? (int)RR_READS_CALL(lane, RR_OP_pipe2, rr_real.pipe2(fds, flags), FILLS_N(fds, 2 * sizeof *fds, ret == 0))
                   : rr_real.pipe2(fds, flags);
    for (int i = 0; ret == 0 && i < 2; i++)
        fds[i] = lane ? rr_fd_made(fds[i]) : rr_fd_raised(fds[i]);
    return ret;
}

int rr_wrap_pipe(int *fds) { return rr_wrap_pipe2(fds, 0); }

ssize_t rr_wrap_read(int fd, void *buffer, size_t size)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_real.read(rr_fd_local(fd), buffer, size);
    ssize_t got = (ssize_t)RR_READS_CALL(lane, RR_OP_read, rr_real.read(fd, buffer, size), FILLS_RET(buffer, size));
    if (got > 0)
        rr_fd_advanced(fd, got);
    return got;
}

ssize_t rr_wrap_pread64(int fd, void *buffer, size_t size, off64_t at)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_real.pread64(rr_fd_local(fd), buffer, size, at);
    return (ssize_t)RR_READS_CALL(lane, RR_OP_pread64, rr_real.pread64(fd, buffer, size, at), FILLS_RET(buffer, size));
}

/* The checks of the _chk forms are made here: the caller's buffer has `room` bytes. */
static size_t checked(size_t size, size_t room)
{
    if (size > room)
        rr_refuse("a library reads %zu bytes into a buffer of %zu", size, room);
    return size;
}

ssize_t rr_wrap___read_chk(int fd, void *buffer, size_t size, size_t room) { return rr_wrap_read(fd, buffer, checked(size, room)); }
ssize_t rr_wrap_pread(int fd, void *buffer, size_t size, off64_t at) { return rr_wrap_pread64(fd, buffer, size, at); }
ssize_t rr_wrap___pread_chk(int fd, void *buffer, size_t size, off64_t at, size_t room) { return rr_wrap_pread64(fd, buffer, checked(size, room), at); }
ssize_t rr_wrap___pread64_chk(int fd, void *buffer, size_t size, off64_t at, size_t room) { return rr_wrap_pread64(fd, buffer, checked(size, room), at); }

ssize_t rr_wrap_readv(int fd, const struct iovec *parts, int n)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_real.readv(rr_fd_local(fd), parts, n);
    int64_t ret = 0;
    int err = 0;
    struct rr_bytes outs[IOV_MAX];
    unsigned count = n < 0 || n > IOV_MAX ? 0 : (unsigned)n;
    rr_gate(lane);
    RR_REAL_CALL(rr_real.readv(fd, parts, n))
    rr_io_event(lane);
    size_t left = ret > 0 ? (size_t)ret : 0;
    for (unsigned i = 0; i < count; i++) {
        size_t used = left < parts[i].iov_len ? left : parts[i].iov_len;
        outs[i] = (struct rr_bytes){parts[i].iov_base, rr_recording() ? used : parts[i].iov_len};
        left -= used;
    }
    rr_call(lane, RR_OP_readv, &ret, &err, outs, count);
    if (ret > 0)
        rr_fd_advanced(fd, ret);
    errno = err;
    return (ssize_t)ret;
}

/*
 * Replaying, what a program wrote to its standard streams appears again: exactly the bytes that were accepted when
 * recorded, as the program itself offers the others again. A stream that nobody reads any more changes nothing.
 */
static void echo(int fd, const struct rr_bytes *parts, unsigned n, int64_t total)
{
    for (unsigned i = 0; i < n; i++) {
        size_t length = (uint64_t)total < parts[i].length ? (size_t)total : parts[i].length;
        const char *at = parts[i].at;
        total -= (int64_t)length;
        while (length > 0) {
            ssize_t written = rr_real.write(fd, at, length);
            if (written > 0) {
                at += written;
                length -= (size_t)written;
            } else if (errno == EAGAIN) {
                rr_real.poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, -1);
            } else if (errno != EINTR) {
                return;
            }
        }
    }
}

/* at: the position, or -1: the current one. */
static ssize_t write_parts(struct rr_lane *lane, unsigned op, int fd, const struct rr_bytes *parts, unsigned n, const struct iovec *iov, off64_t at)
{
    int64_t ret = 0;
    int err = 0, stream = rr_fd_echo(fd);
    const int is_file = at >= 0;
    rr_gate(lane);
    if (stream >= 0)
        rr_sample(lane);
    if (stream >= 0 || is_file)
        rr_io_event(lane);
    else
        rr_io_stamp(lane);
    RR_REAL_CALL(is_file ? rr_real.pwrite64(fd, parts->at, parts->length, at)
                 : iov   ? rr_real.writev(fd, iov, (int)n)
                         : rr_real.write(fd, parts->at, parts->length))
    if (stream < 0 && !is_file) { /* a pipe or socket may have waited for others, see RR_EXCHANGES_CALL */
        rr_gate(lane);
        rr_io_event(lane);
    }
    rr_wrote(lane, op, &ret, &err, parts, n);
    if (ret > 0 && stream >= 0 && rr_replaying())
        echo(stream, parts, n, ret);
    if (ret > 0 && !is_file)
        rr_fd_advanced(fd, ret);
    errno = err;
    return (ssize_t)ret;
}

ssize_t rr_wrap_write(int fd, const void *buffer, size_t size)
{
    struct rr_lane *lane = rr_self();
    if (lane)
        return write_parts(lane, RR_OP_write, fd, &(struct rr_bytes){(void *)buffer, size}, 1, NULL, -1);
    if (rr_replaying() && rr_fd_is_virtual(fd) && rr_fd_echo(fd) < 0)
        return (ssize_t)size;
    return rr_real.write(rr_fd_local(fd), buffer, size);
}

ssize_t rr_wrap_pwrite64(int fd, const void *buffer, size_t size, off64_t at)
{
    struct rr_lane *lane = rr_self();
    if (lane && at >= 0)
        return write_parts(lane, RR_OP_pwrite64, fd, &(struct rr_bytes){(void *)buffer, size}, 1, NULL, at);
    if (rr_replaying() && rr_fd_is_virtual(fd) && rr_fd_echo(fd) < 0)
        return (ssize_t)size;
    return rr_real.pwrite64(rr_fd_local(fd), buffer, size, at); /* a negative position is an error without any effect */
}

ssize_t rr_wrap_pwrite(int fd, const void *buffer, size_t size, off64_t at) { return rr_wrap_pwrite64(fd, buffer, size, at); }

ssize_t rr_wrap_writev(int fd, const struct iovec *parts, int n)
{
    struct rr_lane *lane = rr_self();
    size_t total = 0;
    unsigned count = n < 0 || n > IOV_MAX ? 0 : (unsigned)n;
    struct rr_bytes ins[IOV_MAX];
    for (unsigned i = 0; i < count; i++) {
        ins[i] = (struct rr_bytes){parts[i].iov_base, parts[i].iov_len};
        total += parts[i].iov_len;
    }
    if (lane)
        return write_parts(lane, RR_OP_writev, fd, ins, count, parts, -1);
    if (rr_replaying() && rr_fd_is_virtual(fd) && rr_fd_echo(fd) < 0)
        return (ssize_t)total;
    return rr_real.writev(rr_fd_local(fd), parts, n);
}

off64_t rr_wrap_lseek64(int fd, off64_t offset, int whence)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_real.lseek64(rr_fd_local(fd), offset, whence);
    off64_t at = (off64_t)RR_READS_CALL(lane, RR_OP_lseek64, rr_real.lseek64(fd, offset, whence));
    if (at >= 0)
        rr_fd_positioned(fd, at);
    return at;
}

off64_t rr_wrap_lseek(int fd, off64_t offset, int whence) { return rr_wrap_lseek64(fd, offset, whence); }
