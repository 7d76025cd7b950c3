/* Libraries that are loaded later are patched: libz reads a file through the wrappers; functions are refused by name. */
/* sources: shim.c fds.c io_*.c got.c refusals.c refusals_x86_64.S */
#include "fake_tape.h"
#include "got.h"

#include <signal.h>
#include <sys/mman.h>

static const char *const path = "/tmp/rr-got-test.gz";

struct z {
    void *(*open)(const char *, const char *);
    int (*read)(void *, void *, unsigned);
    int (*write)(void *, const void *, unsigned);
    int (*close)(void *);
};

static struct z load(void)
{
    rr_got_patch_all();
    void *handle = dlopen("libz.so.1", RTLD_NOW | RTLD_LOCAL);
    CHECK(handle);
    CHECK(rr_got_patch_all() >= 1);
    CHECK(rr_got_patch_all() == 0);
    return (struct z){dlsym(handle, "gzopen"), dlsym(handle, "gzread"), dlsym(handle, "gzwrite"), dlsym(handle, "gzclose")};
}

static void through_libz(void)
{
    struct z z = load();
    char text[100];
    void *file = z.open(path, "wb");
    CHECK(file && z.write(file, "compressed", 10) == 10 && z.close(file) == 0);
    file = z.open(path, "rb");
    CHECK(file);
    int n = z.read(file, text, sizeof text);
    note("%d %.*s\n", n, n > 0 ? n : 0, text);
    CHECK(z.close(file) == 0);
    CHECK(rr_mode == RR_MODE_RECORD || access(path, F_OK) != 0);
}

static void clean(void) { unlink(path); }

typedef int signals_function(int, const sigset_t *, int);
typedef ssize_t splice_function(int, off64_t *, int, off64_t *, size_t, unsigned);

static void refused_on_a_lane(void)
{
    signals_function *refused = (signals_function *)rr_wrap_dlsym(RTLD_DEFAULT, "signalfd");
    refused(-1, NULL, 0);
}

static void unknown_on_a_lane(void)
{
    int (*unknown)(void) = rr_refusal_unknown("a_function", (void *)getpid);
    unknown();
}

static void passes_without_lane(void)
{
    signals_function *refused = (signals_function *)rr_wrap_dlsym(RTLD_DEFAULT, "signalfd");
    const sigset_t none = {0};
    CHECK((void *)refused != (void *)rr_wrap_dlsym(RTLD_DEFAULT, "splice") && (void *)refused != dlsym(RTLD_DEFAULT, "signalfd"));
    fake_suppressed = 1;
    CHECK(refused(-1, &none, -1) == -1 && errno == EINVAL);
    /* All six arguments arrive, and the result comes back. */
    splice_function *spliced = (splice_function *)rr_wrap_dlsym(RTLD_DEFAULT, "splice");
    int fds[2], file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    char text[4] = "";
    off64_t at = 1;
    CHECK(pipe(fds) == 0 && write(file, "abcd", 4) == 4);
    CHECK(spliced(file, &at, fds[1], NULL, 2, SPLICE_F_NONBLOCK) == 2 && at == 3);
    CHECK(spliced(fds[0], &at, fds[1], NULL, 2, SPLICE_F_NONBLOCK) == -1 && errno == ESPIPE);
    CHECK(read(fds[0], text, sizeof text) == 2 && strcmp(text, "bc") == 0);
    close(file);
    unlink(path);
    /* vfork returns twice to the same frame. */
    pid_t (*vforked)(void) = (pid_t(*)(void))rr_wrap_dlsym(RTLD_DEFAULT, "vfork");
    int status;
    pid_t child = vforked();
    if (child == 0)
        _exit(7);
    CHECK(child > 0 && waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 7);
    /* Rows that pass and functions of other libraries are what they are. */
    CHECK(rr_wrap_dlsym(RTLD_DEFAULT, "strlen") == dlsym(RTLD_DEFAULT, "strlen"));
    CHECK(rr_wrap_dlsym(RTLD_DEFAULT, "no_such_function") == NULL);
    CHECK(rr_wrap_dlsym(RTLD_DEFAULT, "openat64") == (void *)rr_wrap_openat64);
    fake_suppressed = 0;
}

static void mapping_for_writing(void)
{
    int fd = rr_wrap_open(path, O_RDWR | O_CREAT, 0600);
    rr_wrap_mmap64(NULL, 10, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
}

static void expect_refusal(void (*scenario)(void))
{
    char output[1000];
    fake->log_used = fake->log_at = 0;
    int status = fake_phase(RR_MODE_RECORD, scenario, output, sizeof output);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 118);
}

int main(void)
{
    for (unsigned i = 1; i < RR_OPS; i++)
        if (strcmp(rr_rows[i - 1].name, rr_rows[i].name) >= 0) {
            fprintf(stderr, "syscalls.def is not sorted at %s\n", rr_rows[i].name);
            return 1;
        }
    CHECK(strcmp(rr_op_name(RR_OP_write), "write") == 0 && rr_row_named("write") == rr_rows + RR_OP_write && !rr_row_named("writ"));
    run("libz", NULL, through_libz, clean);
    run("without lane", NULL, passes_without_lane, NULL);
    expect_refusal(refused_on_a_lane);
    expect_refusal(unknown_on_a_lane);
    expect_refusal(mapping_for_writing);
    clean();
    return 0;
}
