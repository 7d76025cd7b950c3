#define _GNU_SOURCE
#include "stack_points.h"
#include "baton.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Points are few, and looked at where a lane waits anyway. */
static struct point {
    uint32_t lane;
    uint64_t event;
} *points;
static size_t count;

int rr_stack_points_set(const char *text)
{
    size_t most = 1;
    for (const char *p = text; *p; p++)
        most += *p == ';';
    points = calloc(most, sizeof *points);
    if (!points)
        return -1;
    for (const char *p = text;; p++) {
        char *end;
        unsigned long lane = strtoul(p, &end, 10);
        if (end == p || *end != ':' || lane == 0 || lane >= RR_MAX_LANES)
            return -1;
        p = end + 1;
        unsigned long event = strtoul(p, &end, 10);
        if (end == p || event == 0 || (*end && *end != ';'))
            return -1;
        points[count++] = (struct point){(uint32_t)lane, event};
        p = end;
        if (!*p)
            return 0;
    }
}

uint64_t rr_stack_points_limit(const struct rr_lane *lane, uint64_t limit)
{
    for (size_t i = 0; i < count; i++)
        if (points[i].lane == rr_lane_id(lane) && points[i].event - 1 > lane->count && points[i].event - 1 < limit)
            limit = points[i].event - 1;
    return limit;
}

void rr_stack_points_wait(const struct rr_lane *lane)
{
    for (size_t i = 0; i < count; i++) {
        if (points[i].lane != rr_lane_id(lane) || points[i].event != lane->count + 1)
            continue;
        char text[4096];
        snprintf(text, sizeof text, "rr: thread \"%s\" (lane %u), before event %lu\n", lane->name, rr_lane_id(lane), (unsigned long)points[i].event);
        rr_java_stack(text, sizeof text);
        if (write(STDERR_FILENO, text, strlen(text)) < 0) {
            /* nobody reads our standard error */
        }
        return;
    }
}
