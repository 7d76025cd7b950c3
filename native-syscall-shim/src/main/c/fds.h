/*
 * Descriptors.
 *
 * Recording, every descriptor is real. Replaying, a call of a lane is answered from the log, so the number that open
 * returned to it is *virtual*: nothing is open behind it. But code that has no lane (the built-in class loaders, the
 * collector's threads) calls really, and the same FileDescriptor may be used from both sides: a jar that a lane opened
 * is read by the class loader, or the other way round. Numbers of a replay therefore are:
 *
 *   0 ..                  recorded numbers (virtual), and the real descriptors that the process had before the replay
 *                         began or that the VM opens for itself. open's wrapper gives a recorded number only if no such
 *                         real descriptor has the same number; else it gives the number + RR_FD_MOVED.
 *   rr_fd_base ..         real descriptors opened by code without lane: moved up there at once
 *   RR_FD_MOVED ..        recorded numbers that had to be moved
 *
 * So a number says which it is, whoever uses it:
 *   lane, any number              from the log. close of a number from rr_fd_base on also closes really.
 *   no lane, virtual number       a real descriptor of the same file, opened when first needed (read-only regular files and
 *                                 directories; it must have the recorded size). It follows the position of the virtual one,
 *                                 which calls of lanes move as recorded. Other files: EBADF; writes are swallowed, as a
 *                                 replay changes no file; close only releases the real descriptor.
 *   no lane, other number         real
 *
 * Numbers of descriptors without path (sockets, pipes) are not moved, because the kernel gives them back in results
 * (epoll): if a real descriptor has the same number they are not noted. Class loaders do not use them.
 *
 * What is known of an open file (path, size, position) is kept in both modes: one struct rr_file per open file
 * description, shared by duplicates.
 */
#ifndef RR_FDS_H
#define RR_FDS_H

#include "tape.h"

#include <sys/types.h>

#define RR_FD_MOVED (1 << 20) /* fs.nr_open's default: no real number is as high */

/* What open's wrapper logs of the file that it opened. */
struct rr_opened {
    uint64_t device;
    uint64_t inode;
    uint64_t size;
    uint64_t modified_nanos;
    uint32_t mode; /* st_mode */
    uint32_t pad;
};

/* The lowest number of real descriptors opened by code without lane. */
extern int rr_fd_base;

/*
 * Set while the calling thread starts a process: from fork to exec the child makes calls too, in a copy of this memory, whose locks
 * may be held for ever, or in this memory itself. They must neither change nor lock what is kept here.
 */
extern __thread int rr_fds_forking __attribute__((tls_model("initial-exec")));

void rr_fds_open(void);

/* A lane opened a file with a path, or made another descriptor. Returns the number to give to the caller. fd < 0: no effect. */
int rr_fd_opened(int fd, int directory_fd, const char *path, int flags, const struct rr_opened *what);
int rr_fd_made(int fd);
/* A lane duplicated `from`; `to` is the recorded number (dup) or the one that the caller asked for (dup2). */
int rr_fd_duplicated(int from, int to);
void rr_fd_duplicated_to(int from, int to);

/* A lane closed the number. Replaying, also closes what is really open at a number from rr_fd_base on. Keeps errno. */
void rr_fd_closed(int fd);

/* A lane moved the position, by or to. Keeps errno. */
void rr_fd_advanced(int fd, int64_t by);
void rr_fd_positioned(int fd, int64_t offset);

/* The real descriptor (1 or 2) to which writes of this number are echoed, or -1. */
int rr_fd_echo(int fd);

/* Path of the file behind the number, for messages and for directories: copied into path. 0, or -1: unknown. */
int rr_fd_path(int fd, char *path, size_t size);

/* Replaying, for code without lane. */
int rr_fd_raise(int fd);              /* moves a descriptor just opened to rr_fd_base or above */
int rr_fd_real(int fd);               /* the descriptor to use for this number; -1: none */
int rr_fd_is_virtual(int fd);
int rr_fd_close_without_lane(int fd); /* close(fd) */

static inline int rr_fd_raised(int fd)
{
    return rr_mode == RR_MODE_REPLAY ? rr_fd_raise(fd) : fd;
}

static inline int rr_fd_local(int fd)
{
    return rr_mode == RR_MODE_REPLAY ? rr_fd_real(fd) : fd;
}

#endif
