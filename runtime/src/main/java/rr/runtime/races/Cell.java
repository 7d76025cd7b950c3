package rr.runtime.races;

/** The last accesses to one field or element of an object: FastTrack's shadow. Times are {@code lane << 46 | count}. */
final class Cell {
    static final int LANE_SHIFT = 46;
    private static final long COUNT = (1L << LANE_SHIFT) - 1;

    /** A field's number, or an index. */
    final int key;
    final Cell next;
    long write;
    long writeEvent;
    int writeSite;
    /** The last read, if all others are known to come before it; 0 if there is none. */
    long read;
    long readEvent;
    int readSite;
    /** Else the last read of each thread. */
    long[] reads;
    int[] readSites;
    /** Its number among those that have been found to race; 0: it was not accessed since. */
    int place;
    /** Of a field that races: as what it counts, once that is known. */
    Sync sync;

    Cell(int key, Cell next) {
        this.key = key;
        this.next = next;
    }

    static long time(int lane, long count) {
        return (long) lane << LANE_SHIFT | count & COUNT;
    }

    static int lane(long time) {
        return (int) (time >>> LANE_SHIFT);
    }

    static long count(long time) {
        return time & COUNT;
    }

    /** Notes a read that does not follow all earlier ones. */
    void addRead(long time, int site) {
        if (reads == null) {
            reads = new long[] {read, time};
            readSites = new int[] {readSite, site};
            read = 0;
            return;
        }
        int n = reads.length;
        for (int i = 0; i < n; i++) {
            if (lane(reads[i]) == lane(time)) {
                reads[i] = time;
                readSites[i] = site;
                return;
            }
        }
        long[] more = new long[n + 1];
        int[] moreSites = new int[n + 1];
        System.arraycopy(reads, 0, more, 0, n);
        System.arraycopy(readSites, 0, moreSites, 0, n);
        more[n] = time;
        moreSites[n] = site;
        reads = more;
        readSites = moreSites;
    }
}
