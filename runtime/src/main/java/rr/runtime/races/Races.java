package rr.runtime.races;

import rr.runtime.Observed;

/**
 * Finds data races while a recording is replayed: pairs of plain accesses of two threads to one field, one of them a write, that the
 * program's synchronisation does not order. FastTrack (Flanagan and Freund, 2009), with one addition: a field that has been found to race
 * counts as volatile from then on, as it will in recordings that know of it. So what is published by a race is not reported as racing, too.
 *
 * <p>One lock for all: on replay one thread runs at a time, so it is nearly always free.
 */
public final class Races {
    static final Object LOCK = new Object();
    static final ShadowTable OBJECTS = new ShadowTable();
    /** Longer arrays are looked at in places only, at most so many. */
    private static final int MOST_ELEMENTS = 1 << 18;

    private static Sync[] keys = new Sync[64];
    private static long[] keyOf = new long[64];
    private static int keyCount;
    /** The threads' clocks, by lane; of those that have ended, too, until their lane is used again. */
    private static ThreadClock[] clocks = new ThreadClock[64];
    private static boolean[] racing = new boolean[256];
    private static int places;
    /** What is sent outside orders what is received from there. */
    private static final Sync OUTSIDE = new Sync();

    private Races() {}

    /** A thread is going to run on a lane. */
    public static ThreadClock admitted(Thread thread, int lane, long at, String name) {
        synchronized (LOCK) {
            if (lane >= clocks.length) {
                ThreadClock[] more = new ThreadClock[Math.max(lane + 1, 2 * clocks.length)];
                System.arraycopy(clocks, 0, more, 0, clocks.length);
                clocks = more;
            }
            ThreadClock clock = new ThreadClock(lane, at, thread, name);
            ThreadClock before = clocks[lane];
            if (before != null) {
                clock.succeed(before);
            }
            clocks[lane] = clock;
            return clock;
        }
    }

    /** A thread is started by another one, whose event that is and has been counted; on another lane if it runs a class initialiser. */
    public static void started(ThreadClock parent, ThreadClock child, boolean onOtherLane) {
        synchronized (LOCK) {
            receive(parent);
            child.acquire(parent, onOtherLane ? parent.count() : parent.count() - 1);
        }
    }

    /** The hash of an object has been replaced. */
    public static void rehashed(Object o, int before) {
        synchronized (LOCK) {
            OBJECTS.move(o, before);
        }
    }

    /** The thread acquires what was released by means of an object. */
    public static void acquire(ThreadClock clock, Object o) {
        if (clock != null && o != null) {
            synchronized (LOCK) {
                Shadow shadow = OBJECTS.find(o);
                clock.acquire(shadow == null ? null : shadow.sync);
            }
        }
    }

    /** The thread releases by means of an object what it has done up to now. */
    public static void release(ThreadClock clock, Object o) {
        if (clock != null && o != null) {
            synchronized (LOCK) {
                receive(clock);
                clock.release(OBJECTS.get(o).sync());
            }
        }
    }

    /** As {@link #release(ThreadClock, Object)}; {@link #updated} may follow. */
    static void releaseToUpdate(ThreadClock clock, Object o) {
        if (clock != null && o != null) {
            synchronized (LOCK) {
                releaseToUpdate(clock, OBJECTS.get(o).sync());
            }
        }
    }

    private static void releaseToUpdate(ThreadClock clock, Sync sync) {
        receive(clock);
        clock.release(sync);
        clock.updating = sync;
    }

    static void acquireKey(ThreadClock clock, long key) {
        if (clock != null) {
            synchronized (LOCK) {
                clock.acquire(byKey(key));
            }
        }
    }

    static void releaseKey(ThreadClock clock, long key) {
        if (clock != null) {
            synchronized (LOCK) {
                releaseToUpdate(clock, byKey(key));
            }
        }
    }

    /** The write that was begun last has read the old value, too. */
    static void updated(ThreadClock clock) {
        if (clock != null && clock.updating != null) {
            synchronized (LOCK) {
                clock.acquire(clock.updating);
            }
        }
    }

    static void tellAll(ThreadClock clock) {
        synchronized (LOCK) {
            long count = clock.count();
            for (ThreadClock other : clocks) {
                if (other != null) {
                    other.acquire(clock, count);
                }
            }
            clock.tick();
        }
    }

    /** Whether an element is among those that are looked at. */
    static boolean isWatched(int index, int length) {
        return length <= MOST_ELEMENTS || index % (length / MOST_ELEMENTS + 1) == 0;
    }

    private static Sync byKey(long key) {
        int mask = keys.length - 1;
        int i = (int) (key * 0x9E3779B97F4A7C15L >>> 40) & mask;
        while (keys[i] != null) {
            if (keyOf[i] == key) {
                return keys[i];
            }
            i = i + 1 & mask;
        }
        if (2 * ++keyCount > keys.length) {
            Sync[] before = keys;
            long[] beforeOf = keyOf;
            keys = new Sync[2 * before.length];
            keyOf = new long[2 * before.length];
            keyCount = 0;
            for (int k = 0; k < before.length; k++) {
                if (before[k] != null) {
                    byKey(beforeOf[k], before[k]);
                }
            }
            return byKey(key);
        }
        keyOf[i] = key;
        keys[i] = new Sync();
        return keys[i];
    }

