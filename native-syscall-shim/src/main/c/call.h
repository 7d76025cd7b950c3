/*
 * One wrapped call, one sequence for both modes: only the real call is conditional. The words FILLS… describe outputs, the
 * words TEXT, BYTES and WORD inputs; both are used in syscalls.def and in the wrappers written by hand. The macros are
 * expressions; `ret` (the result, -1 or NULL as the function has it) may be used in the descriptions.
 */
#ifndef RR_CALL_H
#define RR_CALL_H

#include "tape.h"

#include <errno.h>
#include <string.h>

static inline int rr_recording(void)
{
    return rr_mode == RR_MODE_RECORD;
}

static inline int rr_replaying(void)
{
    return rr_mode == RR_MODE_REPLAY;
}

/* A function, so that the address of an array may be asked as well. */
static inline int rr_given(const void *p)
{
    return p != NULL;
}

/* Outputs. Recording, `used` bytes are logged; replaying, at most `room` bytes come in. `used` may depend on ret. */
#define OUT(p, room, used) {(void *)(p), rr_recording() ? (size_t)(used) : rr_given(p) ? (size_t)(room) : 0}
#define FILLS_N(p, n, condition) OUT(p, n, rr_given(p) && (condition) ? (n) : 0)
#define FILLS(p) FILLS_N(p, sizeof *(p), ret == 0)
#define FILLS_UPTO(p, n) FILLS_N(p, n, ret == 0)
#define FILLS_RET(p, n) OUT(p, n, ret < 0 || !rr_given(p) ? 0 : (uint64_t)ret < (uint64_t)(n) ? (uint64_t)ret : (uint64_t)(n))
#define FILLS_COUNT(p, n) OUT(p, (n) > 0 ? (n) * sizeof *(p) : 0, (n) > 0 && ret > 0 ? (uint64_t)ret * sizeof *(p) : 0)
/* The words of a set of descriptors below n. */
#define FILLS_SET(p, n) FILLS_N(p, (n) > 0 ? ((size_t)(n) + 63) / 64 * 8 : 0, ret >= 0)
#define FILLS_STRING(p, n) OUT(p, n, ret == 0 && rr_given(p) && (n) > 0 ? strnlen((p), (n) - 1) + 1 : 0)

/* Inputs. */
#define BYTES(p, n) {(void *)(p), rr_given(p) ? (size_t)(n) : 0}
#define TEXT(p) {(void *)(p), rr_given(p) ? strlen(p) : 0}
#define WORD(x) {&(int64_t){(int64_t)(x)}, sizeof(int64_t)}
#define ADDRESS(p, n) BYTES(p, rr_address_meaning((p), (n)))
/* A larger option of a socket is a struct with holes, in which anything may stand. */
#define OPTION(p, n) BYTES(p, (n) <= 32 ? (n) : 0)

/* How much of an address of a socket means something: the padding behind it is whatever the caller had there. */
size_t rr_address_meaning(const void *address, size_t size);

#define RR_REAL_CALL(call)          \
    if (rr_recording()) {           \
        ret = (int64_t)(call);      \
        err = errno;                \
    }

#define RR_READS_CALL(lane, op, call, ...)                                        \
    ({                                                                            \
        int64_t ret = 0;                                                          \
        int err = 0;                                                              \
        rr_gate(lane);                                                            \
        RR_REAL_CALL(call)                                                        \
        rr_io_event(lane);                                                        \
        struct rr_bytes outs[] = {{NULL, 0}, ##__VA_ARGS__};                      \
        rr_call(lane, op, &ret, &err, outs + 1, sizeof outs / sizeof *outs - 1);  \
        errno = err;                                                              \
        ret;                                                                      \
    })

#define RR_SENDS_CALL(lane, op, call, ...)                                        \
    ({                                                                            \
        int64_t ret = 0;                                                          \
        int err = 0;                                                              \
        rr_gate(lane);                                                            \
        rr_io_event(lane);                                                        \
        RR_REAL_CALL(call)                                                        \
        struct rr_bytes ins[] = {{NULL, 0}, ##__VA_ARGS__};                       \
        rr_wrote(lane, op, &ret, &err, ins + 1, sizeof ins / sizeof *ins - 1);    \
        errno = err;                                                              \
        ret;                                                                      \
    })

/*
 * Two events: what others see of this call is ordered by the first, what this call sees of others by the second. With one
 * stamp, one of two threads that race to create a file could be replayed on the wrong side of the other. The first is complete
 * before the call, which may block for as long as others like (a full socket): they go on behind it.
 */
#define RR_EXCHANGES_CALL(lane, op, call, ...)                                    \
    ({                                                                            \
        int64_t ret = 0;                                                          \
        int err = 0;                                                              \
        rr_gate(lane);                                                            \
        rr_io_stamp(lane);                                                        \
        RR_REAL_CALL(call)                                                        \
        rr_gate(lane);                                                            \
        rr_io_event(lane);                                                        \
        struct rr_bytes ins[] = {{NULL, 0}, ##__VA_ARGS__};                       \
        rr_wrote(lane, op, &ret, &err, ins + 1, sizeof ins / sizeof *ins - 1);    \
        errno = err;                                                              \
        ret;                                                                      \
    })

#endif
