package rr.agent.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import rr.agent.timeline.Timeline.Lane;
import rr.agent.timeline.Timeline.Row;
import rr.runtime.trace.EntryKind;
import rr.runtime.trace.TraceUnusable;

class TimelineBuilderTest {
    private static final int CLASS = 16384;

    private final HandMadeLogs logs = new HandMadeLogs();

    @Test
    void eventsBetweenTwoTimesAreSpreadByTheirNumbers() throws TraceUnusable {
        logs.begin(1, 1, 0, 0, "main").time(1, 1, 1_000);
        logs.entry(1, 26, EntryKind.VALUE).v(1).z(7);
        logs.time(1, 101, 101_000);
        Timeline timeline = logs.timeline(0);
        assertEquals(1_000, nanos(timeline, 1, 1));
        assertEquals(26_000, nanos(timeline, 1, 26));
        assertEquals(101_000, nanos(timeline, 1, 101));
        assertEquals(List.of("System.nanoTime"), timeline.columns.operations);
        assertEquals(7, timeline.columns.callResults[0]);
    }

    @Test
    void anEdgeLeadsFromItsEventEvenWhereThatHasNoEntry() throws TraceUnusable {
        startTwo();
        logs.edge(2, 9, EntryKind.ACQUIRE, 1, 50).time(2, 9, 60_000).end(1, 100);
        Timeline timeline = logs.timeline(100_000);
        int source = point(timeline, 1, 50);
        assertEquals(0, timeline.columns.kinds[source]);
        int edge = timeline.columns.edgeTargets.length - 1;
        assertEquals(EntryKind.ACQUIRE, timeline.columns.edgeKinds[edge]);
        assertEquals(source, timeline.columns.edgeSources[edge]);
        assertEquals(point(timeline, 2, 9), timeline.columns.edgeTargets[edge]);
        checkOrder(timeline);
    }

    @Test
    void timesThatContradictAnEdgeGiveWay() throws TraceUnusable {
        startTwo();
        logs.edge(2, 9, EntryKind.ACQUIRE, 1, 50).time(2, 9, 20_000);
        logs.edge(1, 50, EntryKind.ACQUIRE, 2, 2).time(1, 50, 90_000).end(1, 60);
        Timeline timeline = logs.timeline(100_000);
        checkOrder(timeline);
        assertTrue(nanos(timeline, 2, 9) > nanos(timeline, 1, 50));
    }

    @Test
    void aLaneWithoutTimeLiesBetweenItsStartAndWhatItPrecedes() throws TraceUnusable {
        logs.begin(1, 1, 0, 0, "main").time(1, 1, 0).start(1, 10, 2).time(1, 10, 10_000);
        logs.edge(1, 20, EntryKind.ACQUIRE, 2, 41).time(1, 20, 50_000).time(1, 30, 90_000).end(1, 31);
        logs.begin(2, 1, 1, 10, "silent");
        logs.entry(2, 21, EntryKind.VALUE).v(1).z(0);
        logs.end(2, 41);
        Timeline timeline = logs.timeline(100_000);
        checkOrder(timeline);
        assertEquals(30_000, nanos(timeline, 2, 21), 10);
        Occupant silent = lane(timeline, 2).occupants().get(0);
        assertTrue(9_990 < silent.beginNanos && silent.beginNanos < 10_010 && 49_990 < silent.endNanos && silent.endNanos < 50_000, silent.beginNanos + " to " + silent.endNanos);
    }

