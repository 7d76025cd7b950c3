/* Rows whose meaning depends on a command: fcntl, ioctl, syscall; and copies between descriptors inside the kernel. */
#include "shim.h"

#include <linux/fs.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>

int rr_wrap_fcntl(int fd, int command, long argument)
{
    struct rr_lane *lane = rr_self();
    if (!lane) {
        int ret = rr_real.fcntl(rr_fd_local(fd), command, argument);
        return command == F_DUPFD || command == F_DUPFD_CLOEXEC ? rr_fd_raised(ret) : ret;
    }
    struct flock *range = (struct flock *)argument;
    switch (command) {
    case F_GETFD:
    case F_GETFL:
    case F_GETOWN:
    case F_GETPIPE_SZ:
        return (int)RR_READS_CALL(lane, RR_OP_fcntl, rr_real.fcntl(fd, command, argument));
    case F_SETFD:
    case F_SETFL:
    case F_SETPIPE_SZ:
        return (int)RR_SENDS_CALL(lane, RR_OP_fcntl, rr_real.fcntl(fd, command, argument), WORD(command), WORD(argument));
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
        return rr_fd_duplicated(fd, (int)RR_READS_CALL(lane, RR_OP_fcntl, rr_real.fcntl(fd, command, argument)));
    case F_GETLK:
    case F_OFD_GETLK:
        return (int)RR_READS_CALL(lane, RR_OP_fcntl, rr_real.fcntl(fd, command, argument), FILLS(range));
    case F_SETLK:
    case F_SETLKW:
    case F_OFD_SETLK:
    case F_OFD_SETLKW:
        return (int)RR_EXCHANGES_CALL(lane, RR_OP_fcntl, rr_real.fcntl(fd, command, argument), WORD(command), WORD(range->l_type),
                                      WORD(range->l_whence), WORD(range->l_start), WORD(range->l_len));
    default:
        rr_refuse("fcntl: command %d cannot be recorded", command);
    }
}

int rr_wrap_fcntl64(int fd, int command, long argument) { return rr_wrap_fcntl(fd, command, argument); }

enum { IFREQ = sizeof(struct ifreq) };

/* The requests that are known, and how many bytes they fill or take. */
static const struct request {
    unsigned long number;
    unsigned fills, takes;
} requests[] = {
    {BLKGETSIZE64, sizeof(uint64_t), 0}, {BLKSSZGET, sizeof(int), 0},
    {FIONREAD, sizeof(int), 0},          {FIONBIO, 0, sizeof(int)},
    {TCGETS, 36, 0},                     {TIOCGWINSZ, sizeof(struct winsize), 0},
    {TIOCGPGRP, sizeof(pid_t), 0},       {FICLONE, 0, 0},
    {FIOCLEX, 0, 0},                     {FIONCLEX, 0, 0},
    {SIOCOUTQ, sizeof(int), 0},          {SIOCATMARK, sizeof(int), 0},
    {SIOCGIFNAME, IFREQ, 0},             {SIOCGIFINDEX, IFREQ, 0},
    {SIOCGIFFLAGS, IFREQ, 0},            {SIOCGIFADDR, IFREQ, 0},
    {SIOCGIFBRDADDR, IFREQ, 0},          {SIOCGIFDSTADDR, IFREQ, 0},
    {SIOCGIFNETMASK, IFREQ, 0},          {SIOCGIFMTU, IFREQ, 0},
    {SIOCGIFHWADDR, IFREQ, 0},           {SIOCGIFMETRIC, IFREQ, 0},
};

int rr_wrap_ioctl(int fd, unsigned long request, void *argument)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_real.ioctl(rr_fd_local(fd), request, argument);
    if (request == SIOCGIFCONF) { /* the list of interfaces: a buffer, or with none its size only */
        struct ifconf *list = argument;
        const int room = list->ifc_buf && list->ifc_len > 0 ? list->ifc_len : 0;
        return (int)RR_READS_CALL(lane, RR_OP_ioctl, rr_real.ioctl(fd, request, argument), FILLS_N(&list->ifc_len, sizeof list->ifc_len, ret >= 0),
                                  OUT(list->ifc_buf, room, ret < 0 ? 0 : list->ifc_len < room ? list->ifc_len : room));
    }
    for (unsigned i = 0; i < sizeof requests / sizeof *requests; i++) {
        const struct request *known = requests + i;
        if (known->number != request)
            continue;
        if (known->fills)
            return (int)RR_READS_CALL(lane, RR_OP_ioctl, rr_real.ioctl(fd, request, argument), FILLS_N(argument, known->fills, ret >= 0));
        return (int)RR_SENDS_CALL(lane, RR_OP_ioctl, rr_real.ioctl(fd, request, argument), WORD(request), BYTES(argument, known->takes));
    }
    rr_refuse("ioctl: request 0x%lx cannot be recorded", request);
}

