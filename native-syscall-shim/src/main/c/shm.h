/*
 * The shared memory between coordinator, primary and scribe: one memfd, mapped before the fork.
 *
 *   0        +----------------------------+
 *            | control page, 4 KiB        |  struct rr_control
 *   4 KiB    +----------------------------+
 *            | full ring                  |  u32[RR_RING], block numbers; producers: primary (under a lock), consumer: scribe
 *   36 KiB   +----------------------------+
 *            | free ring                  |  u32[RR_RING], block numbers; producer: scribe, consumers: primary (under a lock)
 *   1 MiB    +----------------------------+
 *            | lanes, 65536 x 2 KiB       |  struct rr_lane
 *   129 MiB  +----------------------------+
 *            | blocks, 4096 x 16 KiB      |  struct rr_block
 *   193 MiB  +----------------------------+
 *
 * The mapping is sparse: what is not touched costs nothing. All fields are little endian, 64-bit fields aligned.
 * rr.runtime.trace.ShmLayout mirrors the offsets; its test compares them with the output of the C layout test.
 */
#ifndef RR_SHM_H
#define RR_SHM_H

#include <stddef.h>
#include <stdint.h>

#define RR_MAGIC 0x314d48534a5252ull /* "RRJSHM1" */

#define RR_RING 8192u
#define RR_OFF_FULL_RING 4096u
#define RR_OFF_FREE_RING (4096u + 4u * RR_RING)
#define RR_OFF_LANES (1u << 20)
#define RR_LANE_SIZE 2048u
#define RR_MAX_LANES 65536u
#define RR_MAX_THREAD_LANES 16384u /* lanes 1 .. 16383 are threads, from 16384 on class initialisers */
#define RR_OFF_BLOCKS (129u << 20)
#define RR_BLOCK_SIZE 16384u
#define RR_BLOCKS 4096u
#define RR_SHM_SIZE ((size_t)RR_OFF_BLOCKS + (size_t)RR_BLOCK_SIZE * RR_BLOCKS)

enum rr_mode { RR_MODE_OFF = 0, RR_MODE_RECORD = 1, RR_MODE_REPLAY = 2 };

/* What a process is told about the end; rr_control.primary_state. */
enum rr_primary_state { RR_PRIMARY_STARTING = 0, RR_PRIMARY_RUNNING = 1, RR_PRIMARY_ENDED = 2 };
enum rr_scribe_state { RR_SCRIBE_NONE = 0, RR_SCRIBE_RUNNING = 1, RR_SCRIBE_DONE = 2, RR_SCRIBE_FAILED = 3, RR_SCRIBE_VERIFYING = 4 };

struct rr_control {
    uint64_t magic;            /*   0 */
    uint32_t mode;             /*   8 enum rr_mode */
    uint32_t format;           /*  12 format version of blocks and entries */
    uint64_t base;             /*  16 address at which coordinator and primary map this memory */
    int32_t coordinator_pid;   /*  24 the process that the user started */
    int32_t primary_pid;       /*  28 the forked child that runs the application */
    uint32_t primary_state;    /*  32 */
    uint32_t scribe_state;     /*  36 */
    int32_t exit_status;       /*  40 wait status of the primary, valid once primary_state is ENDED */
    uint32_t lanes;            /*  44 highest thread lane handed out so far */
    uint32_t class_lanes;      /*  48 next class lane to hand out, starts at RR_MAX_THREAD_LANES */
    uint32_t flags;            /*  52 RR_FLAG_* */
    uint64_t full_head;        /*  56 next slot of the full ring that the scribe reads */
    uint64_t full_tail;        /*  64 next slot of the full ring that the primary writes */
    uint64_t free_head;        /*  72 next slot of the free ring that the primary reads */
    uint64_t free_tail;        /*  80 next slot of the free ring that the scribe writes */
    uint64_t limit_bytes;      /*  88 most bytes the trace may take, 0 for no limit */
    uint64_t start_nanos;      /*  96 CLOCK_REALTIME at the fork, nanoseconds */
    /* replay */
    uint64_t segments;         /* 104 segments handed out so far: progress for the watchdog */
    uint32_t holder;           /* 112 lane that holds the baton, 0 for none */
    uint32_t divergence;       /* 116 1 once a divergence was reported */
    char trace_dir[1024];      /* 120 */
    char message[2048];        /* 1144: the first fatal message of the primary (divergence, refusal), UTF-8, NUL terminated */
    uint64_t total_segments;   /* 3192 replay: those of the whole schedule */
    char problem[768];         /* 3200 record: why the trace lacks something, for the user: "found …; expected …; do …", UTF-8, NUL terminated; set before scribe_state */
    int32_t scribe_pid;        /* 3968 record: the process that writes the trace, 0 for none */
    char verdict[120];         /* 3972 record: what verifying the trace has shown, for the user, UTF-8, NUL terminated; empty: it was not verified; set before scribe_state */
};

