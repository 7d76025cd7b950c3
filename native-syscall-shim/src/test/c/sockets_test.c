/* Sockets, selectors and names recorded and replayed. Nothing is open in a replay: descriptors there are numbers only. */
/* sources: shim.c fds.c io_*.c got.c refusals.c refusals_x86_64.S */
#include "fake_tape.h"

#include <linux/sockios.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>

static struct sockaddr_in loopback(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    memset(address.sin_zero, rr_mode, sizeof address.sin_zero); /* whatever the caller had there */
    return address;
}

static int is_open(int fd)
{
    return fcntl(fd, F_GETFD) != -1;
}

static void note_address(const char *what, const struct sockaddr_in *address, socklen_t size)
{
    note("%s family %d address %08x port %d size %u\n", what, address->sin_family, ntohl(address->sin_addr.s_addr), ntohs(address->sin_port), size);
}

static int listening(struct sockaddr_in *address)
{
    socklen_t size = sizeof *address;
    int fd = rr_wrap_socket(AF_INET, SOCK_STREAM, 0), one = 1;
    *address = loopback();
    CHECK(fd >= 0 && rr_wrap_setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0);
    CHECK(rr_wrap_bind(fd, (struct sockaddr *)address, size) == 0 && rr_wrap_listen(fd, 5) == 0);
    CHECK(rr_wrap_getsockname(fd, (struct sockaddr *)address, &size) == 0);
    note_address("listening", address, size);
    return fd;
}

static void streams(void)
{
    struct sockaddr_in address, peer;
    int server = listening(&address), client = rr_wrap_socket(AF_INET, SOCK_STREAM, 0);
    CHECK(rr_wrap_connect(client, (struct sockaddr *)&address, sizeof address) == 0);
    socklen_t size = 8; /* too small for the address, which is cut */
    memset(&peer, 7, sizeof peer);
    int fd = rr_wrap_accept4(server, (struct sockaddr *)&peer, &size, SOCK_CLOEXEC);
    CHECK(fd >= 0 && (rr_mode == RR_MODE_RECORD || !is_open(fd)));
    note_address("accepted", &peer, size);
    CHECK(peer.sin_zero[0] == 7);
    size = sizeof peer;
    CHECK(rr_wrap_getpeername(client, (struct sockaddr *)&peer, &size) == 0);
    note_address("peer", &peer, size);
    CHECK(rr_wrap_send(client, "hello", 5, MSG_NOSIGNAL) == 5);
    char text[32] = "";
    CHECK(rr_wrap_recv(fd, text, sizeof text, MSG_PEEK) == 5);
    int available = 0;
    CHECK(rr_wrap_ioctl(fd, FIONREAD, &available) == 0);
    CHECK(rr_wrap_read(fd, text + 5, 3) == 3 && rr_wrap___recv_chk(fd, text + 8, 10, 20, 0) == 2);
    note("%s, available %d\n", text, available);
    CHECK(rr_wrap_write(fd, "answer", 6) == 6);
    struct iovec parts[] = {{text, 2}, {text + 10, 20}};
    CHECK(rr_wrap_readv(client, parts, 2) == 6);
    note("%.2s %.4s\n", text, text + 10);
    CHECK(rr_wrap_recv(client, text, 1, MSG_DONTWAIT) == -1 && errno == EAGAIN);
    CHECK(rr_wrap_shutdown(client, SHUT_WR) == 0 && rr_wrap_read(fd, text, 1) == 0);
    int error = 5;
    size = sizeof error;
    CHECK(rr_wrap_getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0 && size == sizeof error);
    CHECK(rr_wrap_dup2(client, fd) == fd && rr_wrap_close(fd) == 0);
    CHECK(rr_wrap_close(client) == 0 && rr_wrap_close(server) == 0);
    CHECK(rr_wrap_connect(client, (struct sockaddr *)&address, sizeof address) == -1 && errno == EBADF);
    client = rr_wrap_socket(AF_INET, SOCK_STREAM, 0);
    CHECK(rr_wrap_connect(client, (struct sockaddr *)&address, sizeof address) == -1 && errno == ECONNREFUSED);
    CHECK(rr_wrap_close(client) == 0);
}

