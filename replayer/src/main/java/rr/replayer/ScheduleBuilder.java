package rr.replayer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import rr.runtime.trace.LaneLogs;
import rr.runtime.trace.ShmLayout;
import rr.runtime.trace.TraceUnusable;

/**
 * Builds a schedule from the logs of all lanes: a total order of their events that respects every edge, is close to the order
 * in recorded time, and changes lanes seldom.
 *
 * <p>All lanes are walked side by side. The present lane goes on until its next event waits for one that has not been
 * scheduled, or is more than {@link #SLACK_NANOS} of recorded time ahead of the lane furthest behind that could run; then
 * the latter goes on. Needs memory for the segments and one block a lane, not for entries.
 *
 * <p>Edges: those of ACQUIRE, RESUME and BEGIN are exact. Those of STEAL and SAMPLE are samples of another lane's count, which
 * may be older than the event; they are extended over what the other lane can do without waiting, see {@link #uptoTarget}.
 * Not in the log, but needed as well: of several class initialisers that a lane ran between two of its events, each is
 * finished before the next begins; what LATER entries tell, see {@link LaterCode}; {@link Hold}s; a lane is handed out again only after its last occupant has ended; HALT comes last.
 *
 * <p>In a trace that is not complete, an event that waits for a lost one is left out, with everything behind it in its lane.
 */
public final class ScheduleBuilder implements ScheduledLane.Occupants {
    private static final long SLACK_NANOS = 2_000_000;
    /** How many events a reader may hide behind its sampled count; {@code entries.h} says why it is bounded. */
    private static final long UPTO_EVENTS = 100;
    private static final int LANES_IN_MESSAGE = 8;

    private final LaneLogs logs;
    private final List<Hold> holds;
    private final ScheduledLane[] lanes = new ScheduledLane[ShmLayout.MAX_LANES];
    private final RunQueue ready = new RunQueue();
    private final ArrayDeque<ScheduledLane> halting = new ArrayDeque<>();
    private final Schedule schedule = new Schedule();
    private final ArrayDeque<ScheduledLane> toWake = new ArrayDeque<>();
    private int unfinished;

    public ScheduleBuilder(LaneLogs logs) {
        this(logs, List.of());
    }

    /** The same, for a schedule in which some lanes wait for others although the recording does not tell that they did. */
    public ScheduleBuilder(LaneLogs logs, List<Hold> holds) {
        this.logs = logs;
        this.holds = holds;
    }

    /** Builds the schedule; can be called once. */
    public Schedule build() throws TraceUnusable {
        open();
        while (unfinished > 0) {
            if (ready.isEmpty() && !breakStandstill()) {
                throw new TraceUnusable("the recorded order contradicts itself: " + describeCycle());
            }
            if (!ready.isEmpty()) {
                run(ready.removeFirst());
            }
        }
        return schedule;
    }

    private void open() throws TraceUnusable {
        List<ScheduledLane> all = new ArrayList<>();
        for (int id : logs.lanes()) {
            ScheduledLane lane = new ScheduledLane(logs, id);
            lanes[id] = lane;
            all.add(lane);
        }
        for (Hold hold : holds) {
            ScheduledLane lane = isLane(hold.lane()) ? lanes[hold.lane()] : null;
            if (lane != null && isLane(hold.after()) && lanes[hold.after()] != null) {
                lane.pauses.add(hold.event(), hold.after(), hold.count(), false);
                lane.waits.add(hold.event() + 1, hold.after(), hold.count(), false);
            }
        }
        LaterCode.tell(logs, lanes);
        for (ScheduledLane lane : all) {
            lane.findStop(this);
        }
        orderInitialisers(all);
        unfinished = all.size();
        for (ScheduledLane lane : all) {
            settle(lane);
        }
        wakeAll();
    }

    /** Holds come from a file beside the recording, which may be damaged by itself. */
    private static boolean isLane(int lane) {
        return lane > 0 && lane < ShmLayout.MAX_LANES;
    }

    /** Class initialisers that one lane ran one after the other, without an event between them; lanes are handed out in order. */
    private static void orderInitialisers(List<ScheduledLane> all) {
        List<ScheduledLane> initialisers = new ArrayList<>(all);
        initialisers.removeIf(lane -> !lane.isClassLane() || !lane.begins);
        initialisers.sort(Comparator.<ScheduledLane>comparingInt(lane -> lane.beginParent)
                .thenComparingLong(lane -> lane.beginParentCount)
                .thenComparingInt(lane -> lane.id));
        for (int i = 1; i < initialisers.size(); i++) {
            ScheduledLane before = initialisers.get(i - 1);
            ScheduledLane lane = initialisers.get(i);
            if (before.beginParent == lane.beginParent && before.beginParentCount == lane.beginParentCount) {
                // Of an incomplete lane the end is lost.
                lane.addEdge(before.id, before.complete ? before.finalCount : before.finalCount + 1, false);
            }
        }
    }

