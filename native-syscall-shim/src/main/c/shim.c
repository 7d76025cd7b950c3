/* The table in memory, and the wrappers that follow from a row alone. */
#include "shim.h"

#include "kept.h"
#include "reasons.h"

#include <stdlib.h>

struct rr_reals rr_real;

const struct rr_row rr_rows[RR_OPS] = {
#define ROW(type, name, ...) {#name, NULL, (void *)rr_wrap_##name, (void **)&rr_real.name, 0},
#define READS ROW
#define READS_FD ROW
#define READS_STAT ROW
#define SENDS ROW
#define SENDS_FD ROW
#define EXCHANGES ROW
#define EXCHANGES_FD ROW
#define OPENS ROW
#define OWN ROW
#define PASSES(name, reason) {#name, reason, NULL, NULL, 0},
#define REFUSES(name, reason) {#name, reason, NULL, NULL, 1},
#include "syscalls.def"
#undef ROW
};

#define READS(type, name, parameters, arguments, ...)                                                              \
    type rr_wrap_##name parameters                                                                                  \
    {                                                                                                               \
        struct rr_lane *lane = rr_self();                                                                           \
        if (!lane)                                                                                                  \
            return rr_real.name arguments;                                                                          \
        return (type)RR_READS_CALL(lane, RR_OP_##name, rr_real.name arguments, ##__VA_ARGS__);                      \
    }
#define READS_FD(type, name, parameters, arguments, ...)                                                            \
    type rr_wrap_##name parameters                                                                                  \
    {                                                                                                               \
        struct rr_lane *lane = rr_self();                                                                           \
        if (!lane) {                                                                                                \
            fd = rr_fd_local(fd);                                                                                   \
            return rr_real.name arguments;                                                                          \
        }                                                                                                           \
        return (type)RR_READS_CALL(lane, RR_OP_##name, rr_real.name arguments, ##__VA_ARGS__);                      \
    }
#define READS_STAT(type, name, parameters, arguments, ...)                                                          \
    type rr_wrap_##name parameters                                                                                  \
    {                                                                                                               \
        struct rr_lane *lane = rr_self();                                                                           \
        if (!lane)                                                                                                  \
            return rr_kept_attributes(path, st, NULL) == 0 ? 0 : rr_real.name arguments;                            \
        return (type)RR_READS_CALL(lane, RR_OP_##name, rr_real.name arguments, ##__VA_ARGS__);                      \
    }
#define SENDS(type, name, parameters, arguments, ...)                                                               \
    type rr_wrap_##name parameters                                                                                  \
    {                                                                                                               \
        struct rr_lane *lane = rr_self();                                                                           \
        if (!lane)                                                                                                  \
            return rr_real.name arguments;                                                                          \
        return (type)RR_SENDS_CALL(lane, RR_OP_##name, rr_real.name arguments, ##__VA_ARGS__);                      \
    }
#define SENDS_FD(type, name, parameters, arguments, ...)                                                            \
    type rr_wrap_##name parameters                                                                                  \
    {                                                                                                               \
        struct rr_lane *lane = rr_self();                                                                           \
        if (!lane) {                                                                                                \
            fd = rr_fd_local(fd);                                                                                   \
            return rr_real.name arguments;                                                                          \
        }                                                                                                           \
        return (type)RR_SENDS_CALL(lane, RR_OP_##name, rr_real.name arguments, ##__VA_ARGS__);                      \
    }
#define EXCHANGES(type, name, parameters, arguments, ...)                                                           \
    type rr_wrap_##name parameters                                                                                  \
    {                                                                                                               \
        struct rr_lane *lane = rr_self();                                                                           \
        if (!lane)                                                                                                  \
            return rr_real.name arguments;                                                                          \
        return (type)RR_EXCHANGES_CALL(lane, RR_OP_##name, rr_real.name arguments, ##__VA_ARGS__);                  \
    }
#define EXCHANGES_FD(type, name, parameters, arguments, ...)                                                        \
    type rr_wrap_##name parameters                                                                                  \
    {                                                                                                               \
        struct rr_lane *lane = rr_self();                                                                           \
        if (!lane) {                                                                                                \
            fd = rr_fd_local(fd);                                                                                   \
            return rr_real.name arguments;                                                                          \
        }                                                                                                           \
        return (type)RR_EXCHANGES_CALL(lane, RR_OP_##name, rr_real.name arguments, ##__VA_ARGS__);                  \
    }
#define OPENS(type, name, parameters, arguments)                                                                    \
    type rr_wrap_##name parameters                                                                                  \
    {                                                                                                               \
        struct rr_lane *lane = rr_self();                                                                           \
        if (!lane)                                                                                                  \
            return rr_fd_raised(rr_real.name arguments);                                                            \
        return rr_fd_made((int)RR_READS_CALL(lane, RR_OP_##name, rr_real.name arguments));                          \
    }
#include "syscalls.def"

static int compare_name(const void *name, const void *row)
{
    return strcmp(name, ((const struct rr_row *)row)->name);
}

const struct rr_row *rr_row_named(const char *name)
{
    return bsearch(name, rr_rows, RR_OPS, sizeof *rr_rows, compare_name);
}

const char *rr_op_name(unsigned op)
{
    return op < RR_OPS ? rr_rows[op].name : "an unknown function";
}

void *rr_row_target(const struct rr_row *row, void *found)
{
    if (row->wrapper) {
        /* The functions of libjvm are not in the global scope of every program that embeds a VM: the import tells where they are. */
        if (!*row->real)
            *row->real = found;
        return *row->real ? row->wrapper : NULL;
    }
    return row->refuses ? rr_refusal_row((unsigned)(row - rr_rows), found) : NULL;
}

void rr_shim_open(void)
{
    static int is_open;
    if (is_open)
        return;
    is_open = 1;
    for (unsigned i = 0; i < RR_OPS; i++) {
        /* Unversioned, so that what the user has preloaded (a fake clock, a checker) stays between us and the C library. */
        if (rr_rows[i].real)
            *rr_rows[i].real = dlsym(RTLD_DEFAULT, rr_rows[i].name);
    }
    rr_fds_open();
    rr_streams_open();
}
