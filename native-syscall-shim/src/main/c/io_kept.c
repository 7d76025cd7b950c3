#include "kept.h"

#include "shim.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>

/* More than the jars of agents have, by far. */
#define MOST ((size_t)256 << 20)

struct attributes {
    struct stat64 st;
    struct statx stx;
};

/* Replay. Entries are never changed or taken out, so they are looked through without a lock. */
struct kept {
    struct kept *next;
    struct attributes attributes;
    char *path;  /* as it was given */
    char *canonical;
    char *copy;  /* NULL: the file at its place is as recorded */
};
static struct kept *all;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static const struct kept *find(const char *path)
{
    for (const struct kept *k = __atomic_load_n(&all, __ATOMIC_ACQUIRE); path && *path && k; k = k->next)
        if (strcmp(k->path, path) == 0 || strcmp(k->canonical, path) == 0)
            return k;
    return NULL;
}

const char *rr_kept_path(const char *path)
{
    const struct kept *k = find(path);
    return k && k->copy ? k->copy : path;
}

int rr_kept_attributes(const char *path, struct stat64 *st, struct statx *stx)
{
    const struct kept *k = find(path);
    if (!k)
        return -1;
    if (st)
        *st = k->attributes.st;
    if (stx)
        *stx = k->attributes.stx;
    return 0;
}

/* The contents, mapped; NULL if the file is not regular, is empty, cannot be read or has not been changed for so long. */
static void *map_file(const char *path, struct stat64 *st, uint64_t since_nanos)
{
    void *at = MAP_FAILED;
    int fd = rr_real.openat64(AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
    if (fd < 0)
        return NULL;
    if (fstat64(fd, st) == 0 && S_ISREG(st->st_mode) && st->st_size > 0 &&
        (uint64_t)st->st_ctim.tv_sec * 1000000000u + (uint64_t)st->st_ctim.tv_nsec >= since_nanos)
        at = rr_real.mmap64(NULL, (size_t)st->st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    rr_real.close(fd); /* read only */
    return at == MAP_FAILED ? NULL : at;
}

static int is_at_its_place(const char *path, const char *bytes, size_t size)
{
    struct stat64 st;
    void *present = map_file(path, &st, 0);
    int same = present && (size_t)st.st_size == size && memcmp(present, bytes, size) == 0;
    if (present)
        munmap(present, (size_t)st.st_size);
    return same;
}

static _Noreturn void refuse_copy(const char *path)
{
    rr_refuse("trace %s: found %s where the file %s was to be put back; expected a folder that can be written to; do mend that and replay again",
              rr_control->trace_dir, strerror(errno), path);
}

/* Writes what was recorded into the trace's folder, under a name made of its contents, so that replays at the same time write the same. */
static char *write_copy(const char *path, const char *bytes, size_t size)
{
    char name[PATH_MAX], unfinished[PATH_MAX + 32];
    uint64_t hash = 0xcbf29ce484222325ull;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (uint8_t)bytes[i]) * 0x100000001b3ull;
    const char *base = strrchr(path, '/');
    snprintf(name, sizeof name, "%s/kept", rr_control->trace_dir);
    if (mkdir(name, 0777) != 0 && errno != EEXIST)
        refuse_copy(path);
    size_t used = strlen(name);
    int length = snprintf(name + used, sizeof name - used, "/%016llx-%s", (unsigned long long)hash, base ? base + 1 : path);
    snprintf(unfinished, sizeof unfinished, "%s.%d", name, (int)getpid());
    int fd = (size_t)length < sizeof name - used ? rr_real.openat64(AT_FDCWD, unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : -1;
    if (fd < 0)
        refuse_copy(path);
    for (size_t at = 0; at < size;) {
        ssize_t n = rr_real.write(fd, bytes + at, size - at);
        if (n < 0)
            refuse_copy(path);
        at += (size_t)n;
    }
    if (rr_real.close(fd) != 0 || rename(unfinished, name) != 0)
        refuse_copy(path);
    return strdup(name);
}

static void keep(const char *path, const char *canonical, const struct attributes *attributes, const char *bytes, size_t size)
{
    struct kept *k = calloc(1, sizeof *k);
    if (!k || !(k->path = strdup(path)) || !(k->canonical = strdup(canonical)))
        rr_refuse("out of memory for the file %s", path);
    k->attributes = *attributes;
    if (!is_at_its_place(path, bytes, size) && !(k->copy = write_copy(path, bytes, size)))
        rr_refuse("out of memory for the file %s", path);
    pthread_mutex_lock(&lock);
    k->next = all;
    __atomic_store_n(&all, k, __ATOMIC_RELEASE);
    pthread_mutex_unlock(&lock);
}

/* 0 where there is nothing to keep. */
static size_t size_to_keep(const char *path, size_t size)
{
    if (size > MOST)
        rr_refuse("%s: a file of %zu bytes that the VM reads cannot be recorded, the most is %zu", path, size, MOST);
    return size;
}

void rr_keep_file(struct rr_lane *lane, unsigned op, const char *path, uint64_t since_nanos)
{
    struct attributes attributes = {0};
    char canonical[PATH_MAX] = "";
    char *bytes = NULL;
    int64_t ret = 0;
    int err = 0, unused = 0;
    rr_gate(lane);
    if (rr_recording()) {
        bytes = map_file(path, &attributes.st, since_nanos);
        ret = bytes ? (int64_t)size_to_keep(path, (size_t)attributes.st.st_size) : 0;
        if (bytes && (statx(AT_FDCWD, path, 0, STATX_BASIC_STATS | STATX_BTIME, &attributes.stx) != 0 || !realpath(path, canonical)))
            *canonical = 0; /* it is gone already: found by the name that was given */
    }
    rr_io_event(lane);
    struct rr_bytes outs[] = {{&attributes, sizeof attributes}, {canonical, rr_recording() ? strlen(canonical) + 1 : sizeof canonical}};
    rr_call(lane, op, &ret, &err, outs, 2);
    const size_t size = (size_t)ret;
    if (size == 0)
        return;
    rr_gate(lane);
    if (rr_replaying() && !(bytes = malloc(size)))
        rr_refuse("out of memory for the file %s", path);
    rr_io_event(lane);
    struct rr_bytes contents = {bytes, size};
    rr_call(lane, op, &ret, &unused, &contents, 1);
    if (rr_recording()) {
        munmap(bytes, size);
        return;
    }
    keep(path, canonical, &attributes, bytes, size);
    free(bytes);
}

/* The one of those that tell attributes of a file by its path (READS_STAT) that has a descriptor as well. */
int rr_wrap_statx(int fd, const char *path, int flags, unsigned mask, struct statx *st)
{
    struct rr_lane *lane = rr_self();
    if (!lane)
        return rr_kept_attributes(path, NULL, st) == 0 ? 0 : rr_real.statx(rr_fd_local(fd), path, flags, mask, st);
    return (int)RR_READS_CALL(lane, RR_OP_statx, rr_real.statx(fd, path, flags, mask, st), FILLS(st));
}
