/* Reads /proc/self/maps without allocating, so that it can be done while other threads are stopped in malloc. */
#ifndef RR_MAPS_LINUX_H
#define RR_MAPS_LINUX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rr_mapping {
    uintptr_t start, end;
    bool readable, writable, shared;
    unsigned device_major, device_minor;
    uint64_t inode;
    char name[256]; /* cut if longer; empty for anonymous memory */
};

struct rr_maps {
    int fd;
    size_t at, filled;
    char buffer[4096 + 512]; /* one line: PATH_MAX and the columns before the path */
};

/* 0, or -1 with errno. */
int rr_maps_open(struct rr_maps *maps);
/* 1: mapping filled in; 0: no more; -1 with errno. */
int rr_maps_next(struct rr_maps *maps, struct rr_mapping *mapping);
void rr_maps_close(struct rr_maps *maps);

#endif
