package rr.replayer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import rr.runtime.trace.EntryKind;
import rr.runtime.trace.TraceUnusable;

class ScheduleBuilderTest {
    private static final int RANDOM_RUNS = 1500;

    private static String text(Schedule schedule) {
        StringBuilder text = new StringBuilder();
        for (long i = 0; i < schedule.size(); i++) {
            text.append(i == 0 ? "" : " ").append(schedule.lane(i)).append(':').append(schedule.limit(i));
        }
        return text.toString();
    }

    @Test
    void everyRandomExecutionRunsAgainAsItWas() throws TraceUnusable {
        for (int seed = 0; seed < RANDOM_RUNS; seed++) {
            SimulatedRun run = new SimulatedRun(seed, 1 + seed % 7, 5 + seed % 120);
            Schedule schedule = new ScheduleBuilder(run.logs).build();
            assertNull(run.check(schedule, true), "seed " + seed);
            assertTrue(schedule.cuts().isEmpty());
        }
    }

    @Test
    void whatIsLeftOfADamagedExecutionRunsAgainAsItWas() throws TraceUnusable {
        int cut = 0;
        for (int seed = 0; seed < RANDOM_RUNS; seed++) {
            SimulatedRun run = new SimulatedRun(seed, 1 + seed % 5, 5 + seed % 90);
            Random random = new Random(seed);
            for (int lane : run.logs.lanes()) {
                if (random.nextInt(3) == 0) {
                    run.logs.lose(lane, random.nextInt(6));
                }
            }
            Schedule schedule = new ScheduleBuilder(run.logs).build();
            assertNull(run.check(schedule, false), "seed " + seed);
            cut += schedule.cuts().isEmpty() ? 0 : 1;
        }
        assertTrue(cut > RANDOM_RUNS / 10, "only " + cut + " runs were cut");
    }

    @Test
    void aWriteWaitsForReadsThatWereHiddenFromIt() throws TraceUnusable {
        MemoryLogs logs = new MemoryLogs(1000);
        logs.begin(1, 1, 0, 0, "main");
        logs.entry(1, EntryKind.START, 2).v(2);
        logs.finish(1, 50);
        logs.begin(2, 1, 1, 2, "t");
        // Lane 1 was sampled at 10, but had nothing to wait for up to its end.
        logs.entry(2, EntryKind.STEAL, 2).v(1).v(1).v(10);
        logs.finish(2, 5);
        assertEquals("1:50 2:5", text(new ScheduleBuilder(logs).build()));
    }

    @Test
    void aWriteWaitsForAReadThatWasUnderWayWhenAnInitialiserEnded() throws TraceUnusable {
        MemoryLogs logs = aWriteBeforeAnInitialiser(false);
        // Saw the write at 12; at 11 it still read what was before, and both samples came before it had counted that.
        logs.entry(1, EntryKind.ACQUIRE, 12).v(2).v(2);
        logs.finish(1, 20);
        assertEquals("1:10 2:1 1:11 2:4 16384:3 1:20 2:5", text(new ScheduleBuilder(logs).build()));
    }

    /** The same, but for what the initialiser saw at its end: lane 1 waited for it, so nothing was under way at the write, which comes first. */
    @Test
    void aWriteDoesNotWaitForWhatCameBehindAWaitForAnInitialiser() throws TraceUnusable {
        MemoryLogs logs = aWriteBeforeAnInitialiser(true);
        logs.finish(1, 20);
        assertEquals("1:10 2:4 16384:3 1:20 2:5", text(new ScheduleBuilder(logs).build()));
    }