    @Test
    void classInitialisersLieInTheGapOfTheirThreadAndInARowOfTheirOwn() throws TraceUnusable {
        logs.begin(1, 1, 0, 0, "main").time(1, 1, 0).time(1, 1_000, 1_000_000);
        logs.edge(1, 1_001, EntryKind.RESUME, CLASS, 30).time(1, 1_001, 1_040_000).time(1, 2_000, 2_000_000).end(1, 2_001);
        logs.begin(CLASS, 1, 1, 1_000, "p/Outer").edge(CLASS, 20, EntryKind.RESUME, CLASS + 1, 5).end(CLASS, 30);
        logs.begin(CLASS + 1, 1, CLASS, 10, "p/Inner").end(CLASS + 1, 5);
        Timeline timeline = logs.timeline(3_000_000);
        checkOrder(timeline);
        assertEquals(List.of(new Row(1, 0), new Row(1, 1), new Row(1, 2)), timeline.rows);
        assertEquals(List.of(0, 1, 2), timeline.lanes.stream().map(Lane::row).toList());
        Occupant outer = lane(timeline, CLASS).occupants().get(0);
        Occupant inner = lane(timeline, CLASS + 1).occupants().get(0);
        assertTrue(1_000_000 <= outer.beginNanos && outer.beginNanos < inner.beginNanos);
        assertTrue(inner.endNanos < outer.endNanos && outer.endNanos <= 1_040_000);
    }

    @Test
    void classInitialisersBetweenTheSameEventsFollowEachOther() throws TraceUnusable {
        logs.begin(1, 1, 0, 0, "main").time(1, 1, 0).time(1, 9, 9_000);
        logs.edge(1, 10, EntryKind.RESUME, CLASS, 3).edge(1, 10, EntryKind.RESUME, CLASS + 1, 3).time(1, 10, 40_000).end(1, 11);
        logs.begin(CLASS, 1, 1, 9, "p/A").end(CLASS, 3);
        logs.begin(CLASS + 1, 1, 1, 9, "p/B").end(CLASS + 1, 3);
        Timeline timeline = logs.timeline(0);
        checkOrder(timeline);
        assertEquals(4, timeline.columns.edgeTargets.length);
        assertTrue(nanos(timeline, CLASS, 3) < nanos(timeline, CLASS + 1, 1));
    }

    @Test
    void aLaneIsUsedAgain() throws TraceUnusable {
        logs.begin(1, 1, 0, 0, "main").start(1, 2, 2).time(1, 2, 1_000).edge(1, 3, EntryKind.ACQUIRE, 2, 3).start(1, 4, 2).time(1, 4, 80_000).end(1, 9);
        logs.begin(2, 1, 1, 2, "first").time(2, 1, 2_000).time(2, 2, 3_000).end(2, 3);
        logs.begin(2, 4, 1, 4, "second").time(2, 5, 90_000).end(2, 6);
        Timeline timeline = logs.timeline(100_000);
        checkOrder(timeline);
        List<Occupant> occupants = lane(timeline, 2).occupants();
        assertEquals("first", occupants.get(0).name);
        assertEquals(4_000, occupants.get(0).endNanos, 10);
        assertTrue(occupants.get(1).beginNanos >= 80_000);
    }

    @Test
    void aThreadThatDoesNotEndLivesUntilTheProcessDoes() throws TraceUnusable {
        startTwo();
        logs.entry(1, 60, EntryKind.HALT).v(3);
        Timeline timeline = logs.timeline(100_000);
        assertFalse(lane(timeline, 2).occupants().get(0).ended);
        assertEquals(100_000, lane(timeline, 2).occupants().get(0).endNanos);
        assertEquals(3, timeline.halt.status());
        assertEquals(100_000, timeline.halt.nanos());
    }

    @Test
    void ofACutTraceOnlyWhatReplaysIsShown() throws TraceUnusable {
        startTwo();
        logs.cut(1);
        logs.edge(2, 8, EntryKind.ACQUIRE, 1, 2).edge(2, 9, EntryKind.ACQUIRE, 1, 500).end(2, 10);
        Timeline timeline = logs.timeline(0);
        checkOrder(timeline);
        assertEquals(8, lane(timeline, 2).lastEvent());
        assertFalse(lane(timeline, 1).complete());
        assertFalse(lane(timeline, 2).occupants().get(0).ended);
        assertNull(timeline.halt);
    }

    @Test
    void samplesAreShownWhereTheyTellSomething() throws TraceUnusable {
        startTwo();
        for (int event = 3; event < 9; event++) {
            logs.edge(2, event, EntryKind.SAMPLE, 1, event < 6 ? 5 : 40);
        }
        logs.end(1, 50);
        Timeline timeline = logs.timeline(0);
        assertEquals(2, IntStream.range(0, timeline.columns.edgeKinds.length).filter(e -> timeline.columns.edgeKinds[e] == EntryKind.SAMPLE).count());
    }

