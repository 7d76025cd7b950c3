#define _GNU_SOURCE
#include "baton.h"
#include "lending.h"
#include "lookout.h"
#include "stack_points.h"
#include "thread_look.h"
#include "waiting.h"

#include <linux/futex.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/*
 * Who has the baton is changed under this lock only: a lane that hands it on, and another that does it in its place, must not
 * both do so, nor one of them with a segment that the lane has been given since.
 */
static pthread_mutex_t baton_lock = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP; /* held for less than a switch of threads takes */
static uint64_t next_segment;
static uint64_t grants; /* how often the baton was given to a lane; read without the lock, too */
/*
 * Lanes that wait here, and limits for lanes that do not yet: one whose baton was handed on in its place still runs. If its limit
 * rose meanwhile, it could take a value that it has read before for one that was due.
 */
static uint8_t waits[RR_MAX_LANES];
static uint64_t granted[RR_MAX_LANES];
static uint8_t asleep[RR_MAX_LANES]; /* or about to be: only then there is anybody to be woken */
static int has_lookout;
static uint8_t pausing[RR_MAX_LANES]; /* lanes that wait between two events: they come to class initialisers before the next one */
static void futex(uint32_t *word, int op, uint32_t value, const struct timespec *timeout)
{
    syscall(SYS_futex, word, op | FUTEX_PRIVATE_FLAG, value, timeout, NULL, 0);
}

/* What a waiting lane saw when it last looked at the holder of the baton. */
struct glimpse {
    uint32_t holder;
    uint64_t count;
};

/* The lane on whose thread the next event of this one comes: itself, or what surrounds an initialiser that has not begun. */
static struct rr_lane *comes_by(uint32_t id)
{
    const struct rr_image_class *row;
    while (__atomic_load_n(&rr_lane_at(id)->state, __ATOMIC_ACQUIRE) == RR_LANE_FREE && (row = rr_image_class_of(id)) && row->parent < id)
        id = row->parent;
    return rr_lane_at(id);
}

/* The lane that the holder comes by, if it has come no further since the last look; else NULL. */
static const struct rr_lane *stands_still(struct glimpse *last)
{
    uint32_t holder = __atomic_load_n(&rr_control->holder, __ATOMIC_ACQUIRE);
    if (!holder)
        return NULL;
    const struct rr_lane *lane = comes_by(holder);
    uint64_t count = __atomic_load_n(&lane->count, __ATOMIC_ACQUIRE);
    int same = holder == last->holder && count == last->count;
    *last = (struct glimpse){holder, count};
    return same && lane->tid ? lane : NULL;
}

static int holder_sleeps(struct glimpse *last)
{
    const struct rr_lane *lane = stands_still(last);
    return lane && rr_thread_state(lane->tid) == 'S';
}

/* Whether the VM says that the holder is kept, by whatever one that loads a class has of the VM. */
static int holder_is_kept(struct glimpse *last)
{
    const struct rr_lane *lane = stands_still(last);
    return lane && rr_lane_id(lane) < RR_MAX_THREAD_LANES && rr_lane_blocked(rr_lane_id(lane));
}

/*
 * A class initialiser that the parent has passed without running it, or whose parent is such a one itself: its segments are
 * void. Only the parent's own thread can tell.
 */
static int never_runs(uint32_t id)
{
    if (id < RR_MAX_THREAD_LANES || __atomic_load_n(&rr_lane_at(id)->state, __ATOMIC_ACQUIRE) != RR_LANE_FREE)
        return 0;
    const struct rr_image_class *row = rr_image_class_of(id);
    if (!row)
        return 0;
    struct rr_lane *parent = rr_lane_at(row->parent);
    if (never_runs(row->parent))
        return 1;
    int is_ahead = parent->count == row->parent_count && __atomic_load_n(&pausing[row->parent], __ATOMIC_ACQUIRE);
    return !is_ahead && parent->count >= row->parent_count && parent->tid == (int32_t)syscall(SYS_gettid);
}

/* The lane that is to run this class initialiser next, if that has not begun: between its present event and the one that follows; else 0. */
static uint32_t about_to_run(uint32_t id)
{
    const struct rr_image_class *row = rr_image_class_of(id);
    if (!row || __atomic_load_n(&rr_lane_at(id)->state, __ATOMIC_ACQUIRE) != RR_LANE_FREE)
        return 0;
    return __atomic_load_n(&rr_lane_at(row->parent)->count, __ATOMIC_ACQUIRE) == row->parent_count ? row->parent : 0;
}

