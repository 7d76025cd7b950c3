#define _GNU_SOURCE
#include "contents.h"

#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <time.h>

/* 4 MiB, touched as it fills. With reads of 8 KiB that is a gigabyte of different contents; what comes behind it is logged every time. */
enum { SLOTS = 1 << 17, FULL = SLOTS / 4 * 3, PROBES = 32 };

struct slot {
    uint64_t first;  /* half of the hash; 0: free. Claimed by compare and swap */
    uint64_t second; /* the other half, valid once there is an id */
    uint32_t id;     /* 0: being logged */
    uint32_t pad[3];
};

static struct slot *slots;
static uint32_t last_id;
static uint64_t secret[4];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make_table(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    /* Secret, so that no file can be made to collide; any odd numbers would do otherwise. */
    if (getrandom(secret, sizeof secret, GRND_NONBLOCK) != sizeof secret)
        for (unsigned i = 0; i < 4; i++)
            secret[i] = (uint64_t)now.tv_nsec * 0x9e3779b97f4a7c15ull * (2 * i + 1) ^ (uint64_t)now.tv_sec;
    for (unsigned i = 0; i < 4; i++)
        secret[i] |= 1;
    void *table = mmap(NULL, SLOTS * sizeof *slots, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (table != MAP_FAILED)
        slots = table; /* else everything is logged */
}

/* The two halves of the product: every bit of the result depends on every bit of both. */
static inline uint64_t fold(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline void mix(uint64_t hash[2], uint64_t a, uint64_t b)
{
    uint64_t first = hash[0], second = hash[1];
    hash[0] = fold(a ^ secret[0], b ^ first) + (first << 31 | first >> 33);
    hash[1] = fold(b ^ secret[1], a ^ second) + (second << 29 | second >> 35);
}

/* 128 bits: among 2^17 contents two equal hashes of different bytes have a chance of about 2^-95. Some 10 GB/s. */
static void hash_buffers(uint64_t hash[2], const struct rr_bytes *buffers, unsigned n)
{
    hash[0] = secret[2];
    hash[1] = secret[3];
    for (unsigned i = 0; i < n; i++) {
        const uint8_t *p = buffers[i].at;
        size_t left = buffers[i].length;
        uint64_t words[2];
        for (; left >= sizeof words; p += sizeof words, left -= sizeof words) {
            memcpy(words, p, sizeof words);
            mix(hash, words[0], words[1]);
        }
        memset(words, 0, sizeof words);
        if (left)
            memcpy(words, p, left);
        mix(hash, words[0], words[1]);
        mix(hash, buffers[i].length, i + 1);
    }
    mix(hash, hash[1], hash[0]);
    if (!hash[0])
        hash[0] = 1;
}

struct rr_content rr_content_of(const struct rr_bytes *buffers, unsigned n)
{
    const struct rr_content none = {0, 0, 0};
    uint64_t hash[2];
    pthread_once(&once, make_table);
    if (!slots)
        return none;
    hash_buffers(hash, buffers, n);
    for (uint32_t probe = 0; probe < PROBES; probe++) {
        uint32_t at = (uint32_t)(hash[0] + probe) % SLOTS;
        struct slot *slot = &slots[at];
        uint64_t first = __atomic_load_n(&slot->first, __ATOMIC_ACQUIRE);
        if (!first) {
            if (__atomic_load_n(&last_id, __ATOMIC_RELAXED) >= FULL)
                return none;
            if (__atomic_compare_exchange_n(&slot->first, &first, hash[0], 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
                slot->second = hash[1];
                return (struct rr_content){__atomic_add_fetch(&last_id, 1, __ATOMIC_RELAXED), 0, at};
            }
        }
        if (first != hash[0])
            continue;
        uint32_t id = __atomic_load_n(&slot->id, __ATOMIC_ACQUIRE);
        if (!id)
            return none; /* perhaps these very bytes, but not logged yet */
        if (slot->second == hash[1])
            return (struct rr_content){id, 1, at};
    }
    return none;
}

void rr_content_logged(const struct rr_content *content)
{
    if (content->id && !content->known)
        __atomic_store_n(&slots[content->slot].id, content->id, __ATOMIC_RELEASE);
}
