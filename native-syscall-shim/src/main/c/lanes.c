#define _GNU_SOURCE
#include "lanes.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "barrier.h"

struct rr_control *rr_control;
enum rr_mode rr_mode;
struct rr_chain *rr_chains;

static pthread_mutex_t lanes_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t rings_lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t *seen_of[RR_MAX_THREAD_LANES];

/* Lanes that have ended, a bit each, and which words of that have any: the lowest one is found without a look at each lane. */
static uint64_t ended[RR_MAX_THREAD_LANES / 64], some_ended[RR_MAX_THREAD_LANES / 64 / 64];

static __thread struct rr_thread *this_thread __attribute__((tls_model("initial-exec")));

/* Java's side of "a class initialiser has its first event now": see shim_jni.c. */
void rr_materialise(void);

static uint32_t *ring(uint32_t offset)
{
    return (uint32_t *)((char *)rr_control + offset);
}

static struct rr_block *block_at(uint32_t block)
{
    return (struct rr_block *)((char *)rr_control + RR_OFF_BLOCKS + (size_t)block * RR_BLOCK_SIZE);
}

int rr_open(enum rr_mode mode, const char *trace_dir, int quiet, uint64_t limit_bytes)
{
    if (strlen(trace_dir) >= sizeof rr_control->trace_dir) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int fd = memfd_create("rr-shared", MFD_CLOEXEC);
    if (fd < 0)
        return -1;
    void *at = MAP_FAILED;
    if (ftruncate(fd, (off_t)RR_SHM_SIZE) == 0)
        at = mmap(NULL, RR_SHM_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd, 0);
    if (at == MAP_FAILED) {
        int err = errno;
        close(fd);
        errno = err;
        return -1;
    }
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    rr_control = at;
    rr_control->magic = RR_MAGIC;
    rr_control->mode = rr_mode = mode;
    rr_control->format = 1;
    rr_control->base = (uint64_t)(uintptr_t)at;
    rr_control->coordinator_pid = getpid();
    rr_control->class_lanes = RR_MAX_THREAD_LANES;
    rr_control->flags = quiet ? RR_FLAG_QUIET : 0;
    rr_control->limit_bytes = limit_bytes;
    rr_control->start_nanos = (uint64_t)now.tv_sec * 1000000000ull + (uint64_t)now.tv_nsec;
    strcpy(rr_control->trace_dir, trace_dir);
    if (mode == RR_MODE_RECORD) {
        for (uint32_t i = 0; i < RR_BLOCKS; i++)
            ring(RR_OFF_FREE_RING)[i] = i;
        __atomic_store_n(&rr_control->free_tail, RR_BLOCKS, __ATOMIC_RELEASE);
    }
    return fd;
}

int rr_open_primary(void)
{
    /* Aligned for huge pages where the kernel grants them. All zero: the version of lane 0, which is "before the program". */
    const size_t huge = 2u << 20, size = ((RR_CHAINS + 1) * sizeof(struct rr_chain) + huge - 1) / huge * huge;
    uint8_t *at = mmap(NULL, size + huge, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED)
        return -1;
    at += huge - (uintptr_t)at % huge;
    madvise(at, size, MADV_HUGEPAGE); /* only a wish */
    rr_chains = (struct rr_chain *)(void *)at;
    (void)rr_barrier_open(); /* without: chains are locked for each write */
    rr_control->primary_pid = getpid();
    rr_control->primary_state = RR_PRIMARY_RUNNING;
    return 0;
}

struct rr_thread *rr_bind_thread(void)
{
    if (!this_thread)
        this_thread = calloc(1, sizeof *this_thread);
    return this_thread;
}

struct rr_lane *rr_self(void)
{
    struct rr_thread *t = this_thread;
    if (!t)
        return NULL;
    if (t->pending) {
        int err = errno;
        rr_materialise();
        errno = err;
    }
    return t->current;
}

int rr_makes_no_events(void)
{
    const struct rr_thread *t = this_thread;
    return t && (!t->current || t->current->flags & RR_LANE_UNGATED);
}

void rr_forget_lane(void)
{
    if (this_thread)
        this_thread->current = NULL;
}