/* With the lock: whether the lane has done all that it was given. One that was let go since without turns does not come for what waits. */
static int used_up(const struct rr_lane *lane)
{
    uint64_t waiting = granted[rr_lane_id(lane)], limit = lane->limit > waiting ? lane->limit : waiting;
    return __atomic_load_n(&lane->count, __ATOMIC_ACQUIRE) >= limit;
}

/*
 * With the lock: gives the next segment out. from: the lane that had the last one, at its gate. Returns the lane that is to be woken
 * once the lock is free, so that it does not sleep again for it; NULL: none.
 */
static struct rr_lane *advance(const struct rr_lane *from)
{
    while (next_segment < rr_image->segments) {
        const struct rr_image_segment *s = &rr_image_segments[next_segment];
        __atomic_store_n(&next_segment, next_segment + 1, __ATOMIC_RELAXED); /* read without the lock by lanes that spin */
        struct rr_lane *lane = rr_lane_at(s->lane);
        if (__atomic_load_n(&lane->count, __ATOMIC_ACQUIRE) >= s->limit)
            continue;
        if (from != lane && never_runs(s->lane))
            continue;
        uint64_t limit = rr_stack_points_limit(lane, s->limit);
        if (limit < s->limit)
            next_segment--; /* the rest of the segment comes next */
        __atomic_add_fetch(&grants, 1, __ATOMIC_SEQ_CST); /* before the holder */
        __atomic_store_n(&rr_control->holder, s->lane, __ATOMIC_RELEASE);
        __atomic_store_n(&rr_control->segments, next_segment, __ATOMIC_RELEASE); /* behind the holder: see schedule_is_over */
        lane->pause = s->flags & RR_SEGMENT_PAUSE && limit == s->limit ? limit : 0;
        if (!__atomic_load_n(&waits[s->lane], __ATOMIC_ACQUIRE)) {
            granted[s->lane] = limit;
            uint32_t outer = about_to_run(s->lane);
            if (!outer || !__atomic_load_n(&waits[outer], __ATOMIC_ACQUIRE))
                return NULL;
            lane = rr_lane_at(outer); /* it pauses */
            __atomic_add_fetch(&lane->turn, 1, __ATOMIC_SEQ_CST);
            return lane == from ? NULL : lane;
        }
        __atomic_store_n(&lane->limit, limit, __ATOMIC_RELEASE);
        if (lane == from)
            return NULL;
        rr_waiting_switch();
        __atomic_add_fetch(&lane->turn, 1, __ATOMIC_SEQ_CST);
        return lane;
    }
    __atomic_store_n(&rr_control->holder, 0, __ATOMIC_RELEASE);
    __atomic_store_n(&rr_control->segments, next_segment, __ATOMIC_RELEASE);
    return NULL;
}

/* The lane's futex has changed. It is changed before this looks at asleep, and the lane looks at it after it has set that. */
static void wake(struct rr_lane *lane)
{
    if (__atomic_load_n(&asleep[rr_lane_id(lane)], __ATOMIC_SEQ_CST))
        futex(&lane->turn, FUTEX_WAKE, 1, NULL);
}

static void unlock_and_wake(struct rr_lane *next)
{
    pthread_mutex_unlock(&baton_lock);
    if (next)
        wake(next);
}

/* Whether the last segment was used up. Before the first one is handed out there is no holder either, but segments are left. */
static int schedule_is_over(void)
{
    return __atomic_load_n(&rr_control->segments, __ATOMIC_ACQUIRE) == rr_image->segments
           && __atomic_load_n(&rr_control->holder, __ATOMIC_ACQUIRE) == 0;
}

/*
 * The holder has used up its segment and would hand the baton on before its next event, but does not get there: it enters a
 * synchronized method whose monitor a waiting lane has, or it waits where waiting is no event, as those do who wait for what the
 * collector clears. Somebody else hands the baton on for it. Not if the kernel alone says that it sleeps: it may be writing, or at
 * a safepoint. Likewise for a class initialiser of which its thread, which waits here, knows that it will not come.
 */
