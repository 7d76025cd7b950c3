#define _GNU_SOURCE
#include "thread_look.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int rr_thread_file(int32_t tid, const char *name, char *text, size_t size)
{
    char path[64];
    text[0] = 0;
    snprintf(path, sizeof path, "/proc/self/task/%d/%s", tid, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    ssize_t n = read(fd, text, size - 1);
    close(fd); /* read only */
    text[n > 0 ? n : 0] = 0;
    return n >= 0;
}

char rr_thread_state(int32_t tid)
{
    char text[256];
    rr_thread_file(tid, "stat", text, sizeof text);
    const char *end = strrchr(text, ')');
    return end && end[1] == ' ' ? end[2] : '?';
}

int rr_thread_waits(int32_t tid)
{
    char text[128];
    if (!tid || !rr_thread_file(tid, "syscall", text, sizeof text))
        return 0;
    long number;
    unsigned long word, operation;
    return sscanf(text, "%ld %lx %lx", &number, &word, &operation) == 3 && number == SYS_futex && (operation & FUTEX_CMD_MASK) == FUTEX_WAIT_BITSET;
}
