/* Keys of a terminal reach the primary once, although its coordinator is in the same foreground group. */
/* no-asan: the primary's threads have ids that the sanitizer does not know */
#include "coordinator.h"
#include "fork_check.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>

static struct rr_control *control;
static volatile sig_atomic_t received[65];

static void count_signal(int signal)
{
    received[signal]++;
}

/* Leaves with the number of signals received until SIGTERM. */
static void be_primary(int counted)
{
    struct sigaction action = {.sa_handler = count_signal};
    sigset_t all, old;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &old);
    sigaction(counted, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    __atomic_store_n(&control->segments, 1, __ATOMIC_RELEASE);
    while (!received[SIGTERM]) sigsuspend(&old);
    _exit(received[counted]);
}

static void be_coordinator(const char *terminal, int counted)
{
    const struct rr_fork_options options = {.hold_parent = true, .shared_fd = -1};
    struct rr_fork_report report;
    pid_t coordinator = getpid();
    CHECK(setsid() >= 0, "%s", strerror(errno));
    int fd = open(terminal, O_RDWR); /* becomes the controlling terminal */
    CHECK(fd >= 0 && ioctl(fd, TIOCSCTTY, 0) == 0, "%s: %s", terminal, strerror(errno));
    pid_t primary = rr_fork_all(&options, &report);
    CHECK(primary >= 0, "%s", report.message);
    if (primary == 0) {
        rr_die_with_coordinator(coordinator);
        be_primary(counted);
    }
    const struct rr_coordinator_options coordination = {.control = control, .shm_fd = -1};
    rr_coordinate(primary, &coordination);
}

/* Returns when the process has been seen asleep ten times in a row. */
static void await_sleep(pid_t process)
{
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/%d/stat", process);
    for (int asleep = 0, tries = 0; asleep < 10; tries++) {
        CHECK(tries < 1000, "process %d does not come to rest", process);
        usleep(10000);
        int fd = open(path, O_RDONLY);
        CHECK(fd >= 0, "%s: %s", path, strerror(errno));
        ssize_t n = read(fd, text, sizeof text - 1);
        close(fd);
        text[n > 0 ? n : 0] = 0;
        const char *name_end = strrchr(text, ')');
        asleep = name_end && name_end[1] == ' ' && name_end[2] == 'S' ? asleep + 1 : 0;
    }
}

static void press(char key, int signal)
{
    memset(control, 0, sizeof *control);
    control->mode = RR_MODE_RECORD;
    control->flags = RR_FLAG_QUIET;
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    CHECK(terminal >= 0 && grantpt(terminal) == 0 && unlockpt(terminal) == 0, "%s", strerror(errno));
    pid_t coordinator = fork();
    CHECK(coordinator >= 0, "%s", strerror(errno));
    if (coordinator == 0) be_coordinator(ptsname(terminal), signal);
    for (int tries = 0; !__atomic_load_n(&control->segments, __ATOMIC_ACQUIRE); tries++) {
        CHECK(tries < 10000, "the primary does not start");
        usleep(1000);
    }
    await_sleep(coordinator); /* so that it is past the signals of its start */
    for (int i = 0; i < 2; i++) {
        CHECK(write(terminal, &key, 1) == 1, "%s", strerror(errno));
        usleep(200000);
    }
    kill(coordinator, SIGTERM);
    expect_exit(coordinator, 2);
    close(terminal);
}

int main(void)
{
    control = mmap(NULL, RR_SHM_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    CHECK(control != MAP_FAILED, "%s", strerror(errno));
    press('\003', SIGINT);
    press('\034', SIGQUIT);
    return 0;
}
