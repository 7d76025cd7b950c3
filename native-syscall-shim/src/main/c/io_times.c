/*
 * Local time. libc reads the time zone's file on its own, unseen, so what comes out of it is logged: the broken-down time,
 * whose tm_zone points to a string of libc, and that string.
 */
#include "shim.h"

#include <pthread.h>
#include <stdlib.h>

#define ZONE 64

/* Zone names live for ever, as libc's do. There are as many as zones the program uses. */
static const char *kept(const char *zone)
{
    static struct name {
        struct name *next;
        char text[ZONE];
    } *names;
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&lock);
    struct name *name = names;
    while (name && strcmp(name->text, zone) != 0)
        name = name->next;
    if (!name && (name = calloc(1, sizeof *name))) {
        snprintf(name->text, sizeof name->text, "%s", zone);
        name->next = names;
        names = name;
    }
    pthread_mutex_unlock(&lock);
    return name ? name->text : "";
}

struct tm *rr_wrap_localtime_r(const time_t *t, struct tm *tm)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_real.localtime_r(t, tm);
    char zone[ZONE] = "";
    int64_t ret = RR_READS_CALL(
        lane, RR_OP_localtime_r, rr_real.localtime_r(t, tm) ? (snprintf(zone, sizeof zone, "%s", tm->tm_zone ? tm->tm_zone : ""), 0) : -1,
        FILLS_N(tm, offsetof(struct tm, tm_zone), ret == 0), FILLS_STRING(zone, sizeof zone));
    if (ret != 0)
        return NULL;
    if (rr_replaying())
        tm->tm_zone = kept(zone);
    return tm;
}

/* libc's results in static memory: one per thread here, which no caller can tell. */
struct tm *rr_wrap_localtime(const time_t *t)
{
    static __thread struct tm tm;
    return rr_self() ? rr_wrap_localtime_r(t, &tm) : rr_real.localtime(t);
}

char *rr_wrap_ctime_r(const time_t *t, char *text)
{
    struct tm tm;
    return rr_wrap_localtime_r(t, &tm) ? asctime_r(&tm, text) : NULL;
}

char *rr_wrap_ctime(const time_t *t)
{
    static __thread char text[64];
    return rr_self() ? rr_wrap_ctime_r(t, text) : rr_real.ctime(t);
}