static void advance_for_blocked_holder(void)
{
    uint64_t given = __atomic_load_n(&grants, __ATOMIC_ACQUIRE);
    uint32_t holder = __atomic_load_n(&rr_control->holder, __ATOMIC_ACQUIRE);
    if (!holder)
        return;
    struct rr_lane *lane = rr_lane_at(holder);
    if (holder >= RR_MAX_THREAD_LANES) {
        if (!never_runs(holder))
            return;
    } else if (__atomic_load_n(&lane->count, __ATOMIC_ACQUIRE) < lane->limit || !rr_lane_blocked(holder)) {
        return;
    }
    /* It takes a while to find that out. Meanwhile the lane may have gone on, and may even have been given another segment. */
    struct rr_lane *next = NULL;
    pthread_mutex_lock(&baton_lock);
    if (given == grants && holder == rr_control->holder && (holder >= RR_MAX_THREAD_LANES || used_up(lane)))
        next = advance(lane);
    unlock_and_wake(next);
}

/*
 * The holder, seen by a class initialiser, sleeps, but has used up its segment: it has come to the initialiser's class, or to another,
 * before its next event, and waits in the VM. False if it still has events to do, for which it may need that very class. If it has none, and
 * waits on a condition, somebody else hands the baton on; if it sleeps otherwise, it may be writing.
 */
static int advance_for_waiting_holder(const struct glimpse *seen)
{
    struct rr_lane *next = NULL;
    int has_none = 0;
    pthread_mutex_lock(&baton_lock);
    const struct rr_lane *lane = rr_lane_at(seen->holder);
    if (seen->holder == rr_control->holder && seen->holder < RR_MAX_THREAD_LANES && used_up(lane)) {
        has_none = 1;
        if (rr_thread_waits(lane->tid))
            next = advance(lane);
    }
    unlock_and_wake(next);
    return has_none;
}

/* Bumps the futex of a lane that waits, so that it looks around, whether it sleeps already or is about to. */
static void rouse(struct rr_lane *lane)
{
    __atomic_add_fetch(&lane->turn, 1, __ATOMIC_SEQ_CST);
    wake(lane);
}

int rr_baton_look(struct rr_baton_glimpse *seen)
{
    seen->grants = __atomic_load_n(&grants, __ATOMIC_ACQUIRE);
    seen->holder = __atomic_load_n(&rr_control->holder, __ATOMIC_ACQUIRE);
    seen->count = 0;
    if (!seen->holder)
        return schedule_is_over() && !(rr_image->flags & RR_IMAGE_CLEAN);
    const struct rr_lane *lane = rr_lane_at(seen->holder);
    seen->count = __atomic_load_n(&lane->count, __ATOMIC_ACQUIRE);
    if (seen->holder >= RR_MAX_THREAD_LANES && __atomic_load_n(&lane->state, __ATOMIC_ACQUIRE) == RR_LANE_FREE)
        return 1;
    return seen->count >= __atomic_load_n(&lane->limit, __ATOMIC_ACQUIRE) && lane->tid && rr_thread_state(lane->tid) == 'S';
}

static void rouse_all(void)
{
    for (uint32_t id = 1; id < RR_MAX_LANES; id++)
        if (__atomic_load_n(&waits[id], __ATOMIC_ACQUIRE))
            rouse(rr_lane_at(id));
}

void rr_baton_ask(const struct rr_baton_glimpse *seen)
{
    static uint32_t asked; /* by turns: one that a debugger has suspended does not answer */
    if (!seen->holder || seen->holder >= RR_MAX_THREAD_LANES) { /* all are to end, or an initialiser's parent knows of it */
        rouse_all(); /* initialisers look by themselves while they wait, but seldom */
        return;
    }
    const uint32_t threads = __atomic_load_n(&rr_control->lanes, __ATOMIC_ACQUIRE);
    for (uint32_t i = 0; i < threads; i++) {
        uint32_t id = 1 + (asked + i) % threads;
        if (__atomic_load_n(&waits[id], __ATOMIC_ACQUIRE)) {
            rouse(rr_lane_at(id));
            asked = id;
            return;
        }
    }
}

static uint32_t lendings; /* how often the lanes that wait were to lend what they have */

void rr_baton_lend(const struct rr_baton_glimpse *seen)
{
    const struct rr_lane *lane = comes_by(seen->holder);
    if (!lane->tid || rr_thread_state(lane->tid) != 'S')
        return;
    __atomic_add_fetch(&lendings, 1, __ATOMIC_SEQ_CST);
    rouse_all();
}

