/*
 * Sockets. What goes to others is stamped before and after the call, what comes from them after it (call.h): a thread that reads what another
 * one has written is replayed behind it, whether they are connected directly, through the network or through a process that is not recorded.
 * A replay opens no socket: results, addresses and bytes come from the log, and the bytes that are sent are compared with it.
 */
#include "shim.h"

#include <limits.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/un.h>

size_t rr_address_meaning(const void *address, size_t size)
{
    const struct sockaddr *any = address;
    if (!any || size < sizeof any->sa_family)
        return 0;
    if (any->sa_family == AF_INET && size > offsetof(struct sockaddr_in, sin_zero))
        return offsetof(struct sockaddr_in, sin_zero);
    if (any->sa_family == AF_UNIX && size > offsetof(struct sockaddr_un, sun_path)) {
        const char *path = ((const struct sockaddr_un *)any)->sun_path;
        size_t room = size - offsetof(struct sockaddr_un, sun_path);
        return *path ? offsetof(struct sockaddr_un, sun_path) + strnlen(path, room) : size; /* an abstract name has no end */
    }
    return size;
}

/* An address that the kernel gives, and its size, which may be more than there is room for. */
#define FILLS_ADDRESS(address, size, room) \
    OUT(address, room, ret < 0 || !rr_given(address) ? 0 : *(size) < (room) ? *(size) : (room)), FILLS_N(size, sizeof *(size), ret >= 0)

static socklen_t room_of(const struct sockaddr *address, const socklen_t *size)
{
    return address && size ? *size : 0;
}

static int accept_socket(unsigned op, int fd, struct sockaddr *address, socklen_t *size, int flags)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_fd_raised(rr_real.accept4(rr_fd_local(fd), address, size, flags));
    const socklen_t room = room_of(address, size);
    return rr_fd_made((int)RR_READS_CALL(lane, op, rr_real.accept4(fd, address, size, flags), FILLS_ADDRESS(address, size, room)));
}

int rr_wrap_accept(int fd, struct sockaddr *address, socklen_t *size) { return accept_socket(RR_OP_accept, fd, address, size, 0); }
int rr_wrap_accept4(int fd, struct sockaddr *address, socklen_t *size, int flags) { return accept_socket(RR_OP_accept4, fd, address, size, flags); }

int rr_wrap_getsockname(int fd, struct sockaddr *address, socklen_t *size)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_real.getsockname(rr_fd_local(fd), address, size);
    const socklen_t room = room_of(address, size);
    return (int)RR_READS_CALL(lane, RR_OP_getsockname, rr_real.getsockname(fd, address, size), FILLS_ADDRESS(address, size, room));
}

int rr_wrap_getpeername(int fd, struct sockaddr *address, socklen_t *size)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_real.getpeername(rr_fd_local(fd), address, size);
    const socklen_t room = room_of(address, size);
    return (int)RR_READS_CALL(lane, RR_OP_getpeername, rr_real.getpeername(fd, address, size), FILLS_ADDRESS(address, size, room));
}

int rr_wrap_socketpair(int family, int type, int protocol, int *fds)
{
    struct rr_lane *lane = rr_self();
    int ret = lane ? (int)RR_READS_CALL(lane, RR_OP_socketpair, rr_real.socketpair(family, type, protocol, fds), FILLS_N(fds, 2 * sizeof *fds, ret == 0))
                   : rr_real.socketpair(family, type, protocol, fds);
    for (int i = 0; ret == 0 && i < 2; i++)
        fds[i] = lane ? rr_fd_made(fds[i]) : rr_fd_raised(fds[i]);
    return ret;
}

ssize_t rr_wrap_recvfrom(int fd, void *buffer, size_t size, int flags, struct sockaddr *address, socklen_t *address_size)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_real.recvfrom(rr_fd_local(fd), buffer, size, flags, address, address_size);
    const socklen_t room = room_of(address, address_size);
    return (ssize_t)RR_READS_CALL(lane, RR_OP_recvfrom, rr_real.recvfrom(fd, buffer, size, flags, address, address_size), FILLS_RET(buffer, size),
                                  FILLS_ADDRESS(address, address_size, room));
}

/* The checks of the _chk forms are made here: the caller's buffer has `room` bytes. */
static size_t checked(size_t size, size_t room)
{
    if (size > room)
        rr_refuse("a library receives %zu bytes into a buffer of %zu", size, room);
    return size;
}

