/* Forks under a rain of signals; masks, alternate stacks and handlers are as before in parent and child. */
/* no-asan: the sanitizer replaces alternate signal stacks */
#include "fork_check.h"

#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>

enum { THREADS = 6, FORKS = 100 };

static pthread_t threads[THREADS], sender;
static volatile unsigned long rounds[THREADS];
static volatile sig_atomic_t handled, profiled;
static __thread volatile int nesting;

static void on_user(int signal)
{
    (void)signal;
    nesting++;
    handled++;
    for (volatile int i = 0; i < 2000; i++) continue; /* so that some forks find a thread in here */
    nesting--;
}

static void on_profile(int signal)
{
    (void)signal;
    profiled++;
}

static void *work(void *argument)
{
    long number = (long)argument;
    sigset_t mask, now;
    stack_t stack = {.ss_size = 65536}, current;
    sigemptyset(&mask);
    sigaddset(&mask, 40 + (int)number);
    pthread_sigmask(SIG_BLOCK, &mask, NULL);
    stack.ss_sp = mmap(NULL, stack.ss_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(stack.ss_sp != MAP_FAILED && sigaltstack(&stack, NULL) == 0, "%s", strerror(errno));
    for (;;) {
        pthread_sigmask(SIG_BLOCK, NULL, &now);
        for (int signal = 34; signal <= 64; signal++)
            CHECK(sigismember(&now, signal) == (signal == 40 + number), "thread %ld, signal %d", number, signal);
        CHECK(sigaltstack(NULL, &current) == 0 && current.ss_sp == stack.ss_sp && current.ss_size == stack.ss_size && current.ss_flags == 0,
              "thread %ld: stack %p flags %d", number, current.ss_sp, current.ss_flags);
        CHECK(nesting == 0, "thread %ld", number);
        rounds[number]++;
    }
    return NULL;
}

static void *send(void *unused)
{
    for (unsigned i = 0;; i++) {
        pthread_kill(threads[i % THREADS], SIGUSR1);
        if (i % 16 == 0) usleep(200);
    }
    return unused;
}

static void expect_progress(void)
{
    for (int i = 0; i < THREADS; i++) {
        unsigned long before = rounds[i];
        for (int tries = 0; rounds[i] == before; tries++) {
            CHECK(tries < 20000, "thread %d does not go on", i);
            usleep(500);
        }
    }
    long before = handled;
    for (int tries = 0; handled == before; tries++) {
        CHECK(tries < 20000, "no signals");
        usleep(500);
    }
}

int main(void)
{
    struct sigaction action = {.sa_handler = on_user, .sa_flags = SA_RESTART | SA_ONSTACK}, profile = {.sa_handler = on_profile, .sa_flags = SA_RESTART};
    const struct itimerval interval = {{0, 1000}, {0, 1000}};
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGPROF, &profile, NULL);
    for (long i = 0; i < THREADS; i++) CHECK(pthread_create(&threads[i], NULL, work, (void *)i) == 0, "thread %ld", i);
    CHECK(pthread_create(&sender, NULL, send, NULL) == 0, "sender");
    setitimer(ITIMER_PROF, &interval, NULL);
    for (int i = 0; i < FORKS; i++) {
        struct rr_fork_report report;
        pid_t child = fork_all(&report);
        if (child == 0) {
            expect_progress();
            _exit(0);
        }
        expect_exit(child, 0);
        for (int signal = 34; signal <= 64; signal++) {
            struct sigaction now;
            CHECK(sigaction(signal, NULL, &now) == 0 && now.sa_handler == SIG_DFL, "signal %d has a handler", signal);
        }
    }
    expect_progress();
    CHECK(profiled > 0, "no profiling signals");
    return 0;
}
