#define _GNU_SOURCE
#include "waiting.h"

#include <sched.h>
#include <stdint.h>
#include <time.h>

enum {
    SWITCHES = 128,     /* a batch, which is timed */
    BATCHES = 3,        /* of each way that is tried; the median counts, as the collector may come in between */
    SELDOM_MICROS = 500 /* from one switch to the next: it does not matter */
};
/* How long the quickest way is kept: shorter at first, when the VM's compilers have much to do. */
static const int64_t first_micros = 50000, most_micros = 1000000;

static cpu_set_t allowed; /* the process's own */
static int choice;        /* whether there is one */
static enum rr_way way = RR_ANYWHERE, best = RR_ANYWHERE;
static int core; /* of RR_ONE_CORE */
/* Where the thread was told to be: a core, or everywhere. It began where the one was that started it. */
enum { EVERYWHERE = -1, NOT_TOLD = -2 };
static __thread int told __attribute__((tls_model("initial-exec"))) = NOT_TOLD;

static unsigned switches;
static int64_t since, decided, keep_micros;
static int trying;                      /* batches to go */
static int64_t took[RR_WAYS][BATCHES];

static int64_t now_micros(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

void rr_waiting_open(void)
{
    choice = sched_getaffinity(0, sizeof allowed, &allowed) == 0 && CPU_COUNT(&allowed) > 1;
    since = now_micros();
}

static void go(enum rr_way to)
{
    int here = sched_getcpu();
    if (to == RR_ONE_CORE && way != RR_ONE_CORE) {
        if (here < 0 || here >= CPU_SETSIZE || !CPU_ISSET(here, &allowed))
            return;
        __atomic_store_n(&core, here, __ATOMIC_RELAXED);
    }
    __atomic_store_n(&way, to, __ATOMIC_RELEASE);
}

static int64_t median(const int64_t t[BATCHES])
{
    int64_t low = t[0] < t[1] ? t[0] : t[1], high = t[0] < t[1] ? t[1] : t[0];
    return t[2] < low ? low : t[2] < high ? t[2] : high;
}

static void decide(int64_t now)
{
    enum rr_way quickest = best;
    for (int i = 0; i < RR_WAYS; i++)
        if (median(took[i]) < median(took[quickest]))
            quickest = (enum rr_way)i;
    best = quickest;
    decided = now;
    keep_micros = keep_micros == 0 ? first_micros : keep_micros * 2 < most_micros ? keep_micros * 2 : most_micros;
    go(best);
}

void rr_waiting_switch(void)
{
    if (!choice || ++switches % SWITCHES)
        return;
    int64_t now = now_micros(), batch = now - since;
    since = now;
    if (batch > (int64_t)SELDOM_MICROS * SWITCHES) {
        trying = 0;
        keep_micros = 0; /* to be tried once it matters */
        go(best = RR_ANYWHERE);
    } else if (trying) {
        /* The first batch of a way is one in which lanes still move: its time is not taken. */
        int at = --trying % (BATCHES + 1);
        if (at < BATCHES)
            took[way][at] = batch;
        if (!trying)
            decide(now);
        else if (at == 0)
            go((enum rr_way)((way + 1) % RR_WAYS));
    } else if (now - decided > keep_micros) {
        trying = RR_WAYS * (BATCHES + 1);
    }
}

void rr_waiting_follow(void)
{
    if (!choice)
        return;
    int to = rr_waiting_way() == RR_ONE_CORE ? __atomic_load_n(&core, __ATOMIC_RELAXED) : EVERYWHERE;
    if (to == told)
        return;
    told = to;
    cpu_set_t one;
    CPU_ZERO(&one);
    if (to != EVERYWHERE)
        CPU_SET(to, &one);
    sched_setaffinity(0, sizeof one, to == EVERYWHERE ? &allowed : &one); /* where it is refused, the thread stays where it is */
}

enum rr_way rr_waiting_way(void)
{
    return __atomic_load_n(&way, __ATOMIC_ACQUIRE);
}