void rr_baton_start(void)
{
    rr_waiting_open();
    has_lookout = rr_lookout_start() == 0;
    pthread_mutex_lock(&baton_lock);
    unlock_and_wake(advance(NULL));
}

/* A class initialiser goes on without turns, to its end. */
static void ungate(struct rr_lane *lane)
{
    lane->flags |= RR_LANE_UNGATED;
    __atomic_store_n(&lane->limit, INT64_MAX, __ATOMIC_RELEASE);
}

/* The lane is at its gate: it takes what was given to it on its way, and hands the baton on if it has it. */
static void arrive(struct rr_lane *lane)
{
    const uint32_t me = rr_lane_id(lane);
    struct rr_lane *next = NULL;
    pthread_mutex_lock(&baton_lock);
    waits[me] = 1;
    if (granted[me]) {
        __atomic_store_n(&lane->limit, granted[me], __ATOMIC_RELEASE);
        granted[me] = 0;
    }
    uint32_t holder = rr_control->holder;
    if (holder == me) {
        if (used_up(lane))
            next = advance(lane);
    } else if (holder) {
        /* A class initialiser, or what surrounds it, on this same thread has used up its segment. */
        struct rr_lane *other = rr_lane_at(holder);
        if (other->tid == (int32_t)syscall(SYS_gettid)) {
            if (used_up(other))
                next = advance(lane);
            else if (me >= RR_MAX_THREAD_LANES) /* it is the surrounding lane's turn, which only this one's end can use */
                ungate(lane);
        }
    }
    unlock_and_wake(next);
}

/* The lane's turn has come. Without the lock: nobody looks before the lane has used its turn up, which it counts behind this. */
static void depart(const struct rr_lane *lane)
{
    __atomic_store_n(&waits[rr_lane_id(lane)], 0, __ATOMIC_RELEASE);
}

static int has_turn(const struct rr_lane *lane)
{
    return __atomic_load_n(&lane->limit, __ATOMIC_ACQUIRE) > lane->count;
}

/* While the lane's turn is next, which mostly comes soon, or is just being given to it. */
static void spin(const struct rr_lane *lane)
{
    const uint32_t me = rr_lane_id(lane);
    for (int i = 0; i < 1000 && !has_turn(lane); i++) {
        uint64_t next = __atomic_load_n(&next_segment, __ATOMIC_RELAXED);
        if ((next >= rr_image->segments || rr_image_segments[next].lane != me) && (next == 0 || rr_image_segments[next - 1].lane != me))
            return;
        __builtin_ia32_pause();
    }
}

static void sleep_on(struct rr_lane *lane, uint32_t turn, const struct timespec *timeout)
{
    uint8_t *mark = &asleep[rr_lane_id(lane)];
    __atomic_store_n(mark, 1, __ATOMIC_SEQ_CST);
    futex(&lane->turn, FUTEX_WAIT, turn, timeout);
    __atomic_store_n(mark, 0, __ATOMIC_RELAXED);
}

/*
 * How often the holder is seen asleep, 20 ms apart, before a lane that pauses goes on: it may have what the holder needs of the VM. One
 * that loads a class has that more likely than not, if the VM says that the holder is kept.
 */
enum { PATIENCE = 25, PATIENCE_IN_LOADING = 3 };

static void ungate_if_outer_holds(struct rr_lane *lane)
{
    pthread_mutex_lock(&baton_lock);
    uint32_t holder = rr_control->holder;
    const struct rr_lane *other = rr_lane_at(holder);
    if (holder && other != lane && other->tid == lane->tid && !used_up(other))
        ungate(lane);
    pthread_mutex_unlock(&baton_lock);
}

