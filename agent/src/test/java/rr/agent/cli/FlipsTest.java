package rr.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import rr.agent.races.Access;
import rr.agent.races.Divergence;
import rr.replayer.Hold;
import rr.replayer.Schedule;
import rr.replayer.Schedules;

class FlipsTest {
    /** Lane 1 up to event 10, lane 2 up to 8, lane 1 up to 30. */
    private final Schedule schedule = Schedules.of(new int[] {1, 2, 1, 2}, new long[] {10, 8, 30, 20});

    @Test
    void theOtherOrderOfTheLastConflictComesFirst() {
        List<Access> accesses = List.of(new Access(2, 3, 7, true), new Access(2, 5, 9, true), new Access(1, 11, 9, false), new Access(1, 12, 7, false));
        List<Hold> flips = Flips.of(accesses, new Divergence(1, 15), schedule);
        assertEquals(new Hold(2, 3, 1, 13), flips.get(0));
        assertTrue(flips.contains(new Hold(2, 5, 1, 12)));
        // Or lane 2, which has done 8 events, comes to it only later.
        assertTrue(flips.contains(new Hold(1, 12, 2, 9)));
    }

    @Test
    void readsDoNotConflict() {
        List<Access> accesses = List.of(new Access(2, 3, 7, false), new Access(1, 12, 7, false));
        assertEquals(0, Flips.of(accesses, new Divergence(1, 15), schedule).stream().filter(flip -> flip.lane() == 2).count());
        assertEquals(List.of(), Flips.of(accesses, new Divergence(3, 15), schedule));
    }

    @Test
    void positionsAreThoseOfTheSchedule() {
        assertEquals(0, Flips.position(schedule, new Divergence(1, 10)));
        assertEquals(2, Flips.position(schedule, new Divergence(1, 11)));
        assertEquals(4, Flips.position(schedule, new Divergence(2, 21)));
        assertEquals(-1, Flips.position(schedule, null));
    }
}
