/* Replay: what has to be done before the program may run again, in a process of its own. */
#pragma once

#include <stddef.h>

/*
 * Runs a command and waits for it. Its standard output, a line, goes to `line` without the line feed; its errors go to ours. Returns its exit
 * code, or -1 with errno.
 */
int rr_run(const char *const *arguments, char *line, size_t size);
