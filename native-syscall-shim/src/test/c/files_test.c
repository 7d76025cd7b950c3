/* File scenarios recorded and replayed; every file is gone before the replay. */
/* sources: shim.c fds.c io_*.c got.c refusals.c refusals_x86_64.S */
#include "fake_tape.h"

#include <sys/ioctl.h>

static char dir[] = "/tmp/rr-files-XXXXXX";
static char path[2][256];

static const char *in(const char *name)
{
    static int turn;
    turn ^= 1;
    snprintf(path[turn], sizeof path[turn], "%s/%s", dir, name);
    return path[turn];
}

static void make_input(void)
{
    FILE *f = fopen(in("input"), "w");
    CHECK(f);
    for (int i = 0; i < 1000; i++)
        fprintf(f, "line %d\n", i);
    fclose(f);
    CHECK(symlink("input", in("link")) == 0);
}

static void remove_all(void)
{
    char command[300];
    snprintf(command, sizeof command, "rm -rf %s", dir);
    CHECK(system(command) == 0);
    CHECK(access(dir, F_OK) != 0);
}

static void prepare(void)
{
    strcpy(dir + strlen(dir) - 6, "XXXXXX");
    CHECK(mkdtemp(dir));
    make_input();
}

static void reading(void)
{
    char buffer[200], other[50];
    int fd = rr_wrap_open64(in("input"), O_RDONLY, 0);
    CHECK(fd >= 0);
    ssize_t n = rr_wrap_read(fd, buffer, 100);
    note("read %zd %.*s\n", n, (int)n, buffer);
    struct iovec parts[] = {{buffer, 30}, {other, 50}};
    n = rr_wrap_readv(fd, parts, 2);
    note("readv %zd %.30s|%.50s\n", n, buffer, other);
    n = rr_wrap_pread64(fd, buffer, 10, 500);
    note("pread %zd %.10s\n", n, buffer);
    note("lseek %ld %ld\n", (long)rr_wrap_lseek64(fd, 0, SEEK_CUR), (long)rr_wrap_lseek64(fd, -5, SEEK_END));
    n = rr_wrap_read(fd, buffer, 100);
    note("tail %zd, end %zd\n", n, rr_wrap_read(fd, buffer, 100));
    struct stat64 st;
    CHECK(rr_wrap_fstat64(fd, &st) == 0);
    note("size %ld inode %lu mtime %ld\n", (long)st.st_size, (unsigned long)st.st_ino, (long)st.st_mtime);
    int available;
    CHECK(rr_wrap_ioctl(fd, FIONREAD, &available) == 0);
    note("available %d\n", available);
    CHECK(rr_wrap_close(fd) == 0);
    errno = 0;
    CHECK(rr_wrap_read(fd, buffer, 1) == -1 && errno == EBADF);
    CHECK(rr_wrap_open(in("missing"), O_RDONLY, 0) == -1 && errno == ENOENT);
    CHECK(rr_wrap_stat64(in("missing"), &st) == -1 && errno == ENOENT);
    CHECK(rr_wrap___xstat64(1, in("input"), &st) == 0 && st.st_size > 0);
    CHECK(rr_wrap_access(in("input"), R_OK) == 0);
    n = rr_wrap_readlink(in("link"), buffer, sizeof buffer);
    note("link %.*s\n", (int)n, buffer);
    char *real = rr_wrap_realpath(in("link"), NULL);
    CHECK(real);
    note("real %s\n", real);
    free(real);
    CHECK(!rr_wrap_realpath(in("missing"), NULL) && errno == ENOENT);
    CHECK(rr_wrap_getcwd(buffer, sizeof buffer) == buffer);
    note("cwd %s\n", buffer);
}

static void writing(void)
{
    int fd = rr_wrap_open(in("output"), O_CREAT | O_EXCL | O_RDWR, 0644);
    CHECK(fd >= 0);
    CHECK(rr_wrap_write(fd, "hello, ", 7) == 7);
    struct iovec parts[] = {{"wor", 3}, {"ld\n", 3}};
    CHECK(rr_wrap_writev(fd, parts, 2) == 6);
    CHECK(rr_wrap_pwrite64(fd, "H", 1, 0) == 1);
    char buffer[64];
    ssize_t n = rr_wrap_pread64(fd, buffer, sizeof buffer, 0);
    note("%.*s", (int)n, buffer);
    CHECK(rr_wrap_ftruncate64(fd, 5) == 0);
    CHECK(rr_wrap_fsync(fd) == 0);
    struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    CHECK(rr_wrap_fcntl(fd, F_SETLK, (long)&range) == 0);
    int copy = rr_wrap_dup(fd);
    CHECK(copy >= 0 && copy != fd);
    int input = rr_wrap_open(in("input"), O_RDONLY, 0);
    note("sendfile %zd\n", rr_wrap_sendfile64(copy, input, NULL, 100));
    CHECK(rr_wrap_dup2(input, copy) == copy);
    n = rr_wrap_read(copy, buffer, 10);
    note("after dup2 %.*s\n", (int)n, buffer);
    rr_wrap_close(copy);
    rr_wrap_close(input);
    rr_wrap_close(fd);
    CHECK(rr_wrap_open(in("output"), O_CREAT | O_EXCL | O_RDWR, 0644) == -1 && errno == EEXIST);
    CHECK(rr_wrap_mkdir(in("sub"), 0755) == 0);
    CHECK(rr_wrap_rename(in("output"), in("sub")) == -1 && errno == EISDIR);
    CHECK(rr_wrap_rename(in("output"), in("sub/moved")) == 0);
    CHECK(rr_wrap_unlink(in("output")) == -1 && errno == ENOENT);
    if (rr_mode == RR_MODE_REPLAY) {
        fake_suppressed = 1;
        CHECK(access(in("sub"), F_OK) != 0);
        fake_suppressed = 0;
    }
}

