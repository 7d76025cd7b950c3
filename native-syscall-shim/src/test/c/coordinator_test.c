/* Exit codes, signals, the scribe and the watchdog of the coordinator. The program itself plays the scribe's JVM. */
/* no-asan: a primary that is killed leaves its memory unfreed, and its threads have ids that the sanitizer does not know */
#include "coordinator.h"
#include "fork_check.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>

static struct rr_control *control;
static int shm_fd;
static char directory[64];

struct outcome {
    int status; /* wait status of the coordinator */
    char errors[4096];
};

/* --- the scribe's JVM --- */

static int play_scribe(int count, char **arguments)
{
    const char *part = getenv("SCRIBE_PART");
    CHECK(count > 6 && strcmp(arguments[count - 4], "rr.recorder.Scribe") == 0, "%d arguments", count);
    CHECK(!getenv("JAVA_TOOL_OPTIONS") && !getenv("JDK_JAVA_OPTIONS") && !getenv("_JAVA_OPTIONS"), "options of the program are passed on");
    CHECK(getsid(0) == getpid(), "no session of its own");
    CHECK(fcntl(5, F_GETFD) < 0, "descriptor 5 is open");
    struct rr_control *c = mmap(NULL, RR_SHM_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, atoi(arguments[count - 3]), 0);
    CHECK(c != MAP_FAILED, "%s", strerror(errno));
    CHECK(strcmp(c->trace_dir, arguments[count - 2]) == 0, "%s", arguments[count - 2]);
    printf("scribe output\n");
    fflush(stdout);
    if (strcmp(part, "dies") == 0) return 3;
    if (strcmp(part, "is killed") == 0) raise(SIGKILL);
    __atomic_store_n(&c->scribe_state, RR_SCRIBE_RUNNING, __ATOMIC_RELEASE);
    if (strcmp(part, "orphan") == 0) {
        char byte;
        ssize_t n = read(atoi(arguments[count - 1]), &byte, 1);
        c->message[0] = n == 0 ? 'E' : '?';
        return 0;
    }
    while (__atomic_load_n(&c->primary_state, __ATOMIC_ACQUIRE) != RR_PRIMARY_ENDED) usleep(1000);
    if (strcmp(part, "tells") == 0) {
        strcpy(c->problem, "found the disk full; expected the whole run in it; do make room");
        __atomic_store_n(&c->scribe_state, RR_SCRIBE_DONE, __ATOMIC_RELEASE);
        return 0;
    }
    if (strcmp(part, "fails") == 0) {
        c->scribe_state = RR_SCRIBE_FAILED;
        return 1;
    }
    if (strcmp(part, "verifies") == 0) {
        __atomic_store_n(&c->scribe_state, RR_SCRIBE_VERIFYING, __ATOMIC_RELEASE);
        usleep(1500000); /* longer than the coordinator's patience with writing */
        strcpy(c->verdict, "verified by this test");
    }
    if (strcmp(part, "hangs") == 0)
        for (;;) pause();
    for (int i = 0; i < 20; i++) {
        usleep(10000);
        c->full_head++;
    }
    __atomic_store_n(&c->scribe_state, RR_SCRIBE_DONE, __ATOMIC_RELEASE);
    return 0;
}

/* --- one run --- */

typedef void (*primary_body)(void);
typedef void (*user_body)(pid_t coordinator);

static void *idle(void *unused)
{
    for (;;) pause();
    return unused;
}

static void await_running(void)
{
    for (int tries = 0; __atomic_load_n(&control->primary_state, __ATOMIC_ACQUIRE) != RR_PRIMARY_RUNNING; tries++) {
        CHECK(tries < 10000, "the primary does not start");
        usleep(1000);
    }
}

static void be_coordinator(enum rr_mode mode, const char *scribe, primary_body body)
{
    const struct rr_fork_options options = {.hold_parent = true, .shared_fd = shm_fd};
    struct rr_fork_report report;
    pthread_t threads[4];
    pid_t coordinator = getpid();
    if (scribe) setenv("SCRIBE_PART", scribe, 1);
    setenv("JAVA_TOOL_OPTIONS", "-Xmx1m", 1);
    for (int i = 0; i < 4; i++) CHECK(pthread_create(&threads[i], NULL, idle, NULL) == 0, "thread %d", i);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); /* as rr_fork_primary does */
    pid_t primary = rr_fork_all(&options, &report);
    CHECK(primary >= 0, "%s", report.message);
    if (primary == 0) {
        rr_die_with_coordinator(coordinator);
        __atomic_store_n(&control->primary_state, RR_PRIMARY_RUNNING, __ATOMIC_RELEASE);
        body();
        _exit(0);
    }
    const struct rr_coordinator_options coordination = {
        .control = control,
        .shm_fd = shm_fd,
        .java = scribe ? "/proc/self/exe" : NULL,
        .inner_jar = "inner.jar",
        .trace_dir = directory,
        .scribe_patience_seconds = 1,
        .stuck_seconds = mode == RR_MODE_REPLAY ? 1 : 0,
    };
    rr_coordinate(primary, &coordination);
}

