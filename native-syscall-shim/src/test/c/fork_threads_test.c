/* Forks with 0, 1, 2, 64 and 500 threads at work, waiting, and in malloc; the child's threads must all go on as they were. */
/* no-asan: threads go on in the child under new ids, which the sanitizer's thread registry does not know */
#include "fork_check.h"

#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

enum { MOST = 500, KINDS = 6 };

struct worker {
    pthread_t thread;
    int number;
    volatile unsigned long rounds;
    volatile int failed; /* line */
};

static struct worker workers[MOST];
static volatile int stopping, started;
static volatile unsigned pause_micros; /* keeps the load bearable with many threads */
static __thread int own_number;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static long guarded_a, guarded_b;
static int pipes[MOST][2];

#define EXPECT(worker, condition) \
    do                            \
        if (!(condition)) (worker)->failed = __LINE__; \
    while (0)

static void one_round(struct worker *worker)
{
    switch (worker->number % KINDS) {
    case 0: { /* allocates */
        char *memory[8];
        for (int i = 0; i < 8; i++) {
            size_t size = (size_t)(16 << (i + worker->rounds % 3));
            memory[i] = malloc(size);
            memset(memory[i], worker->number, size);
        }
        for (int i = 0; i < 8; i++) {
            EXPECT(worker, memory[i][15] == (char)worker->number);
            free(memory[i]);
        }
        break;
    }
    case 1: /* holds a lock most of the time */
        pthread_mutex_lock(&mutex);
        guarded_a++;
        sched_yield();
        guarded_b++;
        EXPECT(worker, guarded_a == guarded_b);
        pthread_mutex_unlock(&mutex);
        usleep(100);
        break;
    case 2: { /* waits with a time-out */
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += 2000000;
        if (until.tv_nsec >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
        pthread_mutex_lock(&mutex);
        int result = pthread_cond_timedwait(&condition, &mutex, &until);
        EXPECT(worker, result == 0 || result == ETIMEDOUT);
        EXPECT(worker, guarded_a == guarded_b);
        pthread_mutex_unlock(&mutex);
        break;
    }
    case 3: { /* blocks in a call that must restart */
        char byte = 0;
        ssize_t n = read(pipes[worker->number][0], &byte, 1);
        EXPECT(worker, n == 1 && byte == 'x');
        break;
    }
    case 4: { /* computes in vector registers */
        double sum = 0, more = 1e-3 * worker->number;
        for (int i = 0; i < 2000; i++) sum += more;
        EXPECT(worker, sum - 2 * worker->number < 1e-6 && 2 * worker->number - sum < 1e-6);
        if (worker->rounds % 64 == 0) usleep(200);
        break;
    }
    case 5: /* system calls, errno */
        errno = worker->number + 1;
        usleep(500);
        EXPECT(worker, errno == worker->number + 1 || errno == EINTR);
        break;
    }
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    char name[16], now[16];
    snprintf(name, sizeof name, "worker-%d", worker->number);
    pthread_setname_np(pthread_self(), name);
    own_number = worker->number;
    __atomic_add_fetch(&started, 1, __ATOMIC_RELAXED);
    while (!stopping) {
        one_round(worker);
        EXPECT(worker, own_number == worker->number);
        worker->rounds++;
        usleep(pause_micros);
    }
    prctl(PR_GET_NAME, now);
    EXPECT(worker, strcmp(now, name) == 0);
    EXPECT(worker, (unsigned)sched_getcpu() < 4096); /* by rseq or not */
    return worker;
}

/* Parent and child read from the same pipes, so either may get the byte. */
static void wake_reader(int i)
{
    if (i % KINDS == 3) CHECK(write(pipes[i][1], "x", 1) == 1, "%s", strerror(errno));
}

static void expect_progress(int count, const char *where)
{
    unsigned long before[MOST];
    for (int i = 0; i < count; i++) before[i] = workers[i].rounds;
    for (int i = 0; i < count; i++) {
        for (int tries = 0; workers[i].rounds == before[i]; tries++) {
            CHECK(tries < 20000, "%s: thread %d of %d does not go on", where, i, count);
            wake_reader(i);
            usleep(1000);
        }
    }
}

static void end(int count, const char *where)
{
    for (int i = 0; i < count; i++) CHECK(pthread_kill(workers[i].thread, 0) == 0, "%s: thread %d", where, i);
    stopping = 1;
    for (int i = 0; i < count; i++) {
        void *result;
        for (int tries = 0; pthread_tryjoin_np(workers[i].thread, &result) != 0; tries++) {
            CHECK(tries < 20000, "%s: thread %d of %d does not end", where, i, count);
            wake_reader(i);
            usleep(1000);
        }
        CHECK(result == &workers[i], "%s: thread %d", where, i);
        CHECK(!workers[i].failed, "%s: thread %d failed in line %d", where, i, workers[i].failed);
    }
}

static void fork_with(int count)
{
    memset(workers, 0, sizeof workers);
    stopping = started = 0;
    pause_micros = count > 8 ? (unsigned)count * 100 : 0;
    for (int i = 0; i < count; i++) {
        pthread_attr_t attributes;
        workers[i].number = i;
        CHECK(i % KINDS != 3 || pipe(pipes[i]) == 0, "%s", strerror(errno));
        pthread_attr_init(&attributes);
        pthread_attr_setstacksize(&attributes, 128 * 1024);
        CHECK(pthread_create(&workers[i].thread, &attributes, work, &workers[i]) == 0, "thread %d", i);
        pthread_attr_destroy(&attributes);
    }
    while (started != count) usleep(1000);

    struct rr_fork_report report;
    pid_t child = fork_all(&report);
    CHECK(report.threads == (unsigned)count, "%u threads, not %d", report.threads, count);
    if (child == 0) {
        CHECK(syscall(SYS_gettid) == getpid(), "the forking thread is not the first of the child");
        expect_progress(count, "child");
        end(count, "child");
        _exit(0);
    }
    expect_exit(child, 0);
    expect_progress(count, "parent");
    end(count, "parent");
    for (int i = 3; i < count; i += KINDS) close(pipes[i][0]), close(pipes[i][1]);
    printf("%3d threads: stop %.2f ms, fork %.2f ms, restore %.2f ms\n", count, report.stop_nanos / 1e6, report.fork_nanos / 1e6,
           report.restore_nanos / 1e6);
}

int main(void)
{
    static const int counts[] = {0, 1, 2, 3, 4, 64, 500};
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (unsigned round = 0; round < 2; round++)
        for (unsigned i = 0; i < sizeof counts / sizeof *counts; i++) fork_with(counts[i]);
    return 0;
}
