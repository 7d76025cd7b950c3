/* For the fork tests: CHECK, and a fork whose child must leave with 0. */
#ifndef FORK_CHECK_H
#define FORK_CHECK_H

#include "fork.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHECK(condition, ...)                                                              \
    do {                                                                                   \
        if (condition) break;                                                              \
        fprintf(stderr, "%s:%d: pid %d: not so: %s: ", __FILE__, __LINE__, (int)getpid(), #condition); \
        fprintf(stderr, __VA_ARGS__);                                                      \
        fputc('\n', stderr);                                                               \
        _exit(1);                                                                          \
    } while (0)

static const struct rr_fork_options plain_fork = {.hold_parent = false, .shared_fd = -1, .timeout_millis = 10000};

/* The pid of the child, 0 in the child. */
static inline pid_t fork_all(struct rr_fork_report *report)
{
    pid_t child = rr_fork_all(&plain_fork, report);
    CHECK(child >= 0, "error %d: %s", report->error, report->message);
    return child;
}

static inline void expect_exit(pid_t child, int expected)
{
    int status = -1;
    while (waitpid(child, &status, 0) < 0) CHECK(errno == EINTR, "waitpid: %s", strerror(errno));
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == expected, "child left with status %#x", status);
}

#endif