static void remove_log(void)
{
    char log[128];
    snprintf(log, sizeof log, "%s/scribe.log", directory);
    unlink(log);
}

static struct outcome run(enum rr_mode mode, uint32_t flags, const char *scribe, primary_body body, user_body user)
{
    struct outcome outcome = {0};
    int errors[2];
    memset(control, 0, sizeof *control);
    control->mode = mode;
    control->flags = flags;
    strcpy(control->trace_dir, directory);
    remove_log();
    CHECK(pipe(errors) == 0, "%s", strerror(errno));
    pid_t coordinator = fork();
    CHECK(coordinator >= 0, "%s", strerror(errno));
    if (coordinator == 0) {
        setpgid(0, 0);
        dup2(errors[1], 2);
        close(errors[0]);
        close(errors[1]);
        be_coordinator(mode, scribe, body);
    }
    close(errors[1]);
    if (user) {
        await_running();
        user(coordinator);
    }
    size_t length = 0;
    for (ssize_t n; (n = read(errors[0], outcome.errors + length, sizeof outcome.errors - 1 - length)) > 0;) length += (size_t)n;
    close(errors[0]);
    CHECK(waitpid(coordinator, &outcome.status, 0) == coordinator, "%s", strerror(errno));
    return outcome;
}

static void expect(struct outcome outcome, int status, const char *errors)
{
    CHECK(outcome.status == status, "status %#x, not %#x; errors: %s", outcome.status, status, outcome.errors);
    if (errors) CHECK(strstr(outcome.errors, errors), "no '%s' in: %s", errors, outcome.errors);
    else CHECK(!outcome.errors[0], "unexpected: %s", outcome.errors);
}

/* One line, instead of the one that says where the trace is. */
static void expect_problem(struct outcome outcome, int status, const char *problem)
{
    expect(outcome, status, "rr: trace ");
    expect(outcome, status, problem);
    CHECK(strchr(outcome.errors, '\n') == outcome.errors + strlen(outcome.errors) - 1, "not one line: %s", outcome.errors);
}

/* --- what primaries do --- */

static void exit_0(void) { _exit(0); }
static void exit_42(void) { _exit(42); }
static void die_by_kill(void) { kill(getpid(), SIGKILL); }
static void die_by_abort(void) { abort(); }
static void die_by_term(void)
{
    signal(SIGTERM, SIG_DFL);
    raise(SIGTERM);
}
static void sleep_long(void)
{
    for (;;) pause();
}
static void sleep_until_scribe_is_lost(void)
{
    for (int i = 0; i < 10000 && !(__atomic_load_n(&control->flags, __ATOMIC_ACQUIRE) & RR_FLAG_SCRIBE_LOST); i++) usleep(1000);
}

static volatile sig_atomic_t received[65];
static void count_signal(int signal) { received[signal]++; }

/* Leaves with 100 + number of SIGUSR2 received once SIGTERM has come. */
static void count_signals(void)
{
    sigset_t all, old;
    struct sigaction action = {.sa_handler = count_signal};
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGUSR2, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &old);
    __atomic_store_n(&control->segments, 1, __ATOMIC_RELEASE);
    while (!received[SIGTERM]) sigsuspend(&old);
    _exit(100 + received[SIGUSR1] * 10 + received[SIGUSR2] + received[SIGHUP] * 50);
}

static void own_child_orphans(void)
{
    pid_t child = fork();
    if (child == 0) {
        if (fork() == 0) { /* its parent ends: the coordinator adopts it */
            for (int i = 0; i < 10000 && getppid() != control->coordinator_pid; i++) usleep(1000);
            __atomic_store_n(&control->segments, getppid() == control->coordinator_pid ? 1 : 2, __ATOMIC_RELEASE);
            _exit(0);
        }
        _exit(0);
    }
    waitpid(child, NULL, 0);
    for (int i = 0; i < 10000 && !__atomic_load_n(&control->segments, __ATOMIC_ACQUIRE); i++) usleep(1000);
    _exit(control->segments == 1 ? 9 : 8);
}

