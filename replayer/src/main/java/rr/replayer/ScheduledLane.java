package rr.replayer;

import java.util.Arrays;
import rr.runtime.trace.EntryKind;
import rr.runtime.trace.EntryReader;
import rr.runtime.trace.LaneCursor;
import rr.runtime.trace.LaneLogs;
import rr.runtime.trace.ShmLayout;
import rr.runtime.trace.TraceUnusable;

/**
 * How far one lane has got while its schedule is built. The lane may run freely up to the event before its next <i>stop</i>: an
 * event that waits for other lanes, or whose recorded time is known.
 */
final class ScheduledLane {
    final int id;
    /** Events up to here are scheduled. */
    long done;
    /** The last event; lowered when the lane turns out to wait for something lost. */
    long finalCount;
    final boolean complete;

    /** Count of the next stop, or {@code finalCount + 1}. */
    long stop;
    /** The stop waits for others (or may have to): events behind it cannot be run ahead of their time. */
    boolean incoming;
    /** It does so only because a LATER entry tells it: an event that was under way then may have looked around before. */
    boolean toldLater;
    /** The stop ends the process. */
    boolean halt;
    /** The stop ends the process, and nothing can come before it any more. */
    boolean ends;
    /** The stop hands out this lane, whose earlier occupant must have ended; 0: none. */
    int starts;
    /** The stop begins an occupant, started by that event. */
    boolean begins;
    int beginParent;
    long beginParentCount;
    /** Last event done that had incoming edges. */
    long lastIncoming;

    /** Edges of the stop; those before {@link #nextEdge} are satisfied. */
    int edges;
    int nextEdge;
    int[] edgeLanes = new int[4];
    long[] edgeCounts = new long[4];
    boolean[] edgeUpto = new boolean[4];
    /** An edge that is told by LATER: nobody knows it for certain, so it gives way to the others. */
    boolean[] edgeLater = new boolean[4];
    /** Of these, one that tells of a thread that was seen to wait. */
    boolean[] edgeCertain = new boolean[4];
    /** The stop has other edges than those from class initialisers: behind them the lane passed a fence. */
    boolean fenced;

    /** Told by {@link LaterCode}: edges to this lane's events, and where to pause if those are not satisfied by then. */
    final LaterEdges waits = new LaterEdges();
    final LaterEdges pauses = new LaterEdges();

    /** What the lane waits for, and the next lane that waits for the same; null when it can run. */
    ScheduledLane waitsFor;
    long waitsForCount;
    ScheduledLane nextWaiter;
    /** Lanes that wait for this one, and the lowest count that one of them waits for. */
    ScheduledLane firstWaiter;
    long wakeAt = Long.MAX_VALUE;

    private LaneCursor cursor;
    private boolean atEntry;
    /** Recorded time of the last event done, and of the stop. */
    private long clock;
    private long stopClock;

    /** Tells which lanes are used a second time. */
    interface Occupants {
        /** Whether that START event has to wait for the end of the lane's present occupant. */
        boolean mustWait(int lane, int parent, long parentCount);
    }

    ScheduledLane(LaneLogs logs, int id) throws TraceUnusable {
        this.id = id;
        this.finalCount = logs.finalCount(id);
        this.complete = logs.complete(id);
        this.stop = finalCount + 1;
        if (finalCount > 0) {
            cursor = new LaneCursor(logs, id);
            atEntry = cursor.next();
        }
    }

    boolean finished() {
        return done >= finalCount;
    }

    /** Whether it is an edge for which the lane waits, if it does. */
    boolean waitsAtEdge() {
        return nextEdge < edges;
    }

    /** Whether the lane waits for another that has done all that was counted when its count was sampled, and that then waited itself. */
    boolean waitsForBound() {
        return waitsAtEdge() && edgeUpto[nextEdge] && waitsFor.done >= edgeCounts[nextEdge] && waitsFor.wasSeenToWait();
    }

    /** Whether the thread was seen to wait on its way to the stop. */
    private boolean wasSeenToWait() {
        for (int i = nextEdge; i < edges; i++) {
            if (edgeCertain[i]) {
                return done + 1 == stop;
            }
        }
        return false;
    }

    /**
     * Recorded time at which the lane's next event happened. A class initialiser comes before everything else: whoever needs
     * its class meanwhile would be blocked by the VM, with its turn in hand.
     */
    long due() {
        return isClassLane() ? Long.MIN_VALUE / 2 : done + 1 < stop ? clock : stopClock;
    }