static int by_text(const void *a, const void *b) { return strcmp(a, b); }

static void directories(void)
{
    char names[10][300];
    size_t n = 0;
    DIR *d = rr_wrap_opendir(dir);
    CHECK(d);
    errno = 0;
    for (struct dirent64 *e; (e = rr_wrap_readdir64(d));)
        snprintf(names[n++], sizeof *names, "%s %d", e->d_name, e->d_type);
    CHECK(errno == 0);
    qsort(names, n, sizeof *names, by_text);
    for (size_t i = 0; i < n; i++)
        note("%s\n", names[i]);
    CHECK(n == 4);
    rr_wrap_rewinddir(d);
    CHECK(rr_wrap_readdir64(d));
    CHECK(rr_wrap_closedir(d) == 0);
    CHECK(!rr_wrap_opendir(in("missing")) && errno == ENOENT);
    int fd = rr_wrap_open(dir, O_RDONLY | O_DIRECTORY, 0);
    struct stat64 st;
    CHECK(rr_wrap_fstatat64(fd, "input", &st, 0) == 0);
    int file = rr_wrap_openat64(fd, "input", O_RDONLY, 0);
    CHECK(file >= 0 && rr_wrap_close(file) == 0);
    CHECK((d = rr_wrap_fdopendir(fd)));
    CHECK(rr_wrap_closedir(d) == 0);
    CHECK(rr_wrap_close(fd) == -1 && errno == EBADF);
}

static void streams(void)
{
    char line[100], *grown = NULL;
    size_t room = 0;
    FILE *f = rr_wrap_fopen64(in("input"), "re");
    CHECK(f && rr_wrap_fileno(f) >= 3);
    CHECK(fgets(line, sizeof line, f));
    note("%s", line);
    ssize_t n = getline(&grown, &room, f);
    note("%zd %s", n, grown);
    int number;
    CHECK(fscanf(f, "line %d", &number) == 1);
    note("%d\n", number);
    CHECK(fseek(f, -9, SEEK_END) == 0 && fgets(line, sizeof line, f));
    note("%s at %ld\n", line, ftell(f));
    while (fgets(line, sizeof line, f))
        note("%s", line);
    CHECK(feof(f) && fclose(f) == 0);
    free(grown);
    CHECK(!rr_wrap_fopen(in("missing"), "r") && errno == ENOENT);
    f = rr_wrap_fopen(in("text"), "w");
    CHECK(f && fprintf(f, "%d %s\n", 7, "seven") == 8 && fclose(f) == 0);
    f = rr_wrap_setmntent("/proc/self/mounts", "r");
    CHECK(f);
    fclose(f);
    CHECK(rr_wrap_fileno(stdout) == 1 && rr_wrap_fileno(stdin) == 0);
}

