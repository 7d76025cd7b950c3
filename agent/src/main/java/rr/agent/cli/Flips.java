package rr.agent.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import rr.agent.races.Access;
import rr.agent.races.Divergence;
import rr.replayer.Hold;
import rr.replayer.Schedule;
import rr.runtime.trace.ShmLayout;

/**
 * What may have been the other way round in a recording whose replay diverged: the order of two accesses that race, one of them made by the lane
 * that diverged, not long before.
 */
final class Flips {
    private static final int MOST_ACCESSES = 8;
    /** Which of the other thread's accesses came first is known only if it has made it by then; otherwise so many events are tried. */
    private static final long[] EVENTS_MORE = {1, 2, 4, 8, 16, 64};

    private Flips() {}

    /**
     * Other orders, the likeliest first.
     *
     * @param accesses   to what races, in the order of the replay
     * @param divergence where that ended
     * @param schedule   that it followed
     */
    static List<Hold> of(List<Access> accesses, Divergence divergence, Schedule schedule) {
        Set<Hold> flips = new LinkedHashSet<>();
        int taken = 0;
        for (int i = accesses.size() - 1; i >= 0 && taken < MOST_ACCESSES; i--) {
            Access access = accesses.get(i);
            if (access.lane() == divergence.lane() && access.event() <= divergence.event()) {
                taken++;
                add(accesses, i, divergence, schedule, flips);
            }
        }
        return new ArrayList<>(flips);
    }

    private static void add(List<Access> accesses, int index, Divergence divergence, Schedule schedule, Set<Hold> flips) {
        Access access = accesses.get(index);
        for (int i = index - 1; i >= 0; i--) {
            Access before = accesses.get(i);
            if (access.conflictsWith(before)) {
                flips.add(new Hold(before.lane(), before.event(), access.lane(), access.event() + 1));
                break;
            }
        }
        Set<Integer> others = new TreeSet<>();
        for (int i = 0; i < accesses.size(); i++) {
            Access other = accesses.get(i);
            if (other.place() == access.place() && other.lane() != access.lane()) {
                others.add(other.lane());
            }
            if (i > index && access.conflictsWith(other)) {
                flips.add(new Hold(access.lane(), access.event(), other.lane(), other.event() + 1));
            }
        }
        for (int other : others) {
            long done = done(schedule, divergence, other);
            for (long more : EVENTS_MORE) {
                flips.add(new Hold(access.lane(), access.event(), other, done + more));
            }
        }
    }

    /** How many events a lane had done where the replay ended. */
    private static long done(Schedule schedule, Divergence divergence, int lane) {
        long done = 0;
        for (long i = 0; i < schedule.size(); i++) {
            if (schedule.lane(i) == divergence.lane() && schedule.limit(i) >= divergence.event()) {
                break;
            }
            done = schedule.lane(i) == lane ? schedule.limit(i) : done;
        }
        return done;
    }

    /** How far a schedule has come when a lane is at an event: a number of segments. */
    static long position(Schedule schedule, Divergence at) {
        if (at == null || ShmLayout.isClassLane(at.lane())) {
            return -1;
        }
        long i = 0;
        while (i < schedule.size() && !(schedule.lane(i) == at.lane() && schedule.limit(i) >= at.event())) {
            i++;
        }
        return i;
    }
}