#define RR_FLAG_QUIET 1u
#define RR_FLAG_SCRIBE_LOST 2u /* nobody drains: the primary stops logging instead of waiting for ever */
#define RR_FLAG_ENDED_OUTSIDE 4u /* record: a thread without a lane ends the process, such as the VM's for a signal */
#define RR_FLAG_OTHER_AGENTS 8u /* agents in Java came before this one: what they computed is not recorded */

enum rr_lane_state { RR_LANE_FREE = 0, RR_LANE_LIVE = 1, RR_LANE_ENDED = 2 };
enum rr_lane_kind {
    RR_LANE_MAIN = 1, RR_LANE_THREAD = 2, RR_LANE_CLASS = 3, RR_LANE_DESTROY = 4, RR_LANE_SIGNALS = 5, RR_LANE_FINALIZER = 6, RR_LANE_CLEANER = 7,
    RR_LANE_AGENTS = 8
};

/*
 * A lane is an execution slot: a thread, or one run of a class initialiser. It counts its events. A thread lane is used
 * again after its thread has ended; the count goes on, so (lane, count) names one event of the whole run.
 */
struct rr_lane {
    uint64_t count;        /*   0 events executed so far */
    uint64_t limit;        /*   8 replay: events it may execute before it must ask for the baton; record: UINT64_MAX */
    uint64_t pos;          /*  16 record: address of the next free byte of the current block; 0: no block */
    uint64_t end;          /*  24 record: address just behind the current block */
    uint64_t entry_at;     /*  32 record: count at the last entry; replay: count of the next entry of the stream, UINT64_MAX: none */
    uint64_t last_time;    /*  40 last value of nanoTime logged: base of the next delta */
    union {
        uint64_t cursor;   /*  48 replay: address of the payload of the next entry of the stream */
        uint64_t writing;  /*  48 record: address of the order chain that its owner, this lane, writes on without a lock; 0: none */
    };
    uint64_t stream_end;   /*  56 replay: address just behind the stream */
    uint32_t turn;         /*  64 replay: futex word, bumped when this lane is given the baton */
    uint32_t state;        /*  68 */
    uint32_t kind;         /*  72 */
    uint32_t parent;       /*  76 */
    uint64_t parent_count; /*  80 parent's count when this occupant began */
    uint64_t block_seq;    /*  88 blocks of this lane published so far */
    uint32_t block;        /*  96 current block, UINT32_MAX: none */
    int32_t tid;           /* 100 gettid() of the thread that runs it, 0 unknown */
    uint64_t begin_count;  /* 104 count when the present occupant began */
    uint64_t last_millis;  /* 112 last value of currentTimeMillis logged */
    uint32_t flags;        /* 120 RR_LANE_* */
    uint32_t next_kind;    /* 124 replay: enum rr_kind of the next entry of the stream */
    char name[256];        /* 128 thread name or class name when it began; UTF-8, NUL terminated, for messages only */
    uint64_t pause;        /* 384 replay: the event behind which the lane waits at once, not only before the next one; 0: none */
    uint32_t inner;        /* 392 record, thread lanes: the class lane on which the thread works, 0: none */
    uint32_t own;          /* 396 class lanes: the lane of the thread that runs the initialiser */
    uint32_t resumed;      /* 400 record: the class lane whose RESUME was written ahead last; 0: none */
};

#define RR_LANE_IN_EVENT 2u /* record: a library call's event has begun and is not counted yet */
#define RR_LANE_UNGATED 1u /* replay: a class initialiser that another thread than the recorded one runs; never waits */

/* Head of a block; entries follow. The scribe appends a block to the trace as it is (used bytes only). */
struct rr_block {
    uint32_t lane;  /*  0 */
    uint32_t used;  /*  4 bytes used, head included; set when the block is published */
    uint64_t seq;   /*  8 number of this block within its lane, from 0 */
    uint64_t first; /* 16 lane's entry_at before the first entry of this block: base of the first dn */
    uint64_t pad;   /* 24 */
};
#define RR_BLOCK_HEAD 32u

#endif