    /** Lane 2 writes, and then runs an initialiser; lane 1, which is left open, was sampled at 10 both times, and perhaps waited at the second. */
    private static MemoryLogs aWriteBeforeAnInitialiser(boolean waited) {
        MemoryLogs logs = new MemoryLogs(1000);
        int initialiser = 16384;
        logs.begin(1, 1, 0, 0, "main");
        logs.entry(1, EntryKind.START, 2).v(2);
        logs.begin(2, 1, 1, 2, "t");
        logs.entry(2, EntryKind.STEAL, 2).v(1).v(1).v(10);
        logs.entry(2, EntryKind.RESUME, 5).v(initialiser).v(3);
        logs.finish(2, 5);
        logs.begin(initialiser, 1, 2, 4, "A");
        logs.entry(initialiser, EntryKind.LATER, 3).v(1).v(1).v(1).v(10 << 1 | (waited ? 1 : 0));
        logs.finish(initialiser, 3);
        return logs;
    }

    @Test
    void anInitialiserRunsBetweenTwoEventsOfItsParent() throws TraceUnusable {
        MemoryLogs logs = new MemoryLogs(1000);
        int first = 16384;
        logs.begin(1, 1, 0, 0, "main");
        logs.begin(first, 1, 1, 3, "A");
        logs.begin(first + 1, 1, 1, 3, "B");
        logs.entry(1, EntryKind.RESUME, 4).v(first).v(7);
        logs.entry(1, EntryKind.RESUME, 4).v(first + 1).v(2);
        logs.finish(1, 9);
        logs.finish(first, 7);
        logs.finish(first + 1, 2);
        assertEquals("1:3 16384:7 16385:2 1:9", text(new ScheduleBuilder(logs).build()));
    }

    @Test
    void heldLanesWaitBetweenTwoEvents() throws TraceUnusable {
        MemoryLogs logs = new MemoryLogs(1000);
        logs.begin(1, 1, 0, 0, "main");
        logs.entry(1, EntryKind.START, 2).v(2);
        logs.finish(1, 50);
        logs.begin(2, 1, 1, 2, "t");
        logs.finish(2, 5);
        assertEquals("1:50 2:5", text(new ScheduleBuilder(logs).build()));
        Schedule held = new ScheduleBuilder(logs, List.of(new Hold(1, 20, 2, 3), new Hold(1, 30, 2, 2))).build();
        assertEquals("1:20 2:5 1:50", text(held));
        assertTrue(held.pauses(0));
        assertFalse(held.pauses(2));
    }

    @Test
    void holdsGiveWayToWhatWasRecorded() throws TraceUnusable {
        MemoryLogs logs = new MemoryLogs(1000);
        logs.begin(1, 1, 0, 0, "main");
        logs.entry(1, EntryKind.START, 2).v(2);
        logs.finish(1, 50);
        logs.begin(2, 1, 1, 2, "t");
        logs.entry(2, EntryKind.ACQUIRE, 3).v(1).v(40);
        logs.finish(2, 5);
        // Lane 2 cannot get to 4 before lane 1 is at 40; of a lane that is not there nobody waits for anything.
        assertEquals("1:20 2:2 1:50 2:5", text(new ScheduleBuilder(logs, List.of(new Hold(1, 20, 2, 4), new Hold(7, 1, 1, 1), new Hold(1, 1, 7, 1), new Hold(-1, 1, 1 << 20, 1))).build()));
    }

    @Test
    void theEndOfTheProcessComesLast() throws TraceUnusable {
        MemoryLogs logs = new MemoryLogs(1000);
        logs.begin(1, 1, 0, 0, "main");
        logs.entry(1, EntryKind.START, 2).v(2);
        logs.entry(1, EntryKind.HALT, 4).v(0);
        logs.finish(1, 4);
        logs.begin(2, 1, 1, 2, "t");
        logs.finish(2, 100);
        assertEquals("1:3 2:100 1:4", text(new ScheduleBuilder(logs).build()));
    }

    @Test
    void aLaneIsHandedOutAgainAfterItsOccupantHasEnded() throws TraceUnusable {
        MemoryLogs logs = new MemoryLogs(1000);
        logs.begin(1, 1, 0, 0, "main");
        logs.entry(1, EntryKind.START, 2).v(2);
        logs.entry(1, EntryKind.START, 5).v(2);
        logs.finish(1, 6);
        logs.begin(2, 1, 1, 2, "t");
        logs.entry(2, EntryKind.END, 8);
        logs.begin(2, 9, 1, 5, "u");
        logs.entry(2, EntryKind.END, 12);
        logs.finish(2, 12);
        assertEquals("1:4 2:8 1:6 2:12", text(new ScheduleBuilder(logs).build()));
    }