/*
 * Copies inside the kernel: the bytes are not seen, so they are neither logged nor compared; the files of a replay are not
 * written anyway. A copy to a standard stream must be seen, because a replay shows it: it is answered as one that the kernel
 * cannot do, and callers then read and write.
 */
ssize_t rr_wrap_sendfile64(int out, int in, off64_t *at, size_t size)
{
    struct rr_lane *lane = rr_self();
    if (!lane) {
        if (rr_replaying() && rr_fd_is_virtual(out)) {
            errno = EINVAL;
            return -1;
        }
        return rr_real.sendfile64(out, rr_fd_local(in), at, size);
    }
    int seen = rr_fd_echo(out) >= 0;
    rr_gate(lane);
    rr_io_stamp(lane); /* others may be reading from a socket what this call sends, see RR_EXCHANGES_CALL */
    ssize_t sent = (ssize_t)RR_READS_CALL(lane, RR_OP_sendfile64, seen ? (errno = EINVAL, -1) : rr_real.sendfile64(out, in, at, size),
                                          FILLS_N(at, sizeof *at, ret >= 0));
    if (sent > 0 && !at)
        rr_fd_advanced(in, sent);
    if (sent > 0)
        rr_fd_advanced(out, sent);
    return sent;
}

ssize_t rr_wrap_sendfile(int out, int in, off64_t *at, size_t size) { return rr_wrap_sendfile64(out, in, at, size); }

ssize_t rr_wrap_copy_file_range(int in, off64_t *in_at, int out, off64_t *out_at, size_t size, unsigned flags)
{
    struct rr_lane *lane = rr_self();
    if (!lane) {
        if (rr_replaying() && rr_fd_is_virtual(out)) {
            errno = EINVAL;
            return -1;
        }
        return rr_real.copy_file_range(rr_fd_local(in), in_at, out, out_at, size, flags);
    }
    int seen = rr_fd_echo(out) >= 0;
    rr_gate(lane);
    rr_io_stamp(lane);
    ssize_t sent = (ssize_t)RR_READS_CALL(lane, RR_OP_copy_file_range,
                                          seen ? (errno = EINVAL, -1) : rr_real.copy_file_range(in, in_at, out, out_at, size, flags),
                                          FILLS_N(in_at, sizeof *in_at, ret >= 0), FILLS_N(out_at, sizeof *out_at, ret >= 0));
    if (sent > 0 && !in_at)
        rr_fd_advanced(in, sent);
    if (sent > 0 && !out_at)
        rr_fd_advanced(out, sent);
    return sent;
}

/* System calls by number: those that have a row go there, those that touch only this process pass, the others are refused. */
long rr_wrap_syscall(long number, long a, long b, long c, long d, long e, long f)
{
    if (!rr_self())
        return rr_real.syscall(number, a, b, c, d, e, f);
    switch (number) {
#ifdef SYS_newfstatat
    case SYS_newfstatat:
        return rr_wrap_fstatat64((int)a, (const char *)b, (struct stat64 *)c, (int)d);
#endif
    case SYS_statx:
        return rr_wrap_statx((int)a, (const char *)b, (int)c, (unsigned)d, (struct statx *)e);
    case SYS_copy_file_range:
        return rr_wrap_copy_file_range((int)a, (off64_t *)b, (int)c, (off64_t *)d, (size_t)e, (unsigned)f);
    case SYS_getrandom:
        return rr_wrap_getrandom((void *)a, (size_t)b, (unsigned)c);
    case SYS_gettid:
        return rr_wrap_gettid();
    case SYS_getpid:
        return rr_wrap_getpid();
    case SYS_futex:
    case SYS_membarrier:
    case SYS_mbind:
    case SYS_set_mempolicy:
        return rr_real.syscall(number, a, b, c, d, e, f);
#if defined SYS_epoll_pwait2 && __GLIBC_PREREQ(2, 35)
    case SYS_epoll_pwait2:
        return rr_wrap_epoll_pwait2((int)a, (struct epoll_event *)b, (int)c, (const struct timespec *)d, (const sigset_t *)e);
#endif
    case SYS_recvmmsg:
    case SYS_sendmmsg:
        if ((int)a < 0)
            return rr_real.syscall(number, a, b, c, d, e, f); /* only to see whether the kernel has it */
        /* fall through */
    default:
        rr_refuse("syscall: system call %ld cannot be recorded", number);
    }
}
