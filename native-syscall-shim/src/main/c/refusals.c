/*
 * Functions that are refused. Their parameters are unknown, so each gets a few instructions of its own (refusals_x86_64.S)
 * that ask here: the caller has a lane, and the process ends, or the call goes on to the real function as it came.
 */
#include "shim.h"

#include <pthread.h>

/* As many as refusals_x86_64.S has stubs: the rows, then room for functions that have none. */
#define STUBS 2048
#define STUB_SIZE 16
_Static_assert(RR_OPS < STUBS, "more rows than stubs: enlarge both");

extern const char rr_refusal_stubs[] __attribute__((visibility("hidden")));
void *rr_refusal_check(unsigned stub);

static struct refusal {
    const char *name;
    const char *reason;
    void *real;
} refusals[STUBS];
static unsigned unknown_n;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *stub(unsigned i)
{
    return (void *)(rr_refusal_stubs + i * STUB_SIZE);
}

void *rr_refusal_row(unsigned op, void *real)
{
    if (real) {
        refusals[op].name = rr_rows[op].name;
        refusals[op].reason = rr_rows[op].reason;
        __atomic_store_n(&refusals[op].real, real, __ATOMIC_RELEASE);
    }
    return stub(op);
}

void *rr_refusal_unknown(const char *name, void *real)
{
    void *found = NULL;
    pthread_mutex_lock(&lock);
    unsigned i = RR_OPS;
    while (i < RR_OPS + unknown_n && refusals[i].real != real)
        i++;
    if (i < RR_OPS + unknown_n) {
        found = stub(i);
    } else if (i < STUBS) {
        char *copy = strdup(name); /* the library may be unloaded */
        if (copy) {
            refusals[i] = (struct refusal){copy, "unknown to rr, so it cannot be recorded", real};
            unknown_n++;
            found = stub(i);
        }
    }
    pthread_mutex_unlock(&lock);
    if (!found)
        rr_refuse("%s: too many functions of the C library that are unknown to rr", name);
    return found;
}

/* Called by the stubs. Returns where to go on. */
void *rr_refusal_check(unsigned i)
{
    if (rr_self())
        rr_refuse("%s: %s", refusals[i].name, refusals[i].reason);
    return __atomic_load_n(&refusals[i].real, __ATOMIC_ACQUIRE);
}