uint64_t *rr_seen(uint32_t lane)
{
    if (lane >= RR_MAX_THREAD_LANES)
        return NULL;
    uint64_t *seen = __atomic_load_n(&seen_of[lane], __ATOMIC_ACQUIRE);
    if (!seen) {
        pthread_mutex_lock(&lanes_lock);
        if (!seen_of[lane]) {
            void *at = mmap(NULL, RR_MAX_LANES * sizeof *seen, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
            if (at == MAP_FAILED)
                rr_refuse("out of address space for lane %u", lane);
            __atomic_store_n(&seen_of[lane], at, __ATOMIC_RELEASE);
        }
        seen = seen_of[lane];
        pthread_mutex_unlock(&lanes_lock);
    }
    return seen;
}

uint32_t rr_lane_new(void)
{
    uint32_t found = 0;
    pthread_mutex_lock(&lanes_lock);
    for (uint32_t i = 0; i < sizeof some_ended / sizeof *some_ended && !found; i++)
        if (some_ended[i]) {
            uint32_t word = i * 64 + (uint32_t)__builtin_ctzll(some_ended[i]);
            found = word * 64 + (uint32_t)__builtin_ctzll(ended[word]);
            ended[word] &= ended[word] - 1;
            if (!ended[word])
                some_ended[i] &= some_ended[i] - 1;
        }
    if (!found && rr_control->lanes + 1 < RR_MAX_THREAD_LANES)
        found = __atomic_add_fetch(&rr_control->lanes, 1, __ATOMIC_SEQ_CST);
    if (found)
        rr_lane_at(found)->state = RR_LANE_LIVE;
    pthread_mutex_unlock(&lanes_lock);
    return found;
}

uint32_t rr_class_lane_new(void)
{
    uint32_t lane = __atomic_fetch_add(&rr_control->class_lanes, 1, __ATOMIC_SEQ_CST);
    return lane < RR_MAX_LANES ? lane : 0;
}

void rr_lane_open(uint32_t id, enum rr_lane_kind kind, uint32_t parent, uint64_t parent_count, const char *name)
{
    struct rr_lane *lane = rr_lane_at(id);
    if (rr_mode == RR_MODE_RECORD) {
        lane->limit = INT64_MAX;
        lane->block = UINT32_MAX;
        lane->pos = lane->end = 0;
    } else if (id < RR_MAX_THREAD_LANES) {
        uint32_t high = __atomic_load_n(&rr_control->lanes, __ATOMIC_RELAXED);
        while (id > high && !__atomic_compare_exchange_n(&rr_control->lanes, &high, id, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
            ;
        if (!lane->stream_end) /* it came to no event before the recording ended: nor does it now */
            lane->entry_at = INT64_MAX;
    }
    lane->inner = lane->resumed = 0;
    lane->kind = kind;
    lane->parent = parent;
    lane->parent_count = parent_count;
    lane->begin_count = lane->count;
    strncpy(lane->name, name ? name : "", sizeof lane->name - 1);
    lane->name[sizeof lane->name - 1] = 0;
    __atomic_store_n(&lane->state, RR_LANE_LIVE, __ATOMIC_RELEASE);
}

static void publish(struct rr_lane *lane)
{
    if (lane->block == UINT32_MAX || lane->pos == 0)
        return;
    struct rr_block *block = block_at(lane->block);
    uint32_t used = (uint32_t)(lane->pos - (uint64_t)(uintptr_t)block);
    __atomic_store_n(&block->used, used, __ATOMIC_RELEASE);
    pthread_mutex_lock(&rings_lock);
    uint64_t tail = rr_control->full_tail;
    ring(RR_OFF_FULL_RING)[tail % RR_RING] = lane->block;
    __atomic_store_n(&rr_control->full_tail, tail + 1, __ATOMIC_RELEASE);
    lane->block = UINT32_MAX;
    pthread_mutex_unlock(&rings_lock);
    lane->pos = lane->end = 0;
}

void rr_give_block(struct rr_lane *lane)
{
    publish(lane);
}

static uint32_t take_free(void)
{
    for (;;) {
        uint32_t block = UINT32_MAX;
        pthread_mutex_lock(&rings_lock);
        uint64_t head = rr_control->free_head;
        if (head != __atomic_load_n(&rr_control->free_tail, __ATOMIC_ACQUIRE)) {
            block = ring(RR_OFF_FREE_RING)[head % RR_RING];
            __atomic_store_n(&rr_control->free_head, head + 1, __ATOMIC_RELEASE);
        }
        pthread_mutex_unlock(&rings_lock);
        if (block != UINT32_MAX || __atomic_load_n(&rr_control->flags, __ATOMIC_ACQUIRE) & RR_FLAG_SCRIBE_LOST)
            return block;
        struct timespec pause = {0, 200000};
        nanosleep(&pause, NULL); /* bounded memory: the hook waits for the scribe */
    }
}

void rr_room(struct rr_lane *lane, size_t bytes)
{
    if (lane->pos && lane->pos + bytes <= lane->end)
        return;
    int err = errno;
    /* Without a scribe nobody takes the blocks: the entries are overwritten, the trace ends where the scribe did. */
    if (rr_control->flags & RR_FLAG_SCRIBE_LOST && lane->pos) {
        lane->pos = lane->end - RR_BLOCK_SIZE + RR_BLOCK_HEAD;
        errno = err;
        return;
    }
    publish(lane);
    uint32_t n = take_free();
    if (n == UINT32_MAX) { /* lost, and no block at hand: one that nobody reads */
        static char scrap[RR_BLOCK_SIZE]; /* written by all, read by none */
        lane->pos = (uint64_t)(uintptr_t)scrap + RR_BLOCK_HEAD;
        lane->end = (uint64_t)(uintptr_t)scrap + RR_BLOCK_SIZE;
        errno = err;
        return;
    }
    struct rr_block *block = block_at(n);
    block->lane = rr_lane_id(lane);
    block->used = 0;
    block->seq = lane->block_seq++;
    block->first = lane->entry_at;
    lane->end = (uint64_t)(uintptr_t)block + RR_BLOCK_SIZE;
    __atomic_store_n(&lane->pos, (uint64_t)(uintptr_t)block + RR_BLOCK_HEAD, __ATOMIC_RELEASE);
    __atomic_store_n(&lane->block, n, __ATOMIC_RELEASE);
    errno = err;
}

void rr_lane_close(struct rr_lane *lane)
{
    uint32_t id = rr_lane_id(lane);
    if (rr_mode == RR_MODE_RECORD)
        publish(lane);
    if (id >= RR_MAX_THREAD_LANES) {
        __atomic_store_n(&lane->state, RR_LANE_ENDED, __ATOMIC_RELEASE);
        return;
    }
    pthread_mutex_lock(&lanes_lock);
    __atomic_store_n(&lane->state, RR_LANE_ENDED, __ATOMIC_RELEASE);
    ended[id / 64] |= 1ull << id % 64;
    some_ended[id / 64 / 64] |= 1ull << id / 64 % 64;
    pthread_mutex_unlock(&lanes_lock);
}