static void datagrams(void)
{
    struct sockaddr_in address = loopback(), from;
    socklen_t size = sizeof address;
    int fd = rr_wrap_socket(AF_INET, SOCK_DGRAM, 0);
    CHECK(rr_wrap_bind(fd, (struct sockaddr *)&address, size) == 0 && rr_wrap_getsockname(fd, (struct sockaddr *)&address, &size) == 0);
    CHECK(rr_wrap_sendto(fd, "to", 2, 0, (struct sockaddr *)&address, size) == 2);
    struct iovec out[] = {{"first ", 6}, {"second", 6}};
    struct msghdr message = {.msg_name = &address, .msg_namelen = size, .msg_iov = out, .msg_iovlen = 2};
    CHECK(rr_wrap_sendmsg(fd, &message, 0) == 12);
    int one = 1;
    CHECK(rr_wrap_setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &one, sizeof one) == 0);
    CHECK(rr_wrap_sendto(fd, "cut off", 7, 0, (struct sockaddr *)&address, size) == 7);
    char text[64] = "", control[128];
    size = sizeof from;
    CHECK(rr_wrap_recvfrom(fd, text, sizeof text, 0, (struct sockaddr *)&from, &size) == 2 && from.sin_port == address.sin_port);
    note_address(text, &from, size);
    struct iovec in[] = {{text, 4}, {text + 20, 20}};
    message = (struct msghdr){.msg_name = &from, .msg_namelen = sizeof from, .msg_iov = in, .msg_iovlen = 2, .msg_control = control, .msg_controllen = sizeof control};
    CHECK(rr_wrap_recvmsg(fd, &message, 0) == 12 && message.msg_flags == 0 && message.msg_namelen == sizeof from);
    note("%.4s|%.8s, control %zu\n", text, text + 20, (size_t)message.msg_controllen);
    in[0].iov_len = 3;
    message = (struct msghdr){.msg_iov = in, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    CHECK(rr_wrap_recvmsg(fd, &message, MSG_TRUNC) == 7 && message.msg_flags & MSG_TRUNC);
    struct cmsghdr *c = CMSG_FIRSTHDR(&message);
    note("%.3s, control %zu level %d type %d\n", text, (size_t)message.msg_controllen, c ? c->cmsg_level : -1, c ? c->cmsg_type : -1);
    CHECK(rr_wrap_close(fd) == 0);
}

static void paths(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX}, found;
    socklen_t size = sizeof found;
    snprintf(address.sun_path, sizeof address.sun_path, "/tmp/rr-sockets-test-%d", getppid());
    memset(address.sun_path + 40, rr_mode, sizeof address.sun_path - 40);
    int fd = rr_wrap_socket(AF_UNIX, SOCK_STREAM, 0), fds[2];
    CHECK(rr_wrap_bind(fd, (struct sockaddr *)&address, sizeof address) == 0);
    CHECK(rr_wrap_getsockname(fd, (struct sockaddr *)&found, &size) == 0);
    note("%.30s, size %u\n", found.sun_path, size);
    CHECK(rr_wrap_unlink(address.sun_path) == 0 && rr_wrap_close(fd) == 0);
    CHECK(rr_wrap_socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
    CHECK(rr_mode == RR_MODE_RECORD || (!is_open(fds[0]) && !is_open(fds[1])));
    struct iovec out[] = {{"a", 1}, {"bc", 2}};
    char text[8] = "";
    CHECK(rr_wrap_writev(fds[0], out, 2) == 3 && rr_wrap_read(fds[1], text, sizeof text) == 3);
    note("%s on %d and %d\n", text, fds[0], fds[1]);
}

