/* A thread that holds a lock of the dynamic linker across the fork can unlock it in the child, although its id is another. */
/* no-asan: threads go on in the child under new ids, which the sanitizer's thread registry does not know */
#include "fork_check.h"

#include <dlfcn.h>
#include <link.h>
#include <pthread.h>

static volatile int inside, leave, left;

static int hold_lock(struct dl_phdr_info *info, size_t size, void *unused)
{
    (void)info;
    (void)size;
    (void)unused;
    inside = 1;
    while (!leave) usleep(1000);
    return 1;
}

static void *iterate(void *unused)
{
    dl_iterate_phdr(hold_lock, NULL);
    left = 1;
    return unused;
}

/* Needs the same lock, which this thread must get within the time of the alarm. */
static void use_linker(void)
{
    alarm(20);
    leave = 1;
    for (int tries = 0; !left; tries++) {
        CHECK(tries < 20000, "the thread does not come out");
        usleep(1000);
    }
    void *library = dlopen("libm.so.6", RTLD_NOW);
    CHECK(library && dlclose(library) == 0, "%s", dlerror());
    alarm(0);
}

int main(void)
{
    pthread_t thread;
    struct rr_fork_report report;
    CHECK(pthread_create(&thread, NULL, iterate, NULL) == 0, "thread");
    while (!inside) usleep(1000);
    pid_t child = fork_all(&report);
    if (child == 0) {
        use_linker();
        _exit(0);
    }
    expect_exit(child, 0);
    use_linker();
    return 0;
}
