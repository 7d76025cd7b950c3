#define _GNU_SOURCE
#include "image.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define IMAGE_MAGIC 0x313030474d495252ull /* "RRIMG001" */
#define IMAGE_VERSION 4u

struct image_lane {
    uint32_t lane, kind;
    uint64_t stream_at, stream_length, final_count;
    uint32_t parent, zero;
    uint64_t parent_count, pad[2];
};

const struct rr_image_head *rr_image;
const struct rr_image_segment *rr_image_segments;
static const struct image_lane *lanes;
static const struct rr_image_class *classes;
static const uint64_t *contents;
static const uint32_t *taken;
static uint8_t *class_taken;
static uint32_t *class_rows; /* row + 1 of each class lane */
static pthread_mutex_t class_lock = PTHREAD_MUTEX_INITIALIZER;

static int inside(uint64_t at, uint64_t size, uint64_t length)
{
    return at <= length && size <= length - at;
}

int rr_image_open(const char *path, const char **problem)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    *problem = "cannot be read";
    if (fd < 0)
        return -1;
    void *at = MAP_FAILED;
    if (fstat(fd, &st) == 0 && st.st_size >= (off_t)sizeof *rr_image)
        at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (at == MAP_FAILED)
        return -1;
    rr_image = at;
    uint64_t length = (uint64_t)st.st_size;
    *problem = "is damaged or of another version";
    if (rr_image->magic != IMAGE_MAGIC || rr_image->version != IMAGE_VERSION || rr_image->length != length
        || !inside(rr_image->lanes_at, (uint64_t)rr_image->lanes * sizeof *lanes, length)
        || rr_image->segments > length / sizeof *rr_image_segments || !inside(rr_image->segments_at, rr_image->segments * sizeof *rr_image_segments, length)
        || !inside(rr_image->classes_at, (uint64_t)rr_image->classes * sizeof *classes, length) || rr_image->contents > length / sizeof *contents
        || !inside(rr_image->contents_at, rr_image->contents * sizeof *contents, length) || rr_image->taken > length / sizeof *taken
        || !inside(rr_image->taken_at, rr_image->taken * sizeof *taken, length))
        return -1;
    lanes = (const void *)((const char *)at + rr_image->lanes_at);
    rr_image_segments = (const void *)((const char *)at + rr_image->segments_at);
    classes = (const void *)((const char *)at + rr_image->classes_at);
    contents = (const void *)((const char *)at + rr_image->contents_at);
    taken = (const void *)((const char *)at + rr_image->taken_at);
    for (uint64_t i = 0; i < rr_image->segments; i++)
        if (rr_image_segments[i].lane == 0 || rr_image_segments[i].lane >= RR_MAX_LANES)
            return -1;
    for (uint32_t i = 0; i < rr_image->classes; i++)
        if (classes[i].lane < RR_MAX_THREAD_LANES || classes[i].lane >= RR_MAX_LANES || classes[i].parent >= RR_MAX_LANES)
            return -1;
    for (uint32_t i = 0; i < rr_image->lanes; i++) {
        if (lanes[i].lane == 0 || lanes[i].lane >= RR_MAX_LANES || !inside(lanes[i].stream_at, lanes[i].stream_length, length))
            return -1;
        struct rr_lane *lane = rr_lane_at(lanes[i].lane);
        lane->cursor = (uint64_t)(uintptr_t)at + lanes[i].stream_at;
        lane->stream_end = lane->cursor + lanes[i].stream_length;
        rr_stream_next(lane);
    }
    rr_control->total_segments = rr_image->segments;
    class_taken = calloc(rr_image->classes + 1, 1);
    class_rows = calloc(RR_MAX_LANES, sizeof *class_rows);
    *problem = "needs more memory than there is";
    if (!class_taken || !class_rows)
        return -1;
    for (uint32_t i = 0; i < rr_image->classes; i++)
        class_rows[classes[i].lane] = i + 1;
    return 0;
}

