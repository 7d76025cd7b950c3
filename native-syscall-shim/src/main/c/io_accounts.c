/*
 * Users and groups. The result is a struct whose strings lie in the caller's buffer, so it is logged packed: two numbers,
 * then the strings one behind the other, and unpacked into the caller's buffer when replaying.
 */
#include "shim.h"

#include <stdlib.h>

struct packed {
    uint32_t ids[2];
    char text[]; /* strings, each with its NUL */
};

/* One look-up: what to ask, and where the answer goes. Exactly one of user and group is used. */
struct lookup {
    struct passwd *user;
    struct group *group;
    char *buffer;
    size_t size;
};

static size_t put(struct packed *packed, size_t at, const char *text)
{
    size_t length = text ? strlen(text) + 1 : 1;
    memcpy(packed->text + at, text ? text : "", length);
    return at + length;
}

static size_t strings_of(const struct lookup *l)
{
    if (l->user)
        return strlen(l->user->pw_name) + strlen(l->user->pw_passwd) + strlen(l->user->pw_gecos) + strlen(l->user->pw_dir) +
               strlen(l->user->pw_shell) + 5;
    size_t length = strlen(l->group->gr_name) + strlen(l->group->gr_passwd) + 2;
    for (char **member = l->group->gr_mem; member && *member; member++)
        length += strlen(*member) + 1;
    return length;
}

static size_t pack(const struct lookup *l, struct packed *packed)
{
    size_t at = 0;
    if (l->user) {
        packed->ids[0] = l->user->pw_uid;
        packed->ids[1] = l->user->pw_gid;
        at = put(packed, put(packed, at, l->user->pw_name), l->user->pw_passwd);
        at = put(packed, put(packed, put(packed, at, l->user->pw_gecos), l->user->pw_dir), l->user->pw_shell);
    } else {
        packed->ids[0] = l->group->gr_gid;
        packed->ids[1] = 0;
        at = put(packed, put(packed, at, l->group->gr_name), l->group->gr_passwd);
        for (char **member = l->group->gr_mem; member && *member; member++) {
            packed->ids[1]++;
            at = put(packed, at, *member);
        }
    }
    return sizeof *packed + at;
}

static char *take(char **at)
{
    char *text = *at;
    *at += strlen(text) + 1;
    return text;
}

/* The list of members goes to the aligned end of the buffer, the strings to its start. 0, or -1: it does not fit. */
static int unpack(const struct lookup *l, const struct packed *packed, size_t length)
{
    size_t strings = length - sizeof *packed;
    if (strings > l->size)
        return -1;
    memcpy(l->buffer, packed->text, strings);
    char *at = l->buffer;
    if (l->user) {
        struct passwd *user = l->user;
        user->pw_uid = packed->ids[0];
        user->pw_gid = packed->ids[1];
        user->pw_name = take(&at);
        user->pw_passwd = take(&at);
        user->pw_gecos = take(&at);
        user->pw_dir = take(&at);
        user->pw_shell = take(&at);
        return 0;
    }
    uintptr_t end = ((uintptr_t)l->buffer + l->size) & ~(uintptr_t)(sizeof(char *) - 1);
    uintptr_t list = end - (packed->ids[1] + 1) * sizeof(char *);
    if (list < (uintptr_t)l->buffer + strings)
        return -1;
    struct group *group = l->group;
    group->gr_gid = packed->ids[0];
    group->gr_name = take(&at);
    group->gr_passwd = take(&at);
    group->gr_mem = (char **)list;
    for (uint32_t i = 0; i < packed->ids[1]; i++)
        group->gr_mem[i] = take(&at);
    group->gr_mem[packed->ids[1]] = NULL;
    return 0;
}

/* After the real call: error is its result, found what it gave back. Returns the result for the caller. */
static int finish(struct rr_lane *lane, unsigned op, const struct lookup *l, int error, int *found)
{
    size_t room = sizeof(struct packed) + l->size;
    if (rr_recording())
        room = sizeof(struct packed) + (*found ? strings_of(l) : 0);
    struct packed *packed = malloc(room);
    if (!packed)
        rr_refuse("%s: out of memory", rr_op_name(op));
    int64_t ret = error;
    int err = errno;
    struct rr_bytes out = {packed, rr_recording() ? (*found ? pack(l, packed) : 0) : room};
    rr_io_event(lane);
    rr_call(lane, op, &ret, &err, &out, 1);
    if (rr_replaying()) {
        *found = out.length > 0;
        if (*found && unpack(l, packed, out.length) != 0)
            ret = ERANGE, *found = 0;
    }
    free(packed);
    errno = err;
    return (int)ret;
}

#define LOOKUP(lane, op, call, entry, result, ...)                                     \
    ({                                                                                 \
        int error = 0, present = 0;                                                    \
        rr_gate(lane);                                                                 \
        if (rr_recording()) {                                                          \
            error = (call);                                                            \
            present = error == 0 && *(result);                                         \
        }                                                                              \
        error = finish(lane, op, &(struct lookup){__VA_ARGS__}, error, &present);      \
        *(result) = present ? (entry) : NULL;                                          \
        error;                                                                         \
    })

int rr_wrap_getpwuid_r(uid_t user, struct passwd *entry, char *buffer, size_t size, struct passwd **found)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_real.getpwuid_r(user, entry, buffer, size, found);
    return LOOKUP(lane, RR_OP_getpwuid_r, rr_real.getpwuid_r(user, entry, buffer, size, found), entry, found, .user = entry,
                  .buffer = buffer, .size = size);
}

int rr_wrap_getpwnam_r(const char *name, struct passwd *entry, char *buffer, size_t size, struct passwd **found)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_real.getpwnam_r(name, entry, buffer, size, found);
    return LOOKUP(lane, RR_OP_getpwnam_r, rr_real.getpwnam_r(name, entry, buffer, size, found), entry, found, .user = entry,
                  .buffer = buffer, .size = size);
}

int rr_wrap_getgrgid_r(gid_t group, struct group *entry, char *buffer, size_t size, struct group **found)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_real.getgrgid_r(group, entry, buffer, size, found);
    return LOOKUP(lane, RR_OP_getgrgid_r, rr_real.getgrgid_r(group, entry, buffer, size, found), entry, found, .group = entry,
                  .buffer = buffer, .size = size);
}

int rr_wrap_getgrnam_r(const char *name, struct group *entry, char *buffer, size_t size, struct group **found)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_real.getgrnam_r(name, entry, buffer, size, found);
    return LOOKUP(lane, RR_OP_getgrnam_r, rr_real.getgrnam_r(name, entry, buffer, size, found), entry, found, .group = entry,
                  .buffer = buffer, .size = size);
}

struct passwd *rr_wrap_getpwuid(uid_t user)
{
    static struct passwd entry; /* shared by all threads, as the C library's own is */
    static char buffer[4096];
    struct passwd *found = NULL;
    if (!rr_self())
        return rr_real.getpwuid(user);
    int error = rr_wrap_getpwuid_r(user, &entry, buffer, sizeof buffer, &found);
    if (error)
        errno = error;
    return found;
}