static void hold_the_baton(void)
{
    struct rr_lane *lane = (struct rr_lane *)((char *)control + RR_OFF_LANES + 7 * RR_LANE_SIZE);
    strcpy(lane->name, "stuck-one");
    lane->tid = getpid();
    lane->count = 11;
    lane->limit = 20;
    control->segments = 3;
    signal(SIGQUIT, SIG_IGN);
    control->holder = 7;
    sleep_long();
}

static void make_progress(void)
{
    struct rr_lane *lane = (struct rr_lane *)((char *)control + RR_OFF_LANES + 7 * RR_LANE_SIZE);
    lane->tid = getpid();
    control->holder = 7;
    for (int i = 0; i < 30; i++) {
        usleep(100000);
        lane->count++;
    }
    _exit(4);
}

static void compute(void)
{
    struct rr_lane *lane = (struct rr_lane *)((char *)control + RR_OFF_LANES + 7 * RR_LANE_SIZE);
    lane->tid = getpid();
    control->holder = 7;
    struct timespec start, now;
    clock_gettime(CLOCK_MONOTONIC, &start);
    do
        clock_gettime(CLOCK_MONOTONIC, &now);
    while (now.tv_sec - start.tv_sec < 3);
    _exit(4);
}

/* --- what users do --- */

static void await_handlers(void)
{
    for (int tries = 0; !__atomic_load_n(&control->segments, __ATOMIC_ACQUIRE); tries++) {
        CHECK(tries < 10000, "the primary sets no handlers");
        usleep(1000);
    }
}

static void send_signals(pid_t coordinator)
{
    await_handlers();
    kill(coordinator, SIGUSR1);
    usleep(100000);
    kill(coordinator, SIGUSR2);
    usleep(100000);
    kill(coordinator, SIGUSR2);
    usleep(100000);
    kill(coordinator, SIGTERM);
}

static void send_hangup(pid_t coordinator)
{
    await_handlers();
    kill(coordinator, SIGHUP);
    usleep(100000);
    kill(coordinator, SIGTERM);
}

static pid_t killed_primary;
static void end_replay(pid_t coordinator)
{
    kill(coordinator, SIGHUP);
}

static void kill_coordinator(pid_t coordinator)
{
    killed_primary = control->primary_pid;
    for (int tries = 0; tries < 1000 && !killed_primary; tries++) usleep(1000), killed_primary = control->primary_pid;
    kill(coordinator, SIGKILL);
}
static void kill_coordinator_after_scribe(pid_t coordinator)
{
    for (int tries = 0; tries < 5000 && control->scribe_state != RR_SCRIBE_RUNNING; tries++) usleep(1000);
    kill_coordinator(coordinator);
}

static void stop_and_continue(pid_t coordinator)
{
    int status;
    await_handlers();
    kill(coordinator, SIGTSTP);
    CHECK(waitpid(coordinator, &status, WUNTRACED) == coordinator && WIFSTOPPED(status) && WSTOPSIG(status) == SIGTSTP, "status %#x", status);
    kill(coordinator, SIGCONT);
    CHECK(waitpid(coordinator, &status, WCONTINUED) == coordinator && WIFCONTINUED(status), "status %#x", status);
    usleep(100000);
    kill(coordinator, SIGTERM);
}

static void test_status(void)
{
    expect(run(RR_MODE_REPLAY, 0, NULL, exit_0, NULL), 0, NULL);
    expect(run(RR_MODE_REPLAY, 0, NULL, exit_42, NULL), 42 << 8, NULL);
    expect(run(RR_MODE_REPLAY, 0, NULL, die_by_kill, NULL), SIGKILL, NULL);
    expect(run(RR_MODE_REPLAY, 0, NULL, die_by_abort, NULL), SIGABRT, NULL);
    expect(run(RR_MODE_REPLAY, 0, NULL, die_by_term, NULL), SIGTERM, NULL);
    expect(run(RR_MODE_REPLAY, 0, NULL, own_child_orphans, NULL), 9 << 8, NULL);
    CHECK(control->primary_state == RR_PRIMARY_ENDED && control->exit_status == 9 << 8, "exit_status %#x", control->exit_status);
}