    private void run(ScheduledLane lane) throws TraceUnusable {
        long from = lane.done;
        while (true) {
            if (lane.done + 1 < lane.stop) {
                lane.done = Math.min(lane.stop - 1, lane.finalCount);
                wakeWaiters(lane);
            }
            if (lane.finished() || block(lane)) {
                break;
            }
            if (lane.stopDue() - SLACK_NANOS > ready.earliest()) {
                ready.add(lane);
                break;
            }
            if (lane.halt && unfinished > halting.size() + 1) {
                halting.add(lane);
                break;
            }
            boolean ends = lane.ends;
            lane.passStop(this);
            if (ends) {
                schedule.append(lane.id, lane.done, false);
                endHere();
                return;
            }
            wakeWaiters(lane);
        }
        if (lane.done > from) {
            schedule.append(lane.id, lane.done, lane.pausesHere(lanes));
        }
        if (lane.finished()) {
            finish(lane);
        }
        wakeAll();
    }

    /** Puts a lane that is not running where it belongs: to the ready ones, or to those that wait. */
    private void settle(ScheduledLane lane) throws TraceUnusable {
        boolean freeToRun = lane.done + 1 < lane.stop && !lane.finished();
        if (freeToRun || !lane.finished() && !block(lane)) {
            ready.add(lane);
        } else if (lane.finished()) {
            finish(lane);
        }
    }

    /** The process has ended: what other threads still did until the kernel took them has no effect and no place. */
    private void endHere() {
        for (ScheduledLane lane : lanes) {
            if (lane != null) {
                lane.finalCount = lane.done;
            }
        }
        unfinished = 0;
    }

    private void finish(ScheduledLane lane) {
        unfinished--;
        lane.wakeAt = 0;
        collectWaiters(lane);
    }

    /** True if the lane's stop waits for another lane now; also true if the lane was cut there, and is finished. */
    private boolean block(ScheduledLane lane) throws TraceUnusable {
        for (; lane.nextEdge < lane.edges; lane.nextEdge++) {
            int other = lane.edgeLanes[lane.nextEdge];
            long count = lane.edgeCounts[lane.nextEdge];
            ScheduledLane before = lanes[other];
            boolean lost = before == null || count > before.finalCount;
            if (lost && lane.edgeLater[lane.nextEdge]) {
                continue;
            }
            if (lost) {
                cut(lane, other, count);
                return true;
            }
            long target = lane.edgeUpto[lane.nextEdge] ? uptoTarget(before, count) : count;
            if (before.done < target) {
                await(lane, before, target);
                return true;
            }
        }
        if (lane.begins && lanes[lane.beginParent] != null) {
            lane.stopIsAfter(lanes[lane.beginParent]);
        }
        if (lane.starts != 0) {
            ScheduledLane occupied = lanes[lane.starts];
            if (mustWait(lane.starts, lane.id, lane.stop)) {
                await(lane, occupied, occupied.done + 1);
                return true;
            }
        }
        return false;
    }

    /**
     * How far a lane must have got so that everything behind its sampled count that may have come before is before: up to its
     * next entry with an incoming edge, as it may have been waiting there, but not further than a bound and its end. Where the
     * next stop only tells a time, the target is that stop, and is looked at again from there.
     */
    private long uptoTarget(ScheduledLane before, long count) {
        if (before.done < count || before.lastIncoming > count) {
            return count;
        }
        // Ends of class initialisers are not what it may have been waiting for, once they are done; those that LATER tells never are.
        long known = before.incoming && !before.toldLater && !before.stopIsFree(lanes) ? before.stop - 1 : before.stop;
        return Math.min(Math.min(known, count + UPTO_EVENTS), before.finalCount);
    }

    @Override
    public boolean mustWait(int lane, int parent, long parentCount) {
        ScheduledLane occupied = lane > 0 && lane < lanes.length ? lanes[lane] : null;
        if (occupied == null || occupied.finished()) {
            return false;
        }
        boolean free = occupied.begins && occupied.done + 1 == occupied.stop;
        return !(free && occupied.beginParent == parent && occupied.beginParentCount >= parentCount);
    }

    private static void await(ScheduledLane lane, ScheduledLane before, long target) {
        lane.waitsFor = before;
        lane.waitsForCount = target;
        lane.nextWaiter = before.firstWaiter;
        before.firstWaiter = lane;
        before.wakeAt = Math.min(before.wakeAt, target);
    }

    private void cut(ScheduledLane lane, int other, long count) throws TraceUnusable {
        // Of a process that was killed, events may have been seen by others that their own thread never counted.
        boolean lost = !logs.clean() || !logs.complete(other) || lanes[other] != null && lanes[other].finalCount < logs.finalCount(other);
        String what = "lane " + lane.id + ", event " + lane.stop + " comes after event " + count + " of lane " + other;
        if (!lost) {
            throw new TraceUnusable(what + ", which has only " + logs.finalCount(other) + " events: the recording is wrong, record again");
        }
        schedule.cut(what + ", which is lost");
        lane.cutBeforeStop();
    }