ssize_t rr_wrap___recv_chk(int fd, void *buffer, size_t size, size_t room, int flags) { return rr_wrap_recv(fd, buffer, checked(size, room), flags); }

ssize_t rr_wrap___recvfrom_chk(int fd, void *buffer, size_t size, size_t room, int flags, struct sockaddr *address, socklen_t *address_size)
{
    return rr_wrap_recvfrom(fd, buffer, checked(size, room), flags, address, address_size);
}

static unsigned parts_of(const struct msghdr *message)
{
    return message->msg_iovlen > IOV_MAX ? 0 : (unsigned)message->msg_iovlen; /* more is an error without any effect */
}

/* Descriptors that come or go with a message would have to be opened or known. */
static void refuse_descriptors(const struct msghdr *message, const char *name)
{
    if (!message->msg_control)
        return;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR((struct msghdr *)message, c))
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
            rr_refuse("%s: descriptors in a message (SCM_RIGHTS) cannot be recorded", name);
}

/* What recvmsg says beside the bytes. */
struct said {
    uint32_t address_size;
    int32_t flags;
    uint64_t control_size;
};

ssize_t rr_wrap_recvmsg(int fd, struct msghdr *message, int flags)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_real.recvmsg(rr_fd_local(fd), message, flags);
    enum { SAID, ADDRESS_OF, CONTROL, FIRST };
    int64_t ret = 0;
    int err = 0;
    struct said said = {0, 0, 0};
    struct rr_bytes outs[FIRST + IOV_MAX];
    const unsigned parts = parts_of(message);
    const size_t room = message->msg_name ? message->msg_namelen : 0, control_room = message->msg_control ? message->msg_controllen : 0;
    rr_gate(lane);
    RR_REAL_CALL(rr_real.recvmsg(fd, message, flags))
    const int got = rr_recording() && ret >= 0;
    if (got) {
        refuse_descriptors(message, "recvmsg");
        said = (struct said){message->msg_namelen, message->msg_flags, message->msg_controllen};
    }
    outs[SAID] = (struct rr_bytes)OUT(&said, sizeof said, got ? sizeof said : 0);
    outs[ADDRESS_OF] = (struct rr_bytes)OUT(message->msg_name, room, !got ? 0 : said.address_size < room ? said.address_size : room);
    outs[CONTROL] = (struct rr_bytes)OUT(message->msg_control, control_room, !got ? 0 : said.control_size < control_room ? said.control_size : control_room);
    size_t left = ret > 0 ? (size_t)ret : 0;
    for (unsigned i = 0; i < parts; i++) {
        const struct iovec *part = message->msg_iov + i;
        size_t used = left < part->iov_len ? left : part->iov_len;
        outs[FIRST + i] = (struct rr_bytes){part->iov_base, rr_recording() ? used : part->iov_len};
        left -= used;
    }
    rr_io_event(lane);
    rr_call(lane, RR_OP_recvmsg, &ret, &err, outs, FIRST + parts);
    if (rr_replaying() && ret >= 0) {
        message->msg_namelen = said.address_size;
        message->msg_flags = said.flags;
        message->msg_controllen = said.control_size;
    }
    errno = err;
    return (ssize_t)ret;
}

ssize_t rr_wrap_sendmsg(int fd, const struct msghdr *message, int flags)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_real.sendmsg(rr_fd_local(fd), message, flags);
    int64_t ret = 0;
    int err = 0;
    struct rr_bytes ins[1 + IOV_MAX];
    const unsigned parts = parts_of(message);
    refuse_descriptors(message, "sendmsg");
    rr_gate(lane);
    rr_io_stamp(lane);
    RR_REAL_CALL(rr_real.sendmsg(fd, message, flags))
    rr_gate(lane);
    rr_io_event(lane);
    ins[0] = (struct rr_bytes)ADDRESS(message->msg_name, message->msg_namelen);
    for (unsigned i = 0; i < parts; i++)
        ins[1 + i] = (struct rr_bytes)BYTES(message->msg_iov[i].iov_base, message->msg_iov[i].iov_len);
    rr_wrote(lane, RR_OP_sendmsg, &ret, &err, ins, 1 + parts);
    errno = err;
    return (ssize_t)ret;
}