int rr_image_content(uint64_t content, uint64_t *from, uint64_t *end)
{
    if (content - 1 >= rr_image->contents || !contents[content - 1] || contents[content - 1] >= rr_image->length)
        return -1;
    *from = (uint64_t)(uintptr_t)rr_image + contents[content - 1];
    *end = (uint64_t)(uintptr_t)rr_image + rr_image->length;
    return 0;
}

int rr_image_taken(uint32_t number)
{
    uint64_t low = 0, high = rr_image->taken;
    while (low < high) {
        uint64_t mid = low + (high - low) / 2;
        if (taken[mid] < number)
            low = mid + 1;
        else
            high = mid;
    }
    return low < rr_image->taken && taken[low] == number;
}

void rr_stream_next(struct rr_lane *lane)
{
    const uint8_t *p = (const uint8_t *)(uintptr_t)lane->cursor;
    uint64_t head = 0;
    for (unsigned shift = 0; shift < 64 && (uint64_t)(uintptr_t)p < lane->stream_end; shift += 7) {
        uint8_t b = *p++;
        head |= (uint64_t)(b & 0x7f) << shift;
        if (!(b & 0x80)) {
            lane->cursor = (uint64_t)(uintptr_t)p;
            lane->next_kind = (uint32_t)(head & 31);
            lane->entry_at += head >> 5;
            return;
        }
    }
    lane->entry_at = INT64_MAX;
    lane->next_kind = RR_PAD;
}

static uint64_t fnv1a(const char *s)
{
    uint64_t h = 0xcbf29ce484222325ull;
    while (*s)
        h = (h ^ (uint8_t)*s++) * 0x100000001b3ull;
    return h;
}

const struct rr_image_class *rr_image_class_of(uint32_t lane)
{
    return class_rows[lane] ? &classes[class_rows[lane] - 1] : NULL;
}

const struct rr_image_class *rr_image_class_take(const char *name, uint32_t parent, uint64_t parent_count)
{
    char kept[sizeof((struct rr_lane *)0)->name] = {0}; /* a recorded name is cut as lanes have room for it */
    strncpy(kept, name, sizeof kept - 1);
    uint64_t hash = fnv1a(kept);
    uint32_t low = 0, high = rr_image->classes, found = UINT32_MAX;
    int exact = 0;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (classes[mid].hash < hash)
            low = mid + 1;
        else
            high = mid;
    }
    pthread_mutex_lock(&class_lock);
    for (uint32_t i = low; i < rr_image->classes && classes[i].hash == hash && !exact; i++) {
        if (class_taken[i])
            continue;
        exact = classes[i].parent == parent && classes[i].parent_count == parent_count;
        if (exact || found == UINT32_MAX)
            found = i;
    }
    if (found != UINT32_MAX)
        class_taken[found] = 1;
    pthread_mutex_unlock(&class_lock);
    return found == UINT32_MAX ? NULL : &classes[found];
}

uint32_t rr_image_lane_of_kind(enum rr_lane_kind kind)
{
    for (uint32_t i = 0; i < rr_image->lanes; i++)
        if (lanes[i].kind == (uint32_t)kind)
            return lanes[i].lane;
    return 0;
}

int rr_image_unfinished(char *text, size_t size)
{
    for (uint32_t i = 0; i < rr_image->lanes; i++) {
        const struct rr_lane *lane = rr_lane_at(lanes[i].lane);
        /* An initialiser that never began: another thread found its class ready, or did not need it. */
        if (lanes[i].lane >= RR_MAX_THREAD_LANES && lane->state == RR_LANE_FREE)
            continue;
        if (lane->count < lanes[i].final_count) {
            snprintf(text, size, "lane %u (\"%s\") ended at event %lu of %lu", lanes[i].lane, lane->name, (unsigned long)lane->count,
                     (unsigned long)lanes[i].final_count);
            return 1;
        }
    }
    return 0;
}
