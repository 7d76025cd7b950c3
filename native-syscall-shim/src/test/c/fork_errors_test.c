/* What cannot be forked is refused by name, in time, and the program goes on. */
/* no-asan: threads go on in the child under new ids, which the sanitizer's thread registry does not know */
#include "fork_check.h"

#include <pthread.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>

static volatile int stopping;
static volatile unsigned long rounds;

static void *work(void *unused)
{
    while (!stopping) {
        rounds++;
        usleep(100);
    }
    return unused;
}

static void *block_all(void *unused)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
    prctl(PR_SET_NAME, "blocker");
    return work(unused);
}

static void *block_some(void *unused)
{
    sigset_t some;
    sigemptyset(&some);
    sigaddset(&some, 60);
    sigaddset(&some, 59);
    pthread_sigmask(SIG_BLOCK, &some, NULL);
    return work(unused);
}

static void *wait_for_vfork_child(void *unused)
{
    pid_t child = vfork();
    if (child == 0) {
        const struct timespec pause = {0, 300000000};
        syscall(SYS_nanosleep, &pause, NULL);
        execl("/bin/true", "true", (char *)NULL);
        _exit(127);
    }
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) continue;
    return work(unused);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void expect_progress(void)
{
    unsigned long before = rounds;
    for (int tries = 0; rounds < before + 3; tries++) {
        CHECK(tries < 20000, "threads do not go on");
        usleep(500);
    }
}

static void expect_error(enum rr_fork_error error, const char *text)
{
    const struct rr_fork_options options = {.shared_fd = -1, .timeout_millis = 500};
    struct rr_fork_report report;
    double before = seconds();
    pid_t child = rr_fork_all(&options, &report);
    CHECK(child == -1 && report.error == error, "child %d, error %d: %s", child, report.error, report.message);
    CHECK(strstr(report.message, text), "'%s' is not in: %s", text, report.message);
    CHECK(seconds() - before < 5, "it took %.1f s", seconds() - before);
    expect_progress();
}

static struct rr_fork_report expect_success(void)
{
    struct rr_fork_report report;
    pid_t child = fork_all(&report);
    if (child == 0) {
        expect_progress();
        _exit(0);
    }
    expect_exit(child, 0);
    expect_progress();
    return report;
}

/* With a thread that runs the given function and ends when `stopping` is set. */
#define WITH_THREAD(function, statement)                                         \
    do {                                                                         \
        pthread_t extra;                                                         \
        stopping = 0;                                                            \
        CHECK(pthread_create(&extra, NULL, function, NULL) == 0, "thread");      \
        usleep(50000);                                                           \
        statement;                                                               \
        stopping = 1;                                                            \
        pthread_join(extra, NULL);                                               \
    } while (0)

static void on_signal(int signal)
{
    (void)signal;
}

static void test_signal_choice(void)
{
    struct sigaction action = {.sa_handler = on_signal}, now;
    CHECK(expect_success().signal == 60, "first choice");
    sigaction(60, &action, NULL);
    CHECK(expect_success().signal == 59, "60 has a handler");
    CHECK(sigaction(60, NULL, &now) == 0 && now.sa_handler == on_signal, "the handler is gone");
    signal(60, SIG_DFL);
    pthread_t blocker;
    CHECK(pthread_create(&blocker, NULL, block_some, NULL) == 0, "thread");
    usleep(50000);
    CHECK(expect_success().signal == 58, "60 and 59 are blocked");
}

static void test_limits(void)
{
    struct rlimit limit, low;
    CHECK(getrlimit(RLIMIT_SIGPENDING, &limit) == 0, "%s", strerror(errno));
    low = limit;
    low.rlim_cur = 0;
    setrlimit(RLIMIT_SIGPENDING, &low);
    expect_error(RR_FORK_THREAD_STUCK, "ulimit -i");
    setrlimit(RLIMIT_SIGPENDING, &limit);
    expect_success();
}

int main(void)
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, work, NULL) == 0, "thread");
    WITH_THREAD(work, test_signal_choice());
    stopping = 0;
    CHECK(pthread_create(&thread, NULL, work, NULL) == 0, "thread");
    WITH_THREAD(block_all, expect_error(RR_FORK_THREAD_BLOCKS, "blocker"));
    WITH_THREAD(work, expect_success());

    void *shared = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(shared != MAP_FAILED, "%s", strerror(errno));
    WITH_THREAD(work, expect_error(RR_FORK_SHARED_MEMORY, "64 KiB of shared writable memory"));
    munmap(shared, 65536);

    double before = seconds();
    WITH_THREAD(wait_for_vfork_child, expect_success());
    CHECK(seconds() - before > 0.25, "it did not wait for the child");
    WITH_THREAD(work, test_limits());
    return 0;
}
