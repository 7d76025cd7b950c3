/* sources: findings.c */
/* What an observed replay leaves behind for the command that waits for it. */
#include "findings.h"

#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHECK(condition, ...) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "%s:%d: %s: ", __FILE__, __LINE__, #condition); \
            fprintf(stderr, __VA_ARGS__); \
            fprintf(stderr, "\n"); \
            exit(1); \
        } \
    } while (0)

static char folder[] = "/tmp/findings-XXXXXX", file[64], accesses[80];

static void check_contents(const char *path, off_t at, const void *expected, size_t length)
{
    char found[256];
    int fd = open(path, O_RDONLY);
    CHECK(fd >= 0 && length <= sizeof found && pread(fd, found, length, at) == (ssize_t)length, "%s", path);
    CHECK(memcmp(found, expected, length) == 0, "other bytes in %s at %ld", path, (long)at);
    close(fd);
}

/* In a process that is killed: what it noted is there all the same. */
static void note_and_die(void)
{
    CHECK(!rr_observed() && !rr_accesses(), "observed before it is asked for");
    CHECK(rr_findings_to(file) == 0 && rr_observed(), "findings");
    CHECK(rr_findings_append("one\n", 4) == 0 && rr_findings_append("two\n", 4) == 0, "append");
    uint64_t *words = rr_accesses();
    CHECK(words && words[0] == 0, "no accesses");
    words[0] = 1;
    words[RR_ACCESSES_HEAD / sizeof *words] = 7;
    words[RR_ACCESSES_HEAD / sizeof *words + 2 * RR_ACCESSES - 1] = 9;
    kill(getpid(), SIGKILL);
}

static void test_findings_outlive_the_process(void)
{
    int status;
    pid_t child = fork();
    CHECK(child >= 0, "fork");
    if (child == 0) note_and_die();
    CHECK(waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "status %#x", status);
    const uint64_t one = 1, seven = 7, nine = 9;
    struct stat size;
    CHECK(stat(accesses, &size) == 0 && size.st_size == RR_ACCESSES_HEAD + 16 * (off_t)RR_ACCESSES, "size");
    check_contents(file, 0, "one\ntwo\n", 8);
    check_contents(accesses, 0, &one, sizeof one);
    check_contents(accesses, RR_ACCESSES_HEAD, &seven, sizeof seven);
    check_contents(accesses, size.st_size - (off_t)sizeof nine, &nine, sizeof nine);
}

static void test_nothing_is_written_without_a_file(void)
{
    CHECK(rr_findings_to("/tmp/no such folder/findings") != 0 && !rr_observed(), "a file that cannot be made");
    CHECK(rr_findings_to("-") == 0 && rr_observed() && rr_accesses(), "no file");
    CHECK(rr_findings_append("lost\n", 5) == 0, "append");
    CHECK(access("-", F_OK) != 0 && access("-.accesses", F_OK) != 0, "a file of that name");
}

int main(void)
{
    CHECK(mkdtemp(folder), "%s", folder);
    snprintf(file, sizeof file, "%s/found", folder);
    snprintf(accesses, sizeof accesses, "%s.accesses", file);
    test_findings_outlive_the_process();
    test_nothing_is_written_without_a_file();
    CHECK(unlink(file) == 0 && unlink(accesses) == 0 && rmdir(folder) == 0, "%s", folder);
    return 0;
}