    private void wakeWaiters(ScheduledLane lane) throws TraceUnusable {
        if (lane.done >= lane.wakeAt) {
            collectWaiters(lane);
            wakeAll();
        }
    }

    /** Takes the waiters out whose event has come, or all when the lane is finished: the others may wait for what never comes. */
    private void collectWaiters(ScheduledLane lane) {
        ScheduledLane waiter = lane.firstWaiter;
        lane.firstWaiter = null;
        lane.wakeAt = Long.MAX_VALUE;
        while (waiter != null) {
            ScheduledLane next = waiter.nextWaiter;
            waiter.nextWaiter = null;
            if (waiter.waitsForCount <= lane.done || lane.finished()) {
                waiter.waitsFor = null;
                waiter.stopIsAfter(lane);
                toWake.add(waiter);
            } else {
                await(waiter, lane, waiter.waitsForCount);
            }
            waiter = next;
        }
    }

    private void wakeAll() throws TraceUnusable {
        for (ScheduledLane lane = toWake.poll(); lane != null; lane = toWake.poll()) {
            settle(lane);
        }
    }

    /**
     * Nobody can run: lets go on who waits for what is not certain, or only until a lane is free. The second comes last: on replay two threads
     * would wait for their turns on one lane. False if there is nobody.
     */
    private boolean breakStandstill() throws TraceUnusable {
        if (dropBounds() || dropLaterEdge()) {
            return true;
        }
        for (ScheduledLane lane : lanes) {
            boolean onlyForAnOccupant = lane != null && lane.waitsFor != null && lane.nextEdge == lane.edges && lane.starts != 0;
            if (onlyForAnOccupant) {
                stopWaiting(lane);
                lane.starts = 0;
                settle(lane);
                return true;
            }
        }
        ScheduledLane last = halting.poll();
        if (last == null) {
            return false;
        }
        last.halt = false;
        last.ends = true;
        settle(last);
        return true;
    }

    /**
     * Lets a lane of a cycle go on that waits for another only because that may have been a little further than its count said when it was
     * sampled. It was not if it was seen to wait later still, and with the same count: what was under way would have been counted before.
     */
    private boolean dropBounds() throws TraceUnusable {
        return dropInCycle(ScheduledLane::waitsForBound);
    }

    /**
     * An event may have been under way, and not yet counted, when a LATER entry was written: then what came later came behind that
     * event. Drops such an edge of a cycle.
     */
    private boolean dropLaterEdge() throws TraceUnusable {
        return dropInCycle(lane -> lane.waitsAtEdge() && lane.edgeLater[lane.nextEdge]);
    }

    /** Drops the edge at which a lane of a cycle waits, if there is such a lane. */
    private boolean dropInCycle(Predicate<ScheduledLane> givesWay) throws TraceUnusable {
        for (ScheduledLane start : lanes) {
            ScheduledLane lane = start;
            // After as many steps as there are lanes, every step is within the cycle.
            for (int i = 0; lane != null && lane.waitsFor != null && i < 2 * unfinished; i++) {
                if (i >= unfinished && givesWay.test(lane)) {
                    stopWaiting(lane);
                    lane.nextEdge++;
                    settle(lane);
                    return true;
                }
                lane = lane.waitsFor;
            }
        }
        return false;
    }

    private static void stopWaiting(ScheduledLane lane) {
        ScheduledLane waiter = lane.waitsFor.firstWaiter;
        ScheduledLane previous = null;
        while (waiter != lane) {
            previous = waiter;
            waiter = waiter.nextWaiter;
        }
        if (previous == null) {
            lane.waitsFor.firstWaiter = lane.nextWaiter;
        } else {
            previous.nextWaiter = lane.nextWaiter;
        }
        lane.waitsFor = null;
        lane.nextWaiter = null;
    }

    private String describeCycle() {
        ScheduledLane lane = null;
        for (ScheduledLane each : lanes) {
            lane = lane == null && each != null && each.waitsFor != null ? each : lane;
        }
        if (lane == null) {
            return "no lane can go on";
        }
        // After as many steps as there are lanes, every step is within the cycle.
        for (int i = 0; i < lanes.length && lane.waitsFor != null; i++) {
            lane = lane.waitsFor;
        }
        StringBuilder text = new StringBuilder();
        ScheduledLane start = lane;
        for (int i = 0; i < LANES_IN_MESSAGE && lane.waitsFor != null && (i == 0 || lane != start); i++) {
            text.append(i == 0 ? "" : "; ").append(lane).append(" waits for event ").append(lane.waitsForCount)
                    .append(" of lane ").append(lane.waitsFor.id);
            lane = lane.waitsFor;
        }
        return text.toString();
    }
}