    private static void byKey(long key, Sync sync) {
        int mask = keys.length - 1;
        int i = (int) (key * 0x9E3779B97F4A7C15L >>> 40) & mask;
        while (keys[i] != null) {
            i = i + 1 & mask;
        }
        keyOf[i] = key;
        keys[i] = sync;
        keyCount++;
    }

    /** What others have sent comes before what the thread does behind having received something. Asked before each access and release. */
    private static void receive(ThreadClock clock) {
        if (!clock.hasReceived()) {
            return;
        }
        for (ThreadClock other : clocks) {
            if (other != null && other.hasSent()) {
                other.release(OUTSIDE);
                other.tick();
            }
        }
        clock.acquire(OUTSIDE);
    }

    /** A read. The array is that of the cell, null for a field. */
    static void read(ThreadClock clock, Shadow array, Cell cell, int site) {
        receive(clock);
        long time = Cell.time(clock.lane, clock.count());
        if (cell.read == time || cell.write == time) {
            return;
        }
        Stacks.sample(clock, site);
        long write = cell.write;
        boolean raced = write != 0 && !clock.knows(Cell.lane(write), Cell.count(write));
        if (raced) {
            race(clock, array, cell, write, cell.writeEvent, cell.writeSite, true, site, false);
            clock.acquire(clocks[Cell.lane(write)], Cell.count(write));
        }
        if (isOrdered(array, cell)) {
            note(clock.lane, clock.events(), cell, false);
            clock.acquire(syncOf(array, cell));
        }
        if (cell.reads == null && (cell.read == 0 || clock.knows(Cell.lane(cell.read), Cell.count(cell.read)))) {
            cell.read = time;
            cell.readEvent = clock.events();
            cell.readSite = site;
        } else {
            cell.addRead(time, site);
        }
    }

    /** A write. */
    static void write(ThreadClock clock, Shadow array, Cell cell, int site) {
        receive(clock);
        long time = Cell.time(clock.lane, clock.count());
        if (cell.write == time) {
            return;
        }
        Stacks.sample(clock, site);
        long write = cell.write;
        if (write != 0 && !clock.knows(Cell.lane(write), Cell.count(write))) {
            race(clock, array, cell, write, cell.writeEvent, cell.writeSite, true, site, true);
        }
        if (cell.reads != null) {
            for (int i = 0; i < cell.reads.length; i++) {
                checkRead(clock, array, cell, cell.reads[i], RaceReport.UNKNOWN, cell.readSites[i], site);
            }
            cell.reads = null;
            cell.readSites = null;
        } else if (cell.read != 0) {
            checkRead(clock, array, cell, cell.read, cell.readEvent, cell.readSite, site);
        }
        cell.read = 0;
        cell.write = time;
        cell.writeEvent = clock.events();
        cell.writeSite = site;
        if (isOrdered(array, cell)) {
            note(clock.lane, clock.events(), cell, true);
            clock.release(syncOf(array, cell));
        }
        clock.tick(); // whoever sees this write need not have seen what comes behind it
    }

    private static void checkRead(ThreadClock clock, Shadow array, Cell cell, long read, long event, int readSite, int site) {
        if (!clock.knows(Cell.lane(read), Cell.count(read))) {
            race(clock, array, cell, read, event, readSite, false, site, true);
        }
    }

    /** For whoever wants to try another order of what races. */
    private static void note(int lane, long event, Cell cell, boolean writes) {
        if (event == RaceReport.UNKNOWN) {
            return;
        }
        if (cell.place == 0) {
            cell.place = ++places;
        }
        Observed.access(lane, event, cell.place, writes);
    }

    private static boolean isOrdered(Shadow array, Cell cell) {
        return array != null ? array.ordered : cell.key < racing.length && racing[cell.key];
    }

    private static Sync syncOf(Shadow array, Cell cell) {
        if (array != null) {
            return array.sync();
        }
        if (cell.sync == null) {
            cell.sync = new Sync();
        }
        return cell.sync;
    }

    private static void race(ThreadClock clock, Shadow array, Cell cell, long time, long event, int earlierSite, boolean earlierWrites, int site, boolean writes) {
        int field = array == null ? cell.key : array.origin;
        note(Cell.lane(time), event, cell, earlierWrites);
        if (array != null) {
            array.ordered = true;
        } else {
            if (field >= racing.length) {
                boolean[] more = new boolean[2 * field];
                System.arraycopy(racing, 0, more, 0, racing.length);
                racing = more;
            }
            racing[field] = true;
        }
        if (!RaceReport.isNew(field, earlierSite, site)) {
            return;
        }
        Observed.suppress();
        try {
            RaceReport.write(clocks[Cell.lane(time)], event, earlierSite, earlierWrites, clock, site, writes, field, array != null);
        } finally {
            Observed.resume();
        }
    }
}
