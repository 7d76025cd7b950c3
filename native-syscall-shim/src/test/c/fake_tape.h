/*
 * A tape for tests: one lane, its log in memory shared by the processes of the test. run() lets a scenario run twice, each
 * time in a process of its own: recorded, then replayed. Both must leave the same notes and the same standard output.
 * Include it in one file of a program, and leave tape.c out of its sources.
 */
#ifndef FAKE_TAPE_H
#define FAKE_TAPE_H

#include "shim.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>

struct fake_entry { uint32_t is_wrote, op, n; int32_t err; int64_t ret; uint64_t events; };

static struct fake_shared {
    struct rr_control control;
    size_t log_used, log_at, notes_n;
    uint64_t events, expected_events;
    char notes[2][1 << 16];
    size_t note_lengths[2];
    char log[4 << 20];
} *fake;

struct rr_control *rr_control;
enum rr_mode rr_mode;
static struct rr_lane fake_lane;
static __thread int fake_suppressed;

struct rr_lane *rr_self(void) { return rr_mode == RR_MODE_OFF || fake_suppressed ? NULL : &fake_lane; }
void rr_suppress(void) { fake_suppressed = 1; }
void rr_resume(void) { fake_suppressed = 0; }
void rr_agent_begins(void) {}
void rr_agent_ended(void) {}
jobjectArray rr_listed_classes(JNIEnv *env, jobjectArray present) { (void)env; return present; }
void rr_gate(struct rr_lane *lane) { (void)lane; }
void rr_io_event(struct rr_lane *lane) { lane->count++; errno = EDOM; /* wrappers must not rely on it */ }
void rr_io_stamp(struct rr_lane *lane) { rr_io_event(lane); }
void rr_sample(struct rr_lane *lane) { (void)lane; errno = EDOM; }

static _Noreturn void fake_end(int status, const char *what, va_list args)
{
    fflush(stdout);
    vfprintf(stderr, what, args);
    fputc('\n', stderr);
    _exit(status);
}

void rr_diverge(struct rr_lane *lane, const char *what, ...)
{
    va_list args;
    (void)lane;
    va_start(args, what);
    fake_end(117, what, args);
}

void rr_refuse(const char *what, ...)
{
    va_list args;
    va_start(args, what);
    fake_end(118, what, args);
}

static void fake_put(const void *bytes, size_t n)
{
    if (fake->log_used + n > sizeof fake->log)
        rr_refuse("the log of the test is full");
    memcpy(fake->log + fake->log_used, bytes, n);
    fake->log_used += n;
}

static void fake_take(struct rr_lane *lane, void *bytes, size_t n)
{
    if (fake->log_at + n > fake->log_used)
        rr_diverge(lane, "the log is at its end");
    memcpy(bytes, fake->log + fake->log_at, n);
    fake->log_at += n;
}

static void fake_exchange(struct rr_lane *lane, int is_wrote, unsigned op, int64_t *ret, int *err, struct rr_bytes *buffers, unsigned n)
{
    struct fake_entry found = {(uint32_t)is_wrote, op, n, *err, *ret, lane->count}, entry;
    if (rr_mode == RR_MODE_RECORD) {
        fake_put(&found, sizeof found);
        for (unsigned i = 0; i < n; i++) {
            fake_put(&buffers[i].length, sizeof buffers[i].length);
            fake_put(buffers[i].at, buffers[i].length);
        }
        return;
    }
    fake_take(lane, &entry, sizeof entry);
    if (entry.is_wrote != found.is_wrote || entry.op != op || entry.n != n || entry.events != lane->count)
        rr_diverge(lane, "expected %s at event %lu, found %s at event %lu", rr_op_name(entry.op), (unsigned long)entry.events, rr_op_name(op),
                   (unsigned long)lane->count);
    *ret = entry.ret;
    *err = entry.err;
    for (unsigned i = 0; i < n; i++) {
        size_t length;
        fake_take(lane, &length, sizeof length);
        if (is_wrote) {
            if (length != buffers[i].length || memcmp(fake->log + fake->log_at, buffers[i].at, length) != 0)
                rr_diverge(lane, "%s: other bytes are sent than when recorded", rr_op_name(op));
            fake->log_at += length;
        } else {
            if (length > buffers[i].length)
                rr_diverge(lane, "%s: expected room for %zu bytes, found %zu", rr_op_name(op), length, buffers[i].length);
            fake_take(lane, buffers[i].at, length);
            buffers[i].length = length;
        }
    }
}