    @Test
    void aLaneIsNotHandedOutWhileItsOccupantWaitsForACycleThatAnInitialiserMakes() throws TraceUnusable {
        MemoryLogs logs = new MemoryLogs(1000);
        int initialiser = 16384;
        logs.begin(1, 1, 0, 0, "main");
        logs.entry(1, EntryKind.START, 2).v(2);
        logs.entry(1, EntryKind.START, 3).v(3);
        logs.entry(1, EntryKind.START, 5).v(2);
        logs.finish(1, 6);
        logs.begin(2, 1, 1, 2, "t");
        logs.entry(2, EntryKind.ACQUIRE, 3).v(3).v(12);
        logs.entry(2, EntryKind.END, 8);
        logs.begin(2, 9, 1, 5, "u");
        logs.entry(2, EntryKind.END, 12);
        logs.finish(2, 12);
        logs.begin(3, 1, 1, 3, "v");
        logs.finish(3, 20);
        logs.begin(initialiser, 1, 1, 4, "A");
        // The event 11 of lane 3 was under way when the initialiser ended.
        logs.entry(initialiser, EntryKind.ACQUIRE, 2).v(3).v(11);
        logs.entry(initialiser, EntryKind.LATER, 3).v(1).v(1).v(3).v(10 << 1);
        logs.finish(initialiser, 3);
        assertEquals("1:4 16384:1 2:2 3:20 16384:3 2:8 1:6 2:12", text(new ScheduleBuilder(logs).build()));
    }

    @Test
    void laneFarAheadInRecordedTimeWaits() throws TraceUnusable {
        MemoryLogs logs = new MemoryLogs(1000);
        logs.begin(1, 1, 0, 0, "main");
        logs.entry(1, EntryKind.START, 2).v(2);
        logs.entry(1, EntryKind.TIME, 3).v(1_000_000);
        logs.entry(1, EntryKind.TIME, 10).v(9_000_000);
        logs.finish(1, 20);
        logs.begin(2, 1, 1, 2, "t");
        logs.entry(2, EntryKind.TIME, 4).v(5_000_000);
        logs.entry(2, EntryKind.TIME, 8).v(20_000_000);
        logs.finish(2, 30);
        assertEquals("1:9 2:7 1:20 2:30", text(new ScheduleBuilder(logs).build()));
    }

    @Test
    void aCycleIsReportedWithItsLanes() {
        MemoryLogs logs = new MemoryLogs(1000);
        logs.begin(1, 1, 0, 0, "main");
        logs.begin(2, 1, 0, 0, "t");
        logs.entry(1, EntryKind.ACQUIRE, 5).v(2).v(9);
        logs.entry(2, EntryKind.ACQUIRE, 3).v(1).v(5);
        logs.finish(1, 10);
        logs.finish(2, 10);
        TraceUnusable refusal = assertThrows(TraceUnusable.class, () -> new ScheduleBuilder(logs).build());
        assertEquals("the recorded order contradicts itself: lane 1, event 5 waits for event 9 of lane 2; "
                + "lane 2, event 3 waits for event 5 of lane 1", refusal.getMessage());
    }

    @Test
    void anEdgeToAnEventThatNeverWasIsRefused() {
        MemoryLogs logs = new MemoryLogs(1000);
        logs.begin(1, 1, 0, 0, "main");
        logs.begin(2, 1, 0, 0, "t");
        logs.entry(1, EntryKind.ACQUIRE, 5).v(2).v(11);
        logs.finish(1, 10);
        logs.finish(2, 10);
        TraceUnusable refusal = assertThrows(TraceUnusable.class, () -> new ScheduleBuilder(logs).build());
        assertFalse(refusal.getMessage().contains("\n"));
        assertTrue(refusal.getMessage().contains("which has only 10 events"), refusal.getMessage());
    }
}
