/* Lanes and blocks of the primary: who runs on which lane, and where its entries go. */
#ifndef RR_LANES_H
#define RR_LANES_H

#include "tape.h"

/* What the calling thread works on. One per thread, reached by a thread-local pointer; Java changes the fields. */
struct rr_thread {
    struct rr_lane *current; /* NULL: nothing is recorded at this moment */
    uint64_t pending;        /* 1: a class initialiser has begun and has no lane yet; its first event asks Java for one */
};

/* Order chains: word and readers of one. Neighbours are mostly used by the same lane, so they may share a cache line. */
struct rr_chain {
    uint64_t word;    /* owner lane << 48 | count << 2 | SHARED | LOCKED */
    uint64_t readers; /* bit (lane & 63): has read the present version */
};
#define RR_CHAINS (1u << 18)
#define RR_CHAIN_IO RR_CHAINS
#define RR_LOCKED 1ull
extern struct rr_chain *rr_chains;

/*
 * Creates and maps the shared memory, before the fork. Returns the descriptor of the memfd or -1 with errno. quiet and
 * limit_bytes go to the control page.
 */
int rr_open(enum rr_mode mode, const char *trace_dir, int quiet, uint64_t limit_bytes);

/* In the primary, after the fork: order chains, locks. 0, or -1 with errno. */
int rr_open_primary(void);

/* The cell of the calling thread; made at the first call. NULL without memory. */
struct rr_thread *rr_bind_thread(void);

/* Replay: whether what the calling thread does makes no events at this moment, or none that have turns: it is not the program's, or suppressed. */
int rr_makes_no_events(void);

/* The calling thread records nothing any more. */
void rr_forget_lane(void);

/* A lane for a new thread, by the recorded program's own choice of the lowest lane that has ended. 0: none left. */
uint32_t rr_lane_new(void);
uint32_t rr_class_lane_new(void);

/* Fills in the occupant of a lane. */
void rr_lane_open(uint32_t lane, enum rr_lane_kind kind, uint32_t parent, uint64_t parent_count, const char *name);

/* The occupant is gone: the block is published, the lane may be used again. */
void rr_lane_close(struct rr_lane *lane);

/* Record: makes room for an entry of at most `bytes` (< RR_BLOCK_SIZE - RR_BLOCK_HEAD); lane->pos is valid afterwards. */
void rr_room(struct rr_lane *lane, size_t bytes);

/* Record: publishes the lane's block, although there is room in it: blocks are scarce, and its thread has nothing to log for now. */
void rr_give_block(struct rr_lane *lane);

/* seen[other]: the highest count of the other lane to which this lane has an edge. NULL for class lanes. */
uint64_t *rr_seen(uint32_t lane);

#endif
