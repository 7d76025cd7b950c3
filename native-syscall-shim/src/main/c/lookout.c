#define _GNU_SOURCE
#include "lookout.h"

#include "baton.h"
#include "lending.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

enum { CALM_MICROS = 1000, FIRST_MICROS = 300, MOST_MICROS = 20000, LOOKS_BEFORE_LENDING = 10 };

static void *look_out(void *unused)
{
    (void)unused;
    struct rr_baton_glimpse last = {0, 0, 0};
    long pause_micros = CALM_MICROS;
    int still = 0; /* looks at which nothing had changed */
    for (;;) {
        const struct timespec pause = {0, pause_micros * 1000};
        nanosleep(&pause, NULL);
        struct rr_baton_glimpse seen;
        const int asks = rr_baton_look(&seen);
        const int changed = seen.grants != last.grants || seen.holder != last.holder || seen.count != last.count;
        still = changed || !seen.holder || !rr_lending_wanted() ? 0 : still + 1;
        if (still == LOOKS_BEFORE_LENDING) {
            rr_baton_lend(&seen);
            still = 0;
        }
        if (!asks) { /* all is well */
            pause_micros = CALM_MICROS;
        } else if (changed) {
            pause_micros = FIRST_MICROS;
        } else {
            rr_baton_ask(&seen);
            pause_micros = pause_micros * 2 < MOST_MICROS ? pause_micros * 2 : MOST_MICROS;
        }
        last = seen;
    }
    return NULL;
}

int rr_lookout_start(void)
{
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all, before;
    if (pthread_attr_init(&attributes) != 0)
        return -1;
    sigfillset(&all);
    int failed = pthread_attr_setstacksize(&attributes, 128 * 1024) || pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED)
                 || pthread_sigmask(SIG_SETMASK, &all, &before); /* signals are for Java's threads */
    if (!failed) {
        failed = pthread_create(&thread, &attributes, look_out, NULL);
        pthread_sigmask(SIG_SETMASK, &before, NULL); /* cannot fail, as the first did not */
    }
    pthread_attr_destroy(&attributes);
    return failed ? -1 : 0;
}