    /** Recorded time of the stop; see {@link #due()}. */
    long stopDue() {
        return isClassLane() ? Long.MIN_VALUE / 2 : stopClock;
    }

    /** The stop happened no earlier than what that lane has done; times are logged too seldom to tell it without. */
    void stopIsAfter(ScheduledLane before) {
        stopClock = Math.max(stopClock, before.clock);
    }

    /** The stop took place; goes to the next one. */
    void passStop(Occupants occupants) throws TraceUnusable {
        done = stop;
        clock = stopClock;
        if (fenced) {
            lastIncoming = stop;
        }
        findStop(occupants);
    }

    /** Gathers the entries of the next event that is a stop. */
    void findStop(Occupants occupants) throws TraceUnusable {
        stop = Math.min(finalCount + 1, waits.at());
        incoming = false;
        fenced = false;
        halt = false;
        begins = false;
        starts = 0;
        edges = 0;
        nextEdge = 0;
        while (atEntry && cursor.entry().count() <= stop) {
            take(cursor.entry(), occupants);
            atEntry = cursor.next();
        }
        toldLater = !incoming;
        for (; waits.at() <= Math.min(stop, finalCount); waits.pass()) {
            addEdge(waits.lane(), waits.count(), false);
            edgeLater[edges - 1] = true;
            edgeCertain[edges - 1] = waits.certain();
            incoming = true;
        }
        if (!atEntry) {
            // Finished logs give their buffers back; a program has up to fifty thousand class lanes.
            cursor = null;
        }
    }

    private void take(EntryReader entry, Occupants occupants) {
        int kind = entry.kind();
        if (kind == EntryKind.TIME) {
            stop = entry.count();
            stopClock = Math.max(stopClock, entry.nanos());
            return;
        }
        if (kind == EntryKind.START) {
            if (!occupants.mustWait((int) entry.child(), id, entry.count())) {
                return;
            }
            starts = (int) entry.child();
        } else if (kind == EntryKind.HALT) {
            halt = true;
        } else if (EntryKind.hasIncomingEdges(kind)) {
            for (int i = 0; i < entry.edges(); i++) {
                addEdge(entry.edgeLane(i), entry.edgeCount(i), EntryKind.isUpto(kind));
            }
            if (kind == EntryKind.BEGIN) {
                begins = true;
                beginParent = entry.edgeLane(0);
                beginParentCount = entry.edgeCount(0);
            }
        } else {
            return;
        }
        stop = entry.count();
        incoming = true;
        fenced |= kind != EntryKind.RESUME;
    }

    /** Where the next stop has only edges from class initialisers: whether it waits for none of them any more. */
    boolean stopIsFree(ScheduledLane[] lanes) {
        for (int i = nextEdge; i < edges; i++) {
            ScheduledLane before = lanes[edgeLanes[i]];
            if (before != null && before.done < Math.min(edgeCounts[i], before.finalCount)) {
                return false;
            }
        }
        return !fenced;
    }

    /** Whether what comes behind the last event done has to wait, even if no event does. */
    boolean pausesHere(ScheduledLane[] lanes) {
        boolean pause = false;
        for (; pauses.at() <= done; pauses.pass()) {
            ScheduledLane before = lanes[pauses.lane()];
            pause |= pauses.at() == done && before.done < Math.min(pauses.count(), before.finalCount);
        }
        return pause;
    }

    /** Another event before the stop; lane 0 stands for what was before the program. */
    void addEdge(int lane, long count, boolean upto) {
        if (lane == 0 || lane == id) {
            return;
        }
        if (edges == edgeLanes.length) {
            edgeLanes = Arrays.copyOf(edgeLanes, edges * 2);
            edgeCounts = Arrays.copyOf(edgeCounts, edges * 2);
            edgeUpto = Arrays.copyOf(edgeUpto, edges * 2);
            edgeLater = Arrays.copyOf(edgeLater, edges * 2);
            edgeCertain = Arrays.copyOf(edgeCertain, edges * 2);
        }
        edgeLanes[edges] = lane;
        edgeCounts[edges] = count;
        edgeLater[edges] = false;
        edgeCertain[edges] = false;
        edgeUpto[edges++] = upto;
    }

    boolean isClassLane() {
        return ShmLayout.isClassLane(id);
    }

    /** Ends the lane before its stop. */
    void cutBeforeStop() {
        finalCount = stop - 1;
        incoming = false;
        atEntry = false;
        cursor = null;
    }

    @Override
    public String toString() {
        return "lane " + id + ", event " + (done + 1);
    }
}
