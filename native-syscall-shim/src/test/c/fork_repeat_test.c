/* 200 forks in a row, forks of forks, and forks while threads come and go: nothing leaks, nothing hangs. */
/* no-asan: threads go on in the child under new ids, which the sanitizer's thread registry does not know */
#include "fork_check.h"

#include <dirent.h>
#include <pthread.h>
#include <sched.h>

static volatile unsigned long rounds[8];
static volatile int churning = 1, churned;

static void *work(void *argument)
{
    volatile unsigned long *own = argument;
    for (;;) {
        free(malloc(64 + *own % 5000));
        ++*own;
        if (*own % 16 == 0) usleep(100);
    }
    return NULL;
}

static void *short_lived(void *unused)
{
    __atomic_add_fetch(&churned, 1, __ATOMIC_RELAXED);
    return unused;
}

static void *churn(void *unused)
{
    while (churning) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, short_lived, NULL) == 0) pthread_join(thread, NULL);
        pthread_attr_t attributes;
        pthread_attr_init(&attributes);
        pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
        if (pthread_create(&thread, &attributes, short_lived, NULL) != 0) usleep(1000);
        pthread_attr_destroy(&attributes);
    }
    return unused;
}

static unsigned count_entries(const char *path)
{
    unsigned n = 0;
    DIR *directory = opendir(path);
    CHECK(directory, "%s", path);
    while (readdir(directory)) n++;
    closedir(directory);
    return n;
}

static unsigned count_lines(const char *path, unsigned long *resident)
{
    char line[4096];
    unsigned n = 0;
    FILE *file = fopen(path, "r");
    CHECK(file, "%s", path);
    while (fgets(line, sizeof line, file)) {
        if (resident) sscanf(line, "VmRSS: %lu", resident);
        n++;
    }
    fclose(file);
    return n;
}

static void start_workers(pthread_t *threads, int count)
{
    for (int i = 0; i < count; i++) CHECK(pthread_create(&threads[i], NULL, work, (void *)&rounds[i]) == 0, "thread %d", i);
}

static void expect_progress(int count)
{
    for (int i = 0; i < count; i++) {
        unsigned long before = rounds[i];
        for (int tries = 0; rounds[i] == before; tries++) {
            CHECK(tries < 20000, "thread %d does not go on", i);
            usleep(500);
        }
    }
}

static void fork_once(void)
{
    struct rr_fork_report report;
    pid_t child = fork_all(&report);
    if (child == 0) {
        expect_progress(4);
        _exit(0);
    }
    expect_exit(child, 0);
}

static void test_200(void)
{
    unsigned long before = 0, after = 0;
    for (int i = 0; i < 5; i++) fork_once();
    unsigned descriptors = count_entries("/proc/self/fd"), mappings = count_lines("/proc/self/maps", NULL);
    count_lines("/proc/self/status", &before);
    for (int i = 0; i < 200; i++) fork_once();
    expect_progress(4);
    CHECK(count_entries("/proc/self/fd") == descriptors, "%u descriptors, before %u", count_entries("/proc/self/fd"), descriptors);
    CHECK(count_lines("/proc/self/maps", NULL) <= mappings + 4, "mappings: %u, before %u", count_lines("/proc/self/maps", NULL), mappings);
    count_lines("/proc/self/status", &after);
    CHECK(after < before + 2048, "resident: %lu KiB, before %lu", after, before);
}

/* Each generation forks the next, expects it to leave with its depth, and works on. */
static void test_generations(int depth)
{
    struct rr_fork_report report;
    pid_t child = fork_all(&report);
    if (child == 0) {
        expect_progress(4);
        if (depth < 8) test_generations(depth + 1);
        _exit(depth);
    }
    expect_exit(child, depth);
    expect_progress(4);
}

static void test_churn(void)
{
    pthread_t threads[3];
    for (int i = 0; i < 3; i++) CHECK(pthread_create(&threads[i], NULL, churn, NULL) == 0, "thread %d", i);
    for (int i = 0; i < 100; i++) {
        struct rr_fork_report report;
        pid_t child = fork_all(&report);
        if (child == 0) {
            int before = churned;
            for (int tries = 0; churned < before + 10; tries++) {
                CHECK(tries < 20000, "no new threads in the child");
                usleep(500);
            }
            churning = 0;
            for (int k = 0; k < 3; k++) pthread_join(threads[k], NULL);
            _exit(0);
        }
        expect_exit(child, 0);
    }
    churning = 0;
    for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
}

int main(void)
{
    pthread_t threads[4];
    start_workers(threads, 4);
    test_200();
    test_generations(1);
    test_churn();
    return 0;
}