    @Test
    void withoutAnyTimeTheOrderIsShown() throws TraceUnusable {
        logs.begin(1, 1, 0, 0, "main").start(1, 2, 2).edge(1, 3, EntryKind.ACQUIRE, 2, 2).end(1, 4);
        logs.begin(2, 1, 1, 2, "other").end(2, 2);
        Timeline timeline = logs.timeline(0);
        checkOrder(timeline);
        assertEquals(600, timeline.endNanos);
        assertTrue(nanos(timeline, 2, 1) > nanos(timeline, 1, 2));
    }

    @Test
    void noOrderAndNoTimesMakeAnythingPointBackwards() throws TraceUnusable {
        for (int seed = 0; seed < 300; seed++) {
            HandMadeLogs random = random(new Random(seed));
            checkOrder(random.timeline(seed % 2 == 0 ? 0 : 1_000_000));
        }
    }

    /** Four threads that meet at random, with times here and there, some of them wrong. */
    private static HandMadeLogs random(Random random) {
        HandMadeLogs made = new HandMadeLogs();
        long[] events = {0, 4, 0, 0, 0};
        made.begin(1, 1, 0, 0, "main").start(1, 2, 2).start(1, 3, 3).start(1, 4, 4);
        for (int step = 0, nanos = 0; step < 200; step++, nanos += random.nextInt(3_000)) {
            int lane = 1 + random.nextInt(4);
            int other = 1 + random.nextInt(4);
            boolean first = events[lane] == 0;
            events[lane] += 1 + random.nextInt(20);
            if (first) {
                events[lane] = 1;
                made.begin(lane, 1, 1, lane, "t" + lane);
            } else if (lane != other && events[other] > 0) {
                made.edge(lane, events[lane], random.nextBoolean() ? EntryKind.ACQUIRE : EntryKind.STEAL, other, events[other] - random.nextInt((int) Math.min(3, events[other])));
            } else {
                made.entry(lane, events[lane], EntryKind.VALUE).v(1).z(step);
            }
            if (random.nextInt(8) == 0) {
                made.time(lane, events[lane], Math.max(0, nanos + random.nextInt(10_000) - 5_000));
            }
        }
        return made;
    }

    /** Lane 1 starts lane 2. */
    private void startTwo() {
        logs.begin(1, 1, 0, 0, "main").time(1, 1, 0).start(1, 2, 2).time(1, 2, 10_000);
        logs.begin(2, 1, 1, 2, "other").time(2, 2, 15_000);
    }

    private static void checkOrder(Timeline timeline) {
        for (int e = 0; e < timeline.columns.edgeTargets.length; e++) {
            assertTrue(timeline.nanos[timeline.columns.edgeSources[e]] < timeline.nanos[timeline.columns.edgeTargets[e]], "edge " + e);
            assertTrue(e == 0 || timeline.columns.edgeTargets[e - 1] <= timeline.columns.edgeTargets[e], "edges are sorted");
        }
        for (Lane lane : timeline.lanes) {
            for (int p = lane.firstPoint() + 1; p < lane.firstPoint() + lane.points(); p++) {
                assertTrue(timeline.columns.events[p - 1] < timeline.columns.events[p] && timeline.nanos[p - 1] < timeline.nanos[p], "lane " + lane.id());
            }
            for (Occupant each : lane.occupants()) {
                assertTrue(0 <= each.beginNanos && each.beginNanos <= each.endNanos, each.name);
            }
        }
    }

    private static Lane lane(Timeline timeline, int id) {
        return timeline.lanes.stream().filter(each -> each.id() == id).findFirst().orElseThrow();
    }

    private static int point(Timeline timeline, int id, long event) {
        Lane lane = lane(timeline, id);
        int at = Arrays.binarySearch(timeline.columns.events, lane.firstPoint(), lane.firstPoint() + lane.points(), event);
        assertTrue(at >= 0, "no point at " + id + ":" + event);
        return at;
    }

    private static long nanos(Timeline timeline, int id, long event) {
        return timeline.nanos[point(timeline, id, event)];
    }
}
