#define _GNU_SOURCE
#include "prepare.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Options for the program's VM, this agent among them. */
static bool is_for_the_program(const char *variable)
{
    static const char *const names[] = {"JAVA_TOOL_OPTIONS=", "JDK_JAVA_OPTIONS=", "_JAVA_OPTIONS=", "JDK_AOT_VM_OPTIONS="};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strncmp(variable, names[i], strlen(names[i])))
            return true;
    return false;
}

static char **environment_without_options(void)
{
    size_t n = 0, kept = 0;
    while (environ[n])
        n++;
    char **copy = malloc((n + 1) * sizeof *copy);
    if (!copy)
        return NULL;
    for (size_t i = 0; i < n; i++)
        if (!is_for_the_program(environ[i]))
            copy[kept++] = environ[i];
    copy[kept] = NULL;
    return copy;
}

static int spawn(pid_t *child, const char *const *arguments, int output)
{
    posix_spawn_file_actions_t actions;
    char **environment = environment_without_options();
    if (!environment)
        return ENOMEM;
    int error = posix_spawn_file_actions_init(&actions);
    if (!error) {
        error = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        if (!error)
            error = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
        if (!error)
            error = posix_spawn(child, arguments[0], &actions, NULL, (char *const *)arguments, environment);
        posix_spawn_file_actions_destroy(&actions); /* frees memory only */
    }
    free(environment);
    return error;
}

int rr_run(const char *const *arguments, char *line, size_t size)
{
    int ends[2], status = 0;
    pid_t child;
    size_t used = 0;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    int error = spawn(&child, arguments, ends[1]);
    close(ends[1]);
    if (error) {
        close(ends[0]);
        errno = error;
        return -1;
    }
    for (;;) {
        char rest[256];
        bool room = used + 1 < size;
        ssize_t n = read(ends[0], room ? line + used : rest, room ? size - 1 - used : sizeof rest);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        used += room ? (size_t)n : 0;
    }
    close(ends[0]);
    line[used] = 0;
    line[strcspn(line, "\n")] = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
