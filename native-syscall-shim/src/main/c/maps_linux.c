#include "maps_linux.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int rr_maps_open(struct rr_maps *maps)
{
    maps->at = maps->filled = 0;
    maps->fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    return maps->fd < 0 ? -1 : 0;
}

void rr_maps_close(struct rr_maps *maps)
{
    close(maps->fd); /* read only: nothing is lost if it fails */
}

/* The next line, NUL terminated; NULL with errno 0 at the end. */
static char *next_line(struct rr_maps *maps)
{
    for (;;) {
        char *line = maps->buffer + maps->at;
        char *newline = memchr(line, '\n', maps->filled - maps->at);
        if (newline) {
            *newline = 0;
            maps->at = (size_t)(newline + 1 - maps->buffer);
            return line;
        }
        memmove(maps->buffer, line, maps->filled - maps->at);
        maps->filled -= maps->at;
        maps->at = 0;
        if (maps->filled == sizeof maps->buffer) {
            errno = ENAMETOOLONG;
            return NULL;
        }
        ssize_t n;
        do
            n = read(maps->fd, maps->buffer + maps->filled, sizeof maps->buffer - maps->filled);
        while (n < 0 && errno == EINTR);
        if (n <= 0) {
            if (n == 0) errno = 0;
            return NULL;
        }
        maps->filled += (size_t)n;
    }
}

static uint64_t number(const char **text, unsigned base)
{
    uint64_t value = 0;
    for (;; ++*text) {
        char c = **text;
        unsigned digit;
        if (c >= '0' && c <= '9') digit = (unsigned)(c - '0');
        else if (c >= 'a' && c <= 'f') digit = (unsigned)(c - 'a') + 10;
        else return value;
        if (digit >= base) return value;
        value = value * base + digit;
    }
}

static void skip(const char **text, char what)
{
    while (**text == what) ++*text;
}

/* start-end rwxp offset major:minor inode      name */
int rr_maps_next(struct rr_maps *maps, struct rr_mapping *mapping)
{
    const char *line = next_line(maps);
    if (!line) return errno ? -1 : 0;
    mapping->start = number(&line, 16);
    skip(&line, '-');
    mapping->end = number(&line, 16);
    skip(&line, ' ');
    if (strlen(line) < 5) {
        errno = EBADMSG;
        return -1;
    }
    mapping->readable = line[0] == 'r';
    mapping->writable = line[1] == 'w';
    mapping->shared = line[3] == 's';
    line += 4;
    skip(&line, ' ');
    number(&line, 16);
    skip(&line, ' ');
    mapping->device_major = (unsigned)number(&line, 16);
    skip(&line, ':');
    mapping->device_minor = (unsigned)number(&line, 16);
    skip(&line, ' ');
    mapping->inode = number(&line, 10);
    skip(&line, ' ');
    size_t length = strnlen(line, sizeof mapping->name - 1);
    memcpy(mapping->name, line, length);
    mapping->name[length] = 0;
    return 1;
}
