package rr.runtime.races;

import rr.runtime.Observed;

/**
 * The vector clock of a thread, kept under {@link Races#LOCK}. Its own component is the number of events on its lane and of the
 * thread's plain writes. Who knows a lane up to some time knows all that the lane knew then.
 */
public final class ThreadClock {
    private static final long[] NONE = {};
    private static final long EVENTS = Observed.COUNT;

    final int lane;
    /** Address of the lane, where its count is. */
    private final long at;
    final Thread thread;
    /** The name that the thread had when it was started. */
    final String name;
    /** By lane: the events of others that come before whatever this thread does now. */
    private long[] known = NONE;
    /** A copy of that, handed out and not changed; null: it is to be made. */
    private long[] shared = NONE;
    /** What others may come to know of without an event in between: plain writes, and ends of class initialisers. */
    private long ticks;
    /** Where native code counts what the lane sends and receives, and how much of it is known here. */
    private final long ioMarks;
    private long sent;
    private long received;
    /** What an atomic update under way acquires. */
    Sync updating;

    ThreadClock(int lane, long at, Thread thread, String name) {
        this.lane = lane;
        this.at = at;
        this.thread = thread;
        this.name = name;
        ioMarks = Observed.ioMarks(lane);
        sent = Observed.count(ioMarks, 0);
        received = Observed.count(ioMarks, Long.BYTES);
    }

    /** Whether the thread has received something from outside since this was asked last. */
    boolean hasReceived() {
        long now = Observed.count(ioMarks, Long.BYTES);
        boolean more = now != received;
        received = now;
        return more;
    }

    /** Whether it has sent something. */
    boolean hasSent() {
        long now = Observed.count(ioMarks, 0);
        boolean more = now != sent;
        sent = now;
        return more;
    }

    /** The thread has a lane that another one had, whose time goes on. Who knows a lane knows what its former threads knew. */
    void succeed(ThreadClock before) {
        ticks = before.ticks;
        known = copy(before.known, before.known.length);
        shared = null;
    }

    /** The events that the thread has done. */
    long events() {
        return Observed.count(at, EVENTS);
    }

    /** The present time. */
    long count() {
        return Observed.count(at, EVENTS) + ticks;
    }

    /** What the thread does from here on is later than what it has done, though there is no event in between. */
    void tick() {
        ticks++;
    }

    /** Whether an access of another thread, or of this one, comes before what this thread does now. */
    boolean knows(int otherLane, long count) {
        return otherLane == lane || otherLane < known.length && known[otherLane] >= count;
    }

    /** What has been released by means of this comes before what the thread does from here on. */
    void acquire(Sync sync) {
        if (sync == null || sync.lane == 0 || !sync.joined && knows(sync.lane, sync.count)) {
            return;
        }
        join(sync.lane, sync.count, sync.others);
    }

    /** So does what another thread has done up to a count, and what it knows. */
    void acquire(ThreadClock other, long count) {
        if (other != null && other != this) {
            join(other.lane, count, other.known);
        }
    }

    private void join(int otherLane, long count, long[] others) {
        shared = null;
        known = joined(known, others);
        if (otherLane == lane) {
            return;
        }
        if (otherLane >= known.length) {
            known = copy(known, otherLane + 1);
        }
        if (known[otherLane] < count) {
            known[otherLane] = count;
        }
    }

    /** What the thread has done comes before what others do that acquire this later. */
    void release(Sync sync) {
        if (sync.lane != 0 && sync.lane != lane && !knows(sync.lane, sync.count) || sync.joined) {
            long[] all = joined(copy(sync.others, Math.max(sync.others.length, sync.lane + 1)), known);
            if (all[sync.lane] < sync.count) {
                all[sync.lane] = sync.count;
            }
            sync.others = all;
            sync.joined = true;
        } else {
            if (shared == null) {
                shared = copy(known, known.length);
            }
            sync.others = shared;
        }
        sync.lane = lane;
        sync.count = count();
    }

    /** The larger of both, by lane; the first is changed if it is long enough. */
    private static long[] joined(long[] mine, long[] others) {
        long[] result = mine.length >= others.length ? mine : copy(mine, others.length);
        for (int i = 0; i < others.length; i++) {
            if (result[i] < others[i]) {
                result[i] = others[i];
            }
        }
        return result;
    }

    private static long[] copy(long[] from, int length) {
        long[] copy = new long[length];
        System.arraycopy(from, 0, copy, 0, Math.min(from.length, length));
        return copy;
    }
}