static void wait_lending(struct rr_lane *lane, enum rr_pause pauses, struct rr_lent *lent)
{
    const uint32_t me = rr_lane_id(lane);
    arrive(lane);
    long look_again_nanos = 300000;
    const int initialises = me >= RR_MAX_THREAD_LANES;
    int seen_asleep = 0, kept = 0;
    uint32_t lending = __atomic_load_n(&lendings, __ATOMIC_ACQUIRE);
    struct glimpse last = {0, 0}, last_kept = {0, 0};
    for (;;) {
        uint32_t turn = __atomic_load_n(&lane->turn, __ATOMIC_ACQUIRE);
        if (rr_waiting_way() == RR_SPINNING)
            spin(lane);
        if (has_turn(lane)) {
            depart(lane);
            rr_waiting_follow();
            return;
        }
        if (pauses && (about_to_run(__atomic_load_n(&rr_control->holder, __ATOMIC_ACQUIRE)) == me || seen_asleep == PATIENCE)) {
            depart(lane);
            return;
        }
        if (schedule_is_over())
            rr_end_with_recording(lane);
        const struct timespec look_again = {0, look_again_nanos};
        sleep_on(lane, turn, initialises || pauses || !has_lookout ? &look_again : NULL);
        if (!has_turn(lane))
            advance_for_blocked_holder();
        const uint32_t asked = __atomic_load_n(&lendings, __ATOMIC_ACQUIRE);
        if (asked != lending && !has_turn(lane))
            rr_lend(lent);
        lending = asked;
        if (look_again_nanos < 20000000)
            look_again_nanos *= 2;
        /*
         * A class initialiser waits for its turn while the lane whose turn it is sleeps in the VM: for this very class, as it did in
         * the recording. Only the initialiser can go on, so it does, without turns, to its end.
         */
        /* It is the turn of the lane that this class initialiser interrupts, by which the recording did not know it: no pause either. */
        if (initialises)
            ungate_if_outer_holds(lane);
        if (pauses == RR_PAUSE_IN_LOADING) {
            kept = holder_is_kept(&last_kept) ? kept + 1 : 0;
            if (kept == PATIENCE_IN_LOADING)
                seen_asleep = PATIENCE;
            if (kept)
                continue;
        }
        if (look_again_nanos < 20000000 || !(initialises || pauses))
            continue;
        seen_asleep = holder_sleeps(&last) ? seen_asleep + 1 : 0;
        if (initialises && !pauses && seen_asleep && !advance_for_waiting_holder(&last)) {
            pthread_mutex_lock(&baton_lock);
            ungate(lane);
            pthread_mutex_unlock(&baton_lock);
        }
    }
}

static void wait_for_turn(struct rr_lane *lane, enum rr_pause pauses)
{
    struct rr_lent lent = {.count = 0};
    wait_lending(lane, pauses, &lent);
    rr_take_back(lane, &lent);
}

void rr_baton_wait(struct rr_lane *lane)
{
    rr_stack_points_wait(lane);
    if (lane->entry_at <= lane->count && !(lane->flags & RR_LANE_UNGATED))
        rr_diverge(lane, "a recorded result of event %lu was not asked for", (unsigned long)lane->entry_at);
    wait_for_turn(lane, RR_NO_PAUSE);
}

void rr_baton_pause(struct rr_lane *lane, enum rr_pause where)
{
    if (lane->count >= __atomic_load_n(&lane->limit, __ATOMIC_ACQUIRE))
    {
        const uint32_t me = rr_lane_id(lane);
        __atomic_store_n(&pausing[me], 1, __ATOMIC_RELEASE);
        wait_for_turn(lane, where);
        __atomic_store_n(&pausing[me], 0, __ATOMIC_RELEASE);
    }
}

void rr_baton_leave(struct rr_lane *lane)
{
    struct rr_lane *next = NULL;
    pthread_mutex_lock(&baton_lock);
    /* Not if it was handed on in this thread's place, and the lane's next occupant has it by now. */
    if (rr_control->holder == rr_lane_id(lane) && lane->tid == (int32_t)syscall(SYS_gettid))
        next = advance(lane);
    unlock_and_wake(next);
}

uint32_t rr_class_lane_find(const char *name, uint32_t parent, uint64_t parent_count)
{
    const struct rr_image_class *row = rr_image_class_take(name, parent, parent_count);
    if (!row)
        return 0;
    struct rr_lane *lane = rr_lane_at(row->lane);
    lane->tid = (int32_t)syscall(SYS_gettid);
    /*
     * Another thread than the recorded one may run the initialiser, but when it is the recorded one's turn: that one waits for it in
     * the VM. What an ungated initialiser starts is where the recording did not have it either.
     */
    if (rr_lane_at(parent)->flags & RR_LANE_UNGATED)
        ungate(lane);
    return row->lane;
}
