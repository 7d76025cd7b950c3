/*
 * Names and addresses: the lists of getaddrinfo and getifaddrs. A list is logged packed, and what callers get is built from that in both modes,
 * also for code without lane, so that one free serves every list.
 */
#include "shim.h"

#include <linux/if_packet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdlib.h>

/* A list of more bytes than this is refused; memory that is not touched costs nothing. */
enum { ROOM = 1 << 20 };

struct packed {
    char *bytes; /* ROOM of them */
    size_t used;
};

static struct packed packed_new(const char *name)
{
    struct packed p = {malloc(ROOM), 0};
    if (!p.bytes)
        rr_refuse("%s: out of memory", name);
    return p;
}

/* size is what is put; -1 in its place for NULL, which is not the same as nothing. */
static void put(struct packed *p, const void *at, size_t size)
{
    const int32_t mark = at ? (int32_t)size : -1;
    if (size > ROOM || p->used + sizeof mark + size > ROOM)
        rr_refuse("a list of addresses has more than %d bytes", ROOM);
    memcpy(p->bytes + p->used, &mark, sizeof mark);
    p->used += sizeof mark;
    if (at)
        memcpy(p->bytes + p->used, at, size);
    p->used += at ? size : 0;
}

static void put_text(struct packed *p, const char *text)
{
    put(p, text, text ? strlen(text) + 1 : 0);
}

/* In place; NULL and *size 0 for NULL. */
static void *take(const char **at, size_t *size)
{
    int32_t mark;
    memcpy(&mark, *at, sizeof mark);
    *at += sizeof mark;
    *size = mark < 0 ? 0 : (size_t)mark;
    void *found = mark < 0 ? NULL : (void *)*at;
    *at += *size;
    return found;
}

/* The next item, copied to *into, where there is room; the pointer there, or NULL. */
static void *take_to(const char **at, char **into)
{
    size_t size;
    const void *found = take(at, &size);
    if (!found)
        return NULL;
    void *copy = memcpy(*into, found, size);
    *into += (size + 7) & ~(size_t)7;
    return copy;
}

static size_t rounded(const char **at)
{
    size_t size;
    take(at, &size);
    return (size + 7) & ~(size_t)7;
}

/* One result, and the list packed in p: logged, or taken from the log. */
static int64_t exchange_list(struct rr_lane *lane, unsigned op, int64_t ret, int err, struct packed *p)
{
    struct rr_bytes out = {p->bytes, rr_recording() ? p->used : ROOM};
    if (lane) {
        rr_io_event(lane);
        rr_call(lane, op, &ret, &err, &out, 1);
        if (rr_replaying())
            p->used = out.length;
    }
    errno = err;
    return ret;
}

struct info_head {
    int32_t flags, family, type, protocol;
};

static void pack_infos(struct packed *p, const struct addrinfo *list)
{
    for (; list; list = list->ai_next) {
        put(p, &(struct info_head){list->ai_flags, list->ai_family, list->ai_socktype, list->ai_protocol}, sizeof(struct info_head));
        put(p, list->ai_addr, list->ai_addrlen);
        put_text(p, list->ai_canonname);
    }
}

/* Each node in memory of its own: parts of a list may be freed alone. */
static struct addrinfo *unpack_infos(const struct packed *p)
{
    struct addrinfo *list = NULL, **end = &list;
    for (const char *at = p->bytes; at < p->bytes + p->used;) {
        size_t size;
        struct info_head head;
        memcpy(&head, take(&at, &size), sizeof head);
        const char *ahead = at;
        const size_t more = rounded(&ahead) + rounded(&ahead);
        struct addrinfo *node = calloc(1, sizeof *node + more);
        if (!node)
            rr_refuse("getaddrinfo: out of memory");
        char *into = (char *)(node + 1);
        ahead = at;
        take(&ahead, &size);
        node->ai_flags = head.flags;
        node->ai_family = head.family;
        node->ai_socktype = head.type;
        node->ai_protocol = head.protocol;
        node->ai_addrlen = (socklen_t)size;
        node->ai_addr = take_to(&at, &into);
        node->ai_canonname = take_to(&at, &into);
        *end = node;
        end = &node->ai_next;
    }
    return list;
}