static void test_signals(void)
{
    expect(run(RR_MODE_RECORD, RR_FLAG_QUIET, NULL, count_signals, send_signals), 112 << 8, NULL);
    expect(run(RR_MODE_RECORD, RR_FLAG_QUIET, NULL, count_signals, send_hangup), 150 << 8, NULL);
    expect(run(RR_MODE_RECORD, RR_FLAG_QUIET, NULL, count_signals, stop_and_continue), 100 << 8, NULL);
    expect(run(RR_MODE_REPLAY, 0, NULL, sleep_long, kill_coordinator), SIGKILL, NULL);
    expect(run(RR_MODE_REPLAY, 0, NULL, sleep_long, end_replay), (128 + SIGHUP) << 8, NULL); /* ends a replay for certain */
    for (int tries = 0; kill(killed_primary, 0) == 0; tries++) {
        CHECK(tries < 5000, "the primary outlives the coordinator");
        waitpid(-1, NULL, WNOHANG); /* in case that it is ours to reap */
        usleep(1000);
    }
}

static void test_scribe(void)
{
    char log[128], text[64] = "";
    expect(run(RR_MODE_RECORD, 0, "writes", exit_42, NULL), 42 << 8, "rr: recorded to ");
    CHECK(control->scribe_state == RR_SCRIBE_DONE && control->full_head == 20, "state %u", control->scribe_state);
    snprintf(log, sizeof log, "%s/scribe.log", directory);
    int fd = open(log, O_RDONLY);
    CHECK(fd >= 0 && read(fd, text, sizeof text - 1) > 0 && strstr(text, "scribe output"), "log: %s", text);
    close(fd);
    expect(run(RR_MODE_RECORD, 0, "writes", die_by_kill, NULL), SIGKILL, "rr: recorded to ");
    expect_problem(run(RR_MODE_RECORD, 0, "dies", sleep_until_scribe_is_lost, NULL), 0, "ended by exit status 3;");
    CHECK(control->flags & RR_FLAG_SCRIBE_LOST, "flags %#x", control->flags);
    expect_problem(run(RR_MODE_RECORD, 0, "is killed", sleep_until_scribe_is_lost, NULL), 0, "ended by signal 9;");
    expect_problem(run(RR_MODE_RECORD, RR_FLAG_QUIET, "dies", sleep_until_scribe_is_lost, NULL), 0, "ended by"); /* an error, not a remark */
    expect_problem(run(RR_MODE_RECORD, 0, "fails", exit_42, NULL), 42 << 8, "found ");
    expect_problem(run(RR_MODE_RECORD, 0, "hangs", exit_42, NULL), 42 << 8, "without progress for 1 s");
    expect_problem(run(RR_MODE_RECORD, 0, "tells", exit_42, NULL), 42 << 8, "found the disk full; expected the whole run in it; do make room\n");
    expect(run(RR_MODE_RECORD, 0, "verifies", exit_42, NULL), 42 << 8, "; verified by this test\n");
    expect(run(RR_MODE_RECORD, RR_FLAG_QUIET, "verifies", exit_42, NULL), 42 << 8, NULL);
    expect(run(RR_MODE_RECORD, 0, "orphan", sleep_long, kill_coordinator_after_scribe), SIGKILL, NULL);
    for (int tries = 0; control->message[0] != 'E'; tries++) {
        CHECK(tries < 5000, "the scribe does not notice the coordinator's end");
        usleep(1000);
    }
}

static void test_watchdog(void)
{
    expect(run(RR_MODE_REPLAY, 0, NULL, hold_the_baton, NULL), 117 << 8, "lane 7 (stuck-one");
    CHECK(strstr(control->message, "count 11") && control->divergence == 1, "message: %s", control->message);
    expect(run(RR_MODE_REPLAY, RR_FLAG_QUIET, NULL, hold_the_baton, NULL), 117 << 8, "lane 7"); /* errors are always said */
    expect(run(RR_MODE_REPLAY, 0, NULL, make_progress, NULL), 4 << 8, NULL);
    expect(run(RR_MODE_REPLAY, 0, NULL, compute, NULL), 4 << 8, NULL);
}

int main(int count, char **arguments)
{
    if (count > 1) return play_scribe(count, arguments);
    strcpy(directory, "/tmp/coordinator-test-XXXXXX");
    CHECK(mkdtemp(directory), "%s", strerror(errno));
    prctl(PR_SET_CHILD_SUBREAPER, 1); /* to see orphaned primaries end */
    shm_fd = memfd_create("rr-shared", MFD_CLOEXEC);
    CHECK(shm_fd >= 0 && ftruncate(shm_fd, RR_SHM_SIZE) == 0, "%s", strerror(errno));
    control = mmap(NULL, RR_SHM_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, shm_fd, 0);
    CHECK(control != MAP_FAILED, "%s", strerror(errno));
    test_status();
    test_signals();
    test_scribe();
    test_watchdog();
    remove_log();
    rmdir(directory);
    return 0;
}
