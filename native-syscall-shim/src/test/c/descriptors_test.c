/* Descriptors used both by lanes and by code without lane (class loaders): see fds.h. */
/* sources: shim.c fds.c io_*.c got.c refusals.c refusals_x86_64.S */
#include "fake_tape.h"

static char jar[] = "/tmp/rr-jar-XXXXXX";
static int early = -1; /* open before the shim begins, as the jar of the command line is */

static void prepare(void)
{
    unlink(jar); /* that of the scenario before, if there was one */
    memcpy(jar + strlen(jar) - 6, "XXXXXX", 6);
    int fd = mkstemp(jar);
    CHECK(fd >= 0 && write(fd, "0123456789abcdefghij", 20) == 20);
    close(fd);
}

static char *read_text(int fd, size_t n)
{
    static char text[64];
    ssize_t got = rr_wrap_read(fd, text, n);
    text[got > 0 ? got : 0] = 0;
    return text;
}

/* A lane opens and reads, code without lane goes on where the lane was, and back. */
static void opened_by_lane(void)
{
    int fd = rr_wrap_open64(jar, O_RDONLY, 0);
    CHECK(fd >= 0);
    note("%s ", read_text(fd, 3));
    fake_suppressed = 1;
    note("%s ", read_text(fd, 3));
    fake_suppressed = 0;
    note("%s ", read_text(fd, 3));
    fake_suppressed = 1;
    note("%s ", read_text(fd, 1));
    struct stat64 st;
    CHECK(rr_wrap_fstat64(fd, &st) == 0 && st.st_size == 20);
    CHECK(rr_wrap_lseek64(fd, 15, SEEK_SET) == 15);
    fake_suppressed = 0;
    note("%s ", read_text(fd, 2));
    int copy = rr_wrap_dup(fd);
    CHECK(rr_wrap_lseek64(copy, 1, SEEK_SET) == 1);
    fake_suppressed = 1;
    note("%s ", read_text(fd, 1));
    CHECK(rr_wrap_close(copy) == 0);
    note("%s\n", read_text(fd, 1));
    fake_suppressed = 0;
    CHECK(rr_wrap_close(fd) == 0);
}

static void opened_without_lane(void)
{
    fake_suppressed = 1;
    int fd = rr_wrap_open(jar, O_RDONLY, 0);
    CHECK(fd >= 0 && (rr_mode == RR_MODE_RECORD || fd >= rr_fd_base));
    note("%s ", read_text(fd, 3));
    fake_suppressed = 0;
    int other = rr_wrap_open(jar, O_RDONLY, 0);
    CHECK(other != fd);
    note("%s ", read_text(fd, 2));
    note("%s\n", read_text(other, 4));
    CHECK(rr_wrap_close(fd) == 0);
    fake_suppressed = 1;
    CHECK(fcntl(fd, F_GETFD) == -1); /* really closed, in both modes */
    fake_suppressed = 0;
    CHECK(rr_wrap_close(other) == 0);
}

/* The recording had fewer descriptors open at its start: the recorded number is that of another real file in the replay. */
static void collision(void)
{
    if (rr_mode == RR_MODE_REPLAY) {
        early = open("/dev/zero", O_RDONLY);
        CHECK(early >= 0);
    }
    int fd = rr_wrap_open(jar, O_RDONLY, 0);
    note("%s ", read_text(fd, 3));
    fake_suppressed = 1;
    note("%s\n", read_text(fd, 3));
    if (early >= 0) {
        char zero = 1;
        CHECK(fd >= RR_FD_MOVED);
        CHECK(rr_wrap_read(early, &zero, 1) == 1 && zero == 0);
    }
    fake_suppressed = 0;
    CHECK(rr_wrap_close(fd) == 0);
    CHECK(early < 0 || fcntl(early, F_GETFD) >= 0);
}

/* A cleaner closes a number late, when it is another file's already, or no file's. */
static void late_close(void)
{
    int first = rr_wrap_open(jar, O_RDONLY, 0), second = rr_wrap_open(jar, O_RDONLY, 0);
    CHECK(rr_wrap_close(first) == 0);
    CHECK(rr_wrap_open(jar, O_RDONLY, 0) == first);
    if (rr_mode == RR_MODE_REPLAY) {
        fake_suppressed = 1;
        CHECK(rr_wrap_close(first) == 0);
        CHECK(strcmp(read_text(first, 3), "012") == 0);
        fake_suppressed = 0;
    }
    CHECK(rr_wrap_close(second) == 0);
    if (rr_mode == RR_MODE_REPLAY) {
        int real = open("/dev/null", O_RDONLY); /* the VM's own, at a number that was virtual */
        CHECK(real >= 0);
        while (real < second)
            real = dup(real);
        fake_suppressed = 1;
        CHECK(rr_wrap_close(second) == 0 && fcntl(second, F_GETFD) >= 0);
        fake_suppressed = 0;
    }
}

/* Without lane: lane's files are not written in a replay; standard output is. */
static void writing_without_lane(void)
{
    int fd = rr_wrap_open("/tmp/rr-written-without-lane", O_CREAT | O_WRONLY | O_TRUNC, 0600);
    CHECK(fd >= 0);
    CHECK(rr_wrap_unlink("/tmp/rr-written-without-lane") == 0);
    fake_suppressed = 1;
    CHECK(rr_wrap_write(fd, "abc", 3) == 3);
    CHECK(rr_wrap_write(1, "shown\n", 6) == 6);
    int made = rr_wrap_dup2(fd, fd);
    CHECK(made == fd);
    fake_suppressed = 0;
    CHECK(rr_wrap_close(fd) == 0);
}

static void directory_on_both_sides(void)
{
    char names[2][256];
    DIR *d = rr_wrap_opendir("/proc/self/task");
    CHECK(d);
    fake_suppressed = 1;
    struct dirent64 *e = rr_wrap_readdir64(d);
    CHECK(e);
    strcpy(names[0], e->d_name);
    fake_suppressed = 0;
    e = rr_wrap_readdir64(d);
    note("%s\n", e ? e->d_name : "-");
    CHECK(rr_wrap_closedir(d) == 0);
    fake_suppressed = 1;
    d = rr_wrap_opendir("/");
    CHECK(d && rr_wrap_readdir(d));
    CHECK(rr_mode == RR_MODE_RECORD || rr_wrap_dirfd(d) >= rr_fd_base);
    fake_suppressed = 0;
    e = rr_wrap_readdir(d);
    note("%s\n", e->d_name);
    CHECK(rr_wrap_closedir(d) == 0);
}

static void changed_file(void)
{
    int fd = rr_wrap_open(jar, O_RDONLY, 0);
    if (rr_mode == RR_MODE_REPLAY)
        CHECK(truncate(jar, 3) == 0);
    fake_suppressed = 1;
    read_text(fd, 1);
}

int main(void)
{
    run("opened by a lane", prepare, opened_by_lane, NULL);
    run("opened without lane", prepare, opened_without_lane, NULL);
    run("collision", prepare, collision, NULL);
    run("late close", prepare, late_close, NULL);
    run("writing without lane", NULL, writing_without_lane, NULL);
    run("directory", NULL, directory_on_both_sides, NULL);

    char output[1000];
    fake->log_used = fake->log_at = 0;
    CHECK(fake_phase(RR_MODE_RECORD, changed_file, output, sizeof output) == 0);
    int status = fake_phase(RR_MODE_REPLAY, changed_file, output, sizeof output);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 118);
    unlink(jar);
    return 0;
}