void rr_call(struct rr_lane *lane, unsigned op, int64_t *ret, int *err, struct rr_bytes *buffers, unsigned n)
{
    fake_exchange(lane, 0, op, ret, err, buffers, n);
    errno = EDOM;
}

void rr_wrote(struct rr_lane *lane, unsigned op, int64_t *ret, int *err, const struct rr_bytes *buffers, unsigned n)
{
    fake_exchange(lane, 1, op, ret, err, (struct rr_bytes *)buffers, n);
    errno = EDOM;
}

/* What a scenario observed; compared between both runs. */
static void note(const char *what, ...) __attribute__((format(printf, 1, 2), unused));
static void note(const char *what, ...)
{
    int replay = rr_mode == RR_MODE_REPLAY;
    va_list args;
    va_start(args, what);
    int n = vsnprintf(fake->notes[replay] + fake->note_lengths[replay], sizeof fake->notes[replay] - fake->note_lengths[replay], what, args);
    va_end(args);
    fake->note_lengths[replay] += (size_t)n;
}

static void check_that(int condition, const char *text, const char *file, int line)
{
    if (condition)
        return;
    fprintf(stderr, "%s:%d: %s (errno %d, %s)\n", file, line, text, errno, rr_mode == RR_MODE_REPLAY ? "replay" : "record");
    _exit(1);
}
#define CHECK(condition) check_that(!!(condition), #condition, __FILE__, __LINE__)

static void fake_open(enum rr_mode mode)
{
    if (!fake) {
        fake = mmap(NULL, sizeof *fake, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        CHECK(fake != MAP_FAILED);
    }
    rr_control = &fake->control;
    rr_control->coordinator_pid = getppid();
    rr_mode = mode;
}

/* Runs it in a process whose output goes to a pipe; returns the wait status and the output. */
static int fake_phase(enum rr_mode mode, void (*scenario)(void), char *output, size_t size)
{
    int fds[2], status;
    size_t length = 0;
    CHECK(pipe(fds) == 0);
    pid_t child = fork();
    if (child == 0) {
        close(fds[0]);
        dup2(fds[1], 1);
        close(fds[1]);
        fake_open(mode);
        rr_shim_open();
        scenario();
        fake_suppressed = 1;
        _exit(0);
    }
    close(fds[1]);
    for (ssize_t n; (n = read(fds[0], output + length, size - 1 - length)) > 0;)
        length += (size_t)n;
    output[length] = 0;
    close(fds[0]);
    CHECK(waitpid(child, &status, 0) == child);
    return status;
}

/* prepare makes the files of the recording, clean removes them before the replay (both may be NULL). */
static void run(const char *name, void (*prepare)(void), void (*scenario)(void), void (*clean)(void)) __attribute__((unused));
static void run(const char *name, void (*prepare)(void), void (*scenario)(void), void (*clean)(void))
{
    static char recorded[1 << 16], replayed[1 << 16];
    fake_open(RR_MODE_OFF);
    fake->log_used = fake->log_at = 0;
    memset(fake->note_lengths, 0, sizeof fake->note_lengths);
    memset(fake->notes, 0, sizeof fake->notes);
    if (prepare)
        prepare();
    int status = fake_phase(RR_MODE_RECORD, scenario, recorded, sizeof recorded);
    if (status != 0) {
        fprintf(stderr, "%s: recording ended with status 0x%x\n", name, status);
        exit(1);
    }
    if (clean)
        clean();
    status = fake_phase(RR_MODE_REPLAY, scenario, replayed, sizeof replayed);
    if (status != 0 || strcmp(recorded, replayed) != 0 || strcmp(fake->notes[0], fake->notes[1]) != 0 || fake->log_at != fake->log_used) {
        fprintf(stderr, "%s: replay ended with status 0x%x, %zu of %zu bytes of the log\n--- output recorded\n%s\n--- replayed\n%s\n--- notes recorded\n%s\n--- replayed\n%s\n",
                name, status, fake->log_at, fake->log_used, recorded, replayed, fake->notes[0], fake->notes[1]);
        exit(1);
    }
    printf("%s: ok, %zu bytes of log\n", name, fake->log_used);
}

#endif