static void selectors(void)
{
    int poller = rr_wrap_epoll_create1(EPOLL_CLOEXEC), event = rr_wrap_eventfd(0, EFD_NONBLOCK), pipes[2];
    CHECK(poller >= 0 && event >= 0 && rr_wrap_pipe2(pipes, 0) == 0);
    struct epoll_event interest = {.events = EPOLLIN, .data.u64 = (uint64_t)rr_mode << 32 | (unsigned)event}, events[4];
    CHECK(rr_wrap_epoll_ctl(poller, EPOLL_CTL_ADD, event, &interest) == 0);
    CHECK(rr_wrap_epoll_ctl(poller, EPOLL_CTL_ADD, event, &interest) == -1 && errno == EEXIST);
    CHECK(rr_wrap_epoll_wait(poller, events, 4, 0) == 0);
    CHECK(rr_wrap_eventfd_write(event, 3) == 0 && rr_wrap_epoll_wait(poller, events, 4, -1) == 1);
    note("event %d is ready %d\n", events[0].data.fd, events[0].events);
#if __GLIBC_PREREQ(2, 35)
    const struct timespec later = {60, 0};
    CHECK(rr_wrap_epoll_pwait2(poller, events, 4, &later, NULL) == 1 && events[0].data.fd == event);
#endif
    CHECK(rr_wrap_syscall(SYS_sendmmsg, -1, 0, 0, 0, 0, 0) == -1 && errno == EBADF);
    int timer = rr_wrap_timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    const struct itimerspec soon = {.it_value = {0, 1000}};
    struct itimerspec old = {.it_value = {7, 7}}, left;
    uint64_t fired = 0;
    CHECK(timer >= 0 && rr_wrap_timerfd_settime(timer, 0, &soon, &old) == 0 && old.it_value.tv_sec == 0);
    CHECK(rr_wrap_read(timer, &fired, sizeof fired) == sizeof fired && rr_wrap_timerfd_gettime(timer, &left) == 0);
    note("timer fired %lu, %ld left\n", (unsigned long)fired, (long)left.it_value.tv_sec);
    CHECK(rr_wrap_close(timer) == 0);
    eventfd_t value;
    CHECK(rr_wrap_eventfd_read(event, &value) == 0 && rr_wrap_eventfd_read(event, &value) == -1 && errno == EAGAIN);
    struct pollfd polled[] = {{pipes[0], POLLIN, 9}, {pipes[1], POLLOUT, 9}};
    CHECK(rr_wrap_poll(polled, 2, 10) == 1 && polled[0].revents == 0 && polled[1].revents == POLLOUT);
    CHECK(rr_wrap_write(pipes[1], "x", 1) == 1 && rr_wrap_ppoll(polled, 2, NULL, NULL) == 2 && polled[0].revents == POLLIN);
    fd_set in;
    FD_ZERO(&in);
    FD_SET(pipes[0], &in);
    FD_SET(event, &in);
    struct timeval time = {5, 0};
    CHECK(rr_wrap_select(FD_SETSIZE, &in, NULL, NULL, &time) == 1 && FD_ISSET(pipes[0], &in) && !FD_ISSET(event, &in));
    note("time left %ld\n", (long)time.tv_usec);
    CHECK(rr_wrap_epoll_ctl(poller, EPOLL_CTL_DEL, event, NULL) == 0 && rr_wrap_close(poller) == 0);
    CHECK(rr_wrap_pthread_kill(pthread_self(), 0) == 0);
}

static void note_infos(const struct addrinfo *list)
{
    for (; list; list = list->ai_next)
        note("family %d type %d, %u bytes %08x, %s\n", list->ai_family, list->ai_socktype, list->ai_addrlen,
             list->ai_family == AF_INET ? ntohl(((struct sockaddr_in *)list->ai_addr)->sin_addr.s_addr) : 0, list->ai_canonname ? list->ai_canonname : "-");
}