static void system_state(void)
{
    struct timespec t;
    CHECK(rr_wrap_clock_gettime(CLOCK_REALTIME, &t) == 0);
    note("time %ld %ld\n", t.tv_sec, t.tv_nsec);
    struct timeval tv;
    CHECK(rr_wrap_gettimeofday(&tv, NULL) == 0);
    note("time %ld %ld %ld\n", tv.tv_sec, tv.tv_usec, (long)rr_wrap_time(NULL));
    struct tm tm;
    CHECK(rr_wrap_localtime_r(&t.tv_sec, &tm) == &tm);
    note("%d:%d %s %ld\n", tm.tm_hour, tm.tm_min, tm.tm_zone, tm.tm_gmtoff);
    note("%s", rr_wrap_ctime(&t.tv_sec));
    uint64_t random;
    CHECK(rr_wrap_getrandom(&random, sizeof random, 0) == sizeof random);
    note("random %lx pid %d parent %d\n", (unsigned long)random, rr_wrap_getpid(), rr_wrap_getppid());
    CHECK(rr_wrap_getpid() != getpid());
    struct passwd user, *found;
    char buffer[4096], host[64];
    CHECK(rr_wrap_getpwuid_r(getuid(), &user, buffer, sizeof buffer, &found) == 0);
    note("user %s %s %s\n", found ? user.pw_name : "?", found ? user.pw_dir : "?", found ? user.pw_shell : "?");
    CHECK(rr_wrap_getpwnam_r("no such user", &user, buffer, sizeof buffer, &found) == 0 && !found);
    struct group group, *group_found;
    CHECK(rr_wrap_getgrgid_r(0, &group, buffer, sizeof buffer, &group_found) == 0 && group_found == &group);
    note("group %s %s\n", group.gr_name, group.gr_mem[0] ? group.gr_mem[0] : "-");
    CHECK(rr_wrap_gethostname(host, sizeof host) == 0);
    note("host %s cpus %ld\n", host, rr_wrap_sysconf(_SC_NPROCESSORS_ONLN));
    struct statvfs64 fs;
    CHECK(rr_wrap_statvfs64("/", &fs) == 0);
    note("free %lu\n", (unsigned long)fs.f_bfree);
    gid_t groups[100];
    int n = rr_wrap_getgroups(100, groups);
    note("groups %d %d\n", n, n > 0 ? (int)groups[0] : -1);
}

static void mappings(void)
{
    int fd = rr_wrap_open64(in("input"), O_RDONLY, 0);
    char *p = rr_wrap_mmap64(NULL, 8192, PROT_READ, MAP_SHARED, fd, 4096);
    CHECK(p != MAP_FAILED);
    note("%.50s\n", p + 100);
    CHECK(rr_wrap_mmap64(NULL, 0, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED && errno == EINVAL);
    CHECK(munmap(p, 8192) == 0);
    p = rr_wrap_mmap64(NULL, 100, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    CHECK(p != MAP_FAILED);
    p[0] = 'L';
    note("%.6s\n", p);
    rr_wrap_close(fd);
}

static void standard_output(void)
{
    CHECK(rr_wrap_write(1, "one\n", 4) == 4);
    struct iovec parts[] = {{"t", 1}, {"wo\n", 3}};
    CHECK(rr_wrap_writev(1, parts, 2) == 4);
    int copy = rr_wrap_dup(1);
    CHECK(copy > 2 && rr_wrap_write(copy, "three\n", 6) == 6);
    int input = rr_wrap_open(in("input"), O_RDONLY, 0);
    CHECK(rr_wrap_sendfile64(1, input, NULL, 10) == -1 && errno == EINVAL);
    rr_wrap_close(input);
    rr_wrap_close(copy);
}

static void pipes(void)
{
    int fds[2];
    char buffer[10];
    CHECK(rr_wrap_pipe(fds) == 0);
    struct pollfd polled = {.fd = fds[0], .events = POLLIN};
    CHECK(rr_wrap_poll(&polled, 1, 0) == 0);
    CHECK(rr_wrap_write(fds[1], "x", 1) == 1);
    CHECK(rr_wrap_poll(&polled, 1, -1) == 1 && polled.revents == POLLIN);
    CHECK(rr_wrap_read(fds[0], buffer, 10) == 1 && *buffer == 'x');
    CHECK(rr_wrap_fcntl(fds[0], F_SETFL, O_NONBLOCK) == 0 && (rr_wrap_fcntl(fds[0], F_GETFL, 0) & O_NONBLOCK));
    CHECK(rr_wrap_read(fds[0], buffer, 10) == -1 && errno == EAGAIN);
    rr_wrap_close(fds[0]);
    rr_wrap_close(fds[1]);
}

/* A replay that sends something else is found out. */
static void other_output(void)
{
    const char *text = rr_mode == RR_MODE_RECORD ? "yes\n" : "no!\n";
    rr_wrap_write(1, text, 4);
}

static void other_path(void)
{
    rr_wrap_open(rr_mode == RR_MODE_RECORD ? "/tmp/a-missing-file" : "/tmp/another-missing-file", O_RDONLY, 0);
}

static void diverges(void (*scenario)(void))
{
    char output[1000];
    fake->log_used = fake->log_at = 0;
    CHECK(fake_phase(RR_MODE_RECORD, scenario, output, sizeof output) == 0);
    int status = fake_phase(RR_MODE_REPLAY, scenario, output, sizeof output);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 117);
}

int main(void)
{
    run("reading", prepare, reading, remove_all);
    run("writing", prepare, writing, remove_all);
    run("directories", prepare, directories, remove_all);
    run("streams", prepare, streams, remove_all);
    run("system state", NULL, system_state, NULL);
    run("mappings", prepare, mappings, remove_all);
    run("standard output", prepare, standard_output, remove_all);
    run("pipes", NULL, pipes, NULL);
    diverges(other_output);
    diverges(other_path);
    return 0;
}