int rr_wrap_getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **list)
{
    struct rr_lane *lane = rr_self();
    struct packed p = packed_new("getaddrinfo");
    struct addrinfo *found = NULL;
    int ret = 0, err = 0;
    if (lane)
        rr_gate(lane);
    if (!lane || rr_recording()) {
        ret = rr_real.getaddrinfo(node, service, hints, &found);
        err = errno;
        if (ret == 0) {
            pack_infos(&p, found);
            rr_real.freeaddrinfo(found);
        }
    }
    ret = (int)exchange_list(lane, RR_OP_getaddrinfo, ret, err, &p);
    err = errno;
    if (ret == 0)
        *list = unpack_infos(&p);
    free(p.bytes);
    errno = err;
    return ret;
}

void rr_wrap_freeaddrinfo(struct addrinfo *list)
{
    while (list) {
        struct addrinfo *next = list->ai_next;
        free(list);
        list = next;
    }
}

static size_t size_of_address(const struct sockaddr *address)
{
    switch (address ? address->sa_family : AF_UNSPEC) {
    case AF_INET: return sizeof(struct sockaddr_in);
    case AF_INET6: return sizeof(struct sockaddr_in6);
    case AF_PACKET: return offsetof(struct sockaddr_ll, sll_addr) + ((const struct sockaddr_ll *)address)->sll_halen;
    default: return address ? sizeof *address : 0;
    }
}

static void pack_interfaces(struct packed *p, const struct ifaddrs *list)
{
    for (; list; list = list->ifa_next) {
        put(p, &list->ifa_flags, sizeof list->ifa_flags);
        put_text(p, list->ifa_name);
        put(p, list->ifa_addr, size_of_address(list->ifa_addr));
        put(p, list->ifa_netmask, size_of_address(list->ifa_netmask));
        put(p, list->ifa_broadaddr, size_of_address(list->ifa_broadaddr));
    }
}

/* One piece of memory for the whole list, its first node at the start. Counters of packets (ifa_data) are left out. */
static struct ifaddrs *unpack_interfaces(const struct packed *p)
{
    size_t nodes = 0, more = 0, size;
    for (const char *at = p->bytes; at < p->bytes + p->used; nodes++) {
        take(&at, &size);
        for (int i = 0; i < 4; i++)
            more += rounded(&at);
    }
    struct ifaddrs *list = calloc(1, nodes * sizeof *list + more + 1);
    if (!list)
        rr_refuse("getifaddrs: out of memory");
    char *into = (char *)(list + nodes);
    const char *at = p->bytes;
    for (size_t i = 0; i < nodes; i++) {
        memcpy(&list[i].ifa_flags, take(&at, &size), sizeof list[i].ifa_flags);
        list[i].ifa_name = take_to(&at, &into);
        list[i].ifa_addr = take_to(&at, &into);
        list[i].ifa_netmask = take_to(&at, &into);
        list[i].ifa_broadaddr = take_to(&at, &into);
        list[i].ifa_next = i + 1 < nodes ? list + i + 1 : NULL;
    }
    if (nodes)
        return list;
    free(list);
    return NULL;
}

int rr_wrap_getifaddrs(struct ifaddrs **list)
{
    struct rr_lane *lane = rr_self();
    struct packed p = packed_new("getifaddrs");
    struct ifaddrs *found = NULL;
    int ret = 0, err = 0;
    if (lane)
        rr_gate(lane);
    if (!lane || rr_recording()) {
        ret = rr_real.getifaddrs(&found);
        err = errno;
        if (ret == 0) {
            pack_interfaces(&p, found);
            rr_real.freeifaddrs(found);
        }
    }
    ret = (int)exchange_list(lane, RR_OP_getifaddrs, ret, err, &p);
    err = errno;
    if (ret == 0)
        *list = unpack_interfaces(&p);
    free(p.bytes);
    errno = err;
    return ret;
}

void rr_wrap_freeifaddrs(struct ifaddrs *list) { free(list); }

char *rr_wrap_if_indextoname(unsigned index, char *name)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_real.if_indextoname(index, name);
    int64_t ret = RR_READS_CALL(lane, RR_OP_if_indextoname, rr_real.if_indextoname(index, name) ? 0 : -1, FILLS_STRING(name, IF_NAMESIZE));
    return ret == 0 ? name : NULL;
}