static void names(void)
{
    struct addrinfo hints = {.ai_flags = AI_CANONNAME | AI_NUMERICHOST, .ai_socktype = SOCK_STREAM}, *list = NULL;
    CHECK(rr_wrap_getaddrinfo("127.0.0.1", "80", &hints, &list) == 0);
    note_infos(list);
    char host[100], service[20];
    CHECK(rr_wrap_getnameinfo(list->ai_addr, list->ai_addrlen, host, sizeof host, service, sizeof service, NI_NUMERICHOST | NI_NUMERICSERV) == 0);
    note("%s %s\n", host, service);
    CHECK(rr_wrap_getnameinfo(list->ai_addr, list->ai_addrlen, host, sizeof host, NULL, 0, NI_NUMERICHOST) == 0);
    struct addrinfo *rest = list->ai_next;
    list->ai_next = NULL;
    rr_wrap_freeaddrinfo(list);
    rr_wrap_freeaddrinfo(rest);
    CHECK(rr_wrap_getaddrinfo("not a number", NULL, &hints, &list) == EAI_NONAME);
    fake_suppressed = 1; /* code without lane asks, a lane frees */
    CHECK(rr_wrap_getaddrinfo("::1", NULL, &hints, &list) == 0 && list->ai_family == AF_INET6);
    fake_suppressed = 0;
    rr_wrap_freeaddrinfo(list);

    struct ifaddrs *interfaces = NULL;
    CHECK(rr_wrap_getifaddrs(&interfaces) == 0);
    for (struct ifaddrs *i = interfaces; i; i = i->ifa_next)
        note("%s flags %x family %d\n", i->ifa_name, i->ifa_flags, i->ifa_addr ? i->ifa_addr->sa_family : -1);
    rr_wrap_freeifaddrs(interfaces);
    char name[IF_NAMESIZE];
    CHECK(rr_wrap_if_indextoname(1, name) == name && rr_wrap_if_nametoindex(name) == 1);
    CHECK(!rr_wrap_if_indextoname(1 << 30, name) && errno == ENXIO);
    int fd = rr_wrap_socket(AF_INET, SOCK_DGRAM, 0);
    struct ifreq requests[32];
    struct ifconf known = {.ifc_len = 0, .ifc_buf = NULL};
    CHECK(rr_wrap_ioctl(fd, SIOCGIFCONF, &known) == 0);
    int all = known.ifc_len;
    known = (struct ifconf){.ifc_len = sizeof requests, .ifc_req = requests};
    CHECK(rr_wrap_ioctl(fd, SIOCGIFCONF, &known) == 0 && known.ifc_len <= all);
    for (int i = 0; i < known.ifc_len / (int)sizeof *requests; i++) {
        CHECK(rr_wrap_ioctl(fd, SIOCGIFFLAGS, requests + i) == 0);
        note("%.16s flags %x\n", requests[i].ifr_name, requests[i].ifr_flags & 0xffff);
    }
    CHECK(rr_wrap_close(fd) == 0);
}

static void other_bytes(void)
{
    int fds[2];
    CHECK(rr_wrap_socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
    CHECK(rr_wrap_send(fds[0], rr_mode == RR_MODE_RECORD ? "one" : "two", 3, 0) == 3);
}

static void descriptors_sent(void)
{
    int fds[2];
    CHECK(rr_wrap_socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {.head = {.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
    struct iovec part = {"x", 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    rr_wrap_sendmsg(fds[0], &message, 0);
}

static void expect(enum rr_mode mode, int status, void (*scenario)(void))
{
    char output[1000];
    if (mode == RR_MODE_RECORD)
        fake->log_used = fake->log_at = 0;
    int ended = fake_phase(mode, scenario, output, sizeof output);
    CHECK(WIFEXITED(ended) && WEXITSTATUS(ended) == status);
}

int main(void)
{
    run("streams", NULL, streams, NULL);
    run("datagrams", NULL, datagrams, NULL);
    run("paths", NULL, paths, NULL);
    run("selectors", NULL, selectors, NULL);
    run("names", NULL, names, NULL);
    expect(RR_MODE_RECORD, 0, other_bytes);
    expect(RR_MODE_REPLAY, 117, other_bytes);
    expect(RR_MODE_RECORD, 118, descriptors_sent);
    return 0;
}
