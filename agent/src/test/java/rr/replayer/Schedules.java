package rr.replayer;

/** Schedules for tests of other packages. */
public final class Schedules {
    private Schedules() {}

    /** Of these lanes, one after the other, each up to its event. */
    public static Schedule of(int[] lanes, long[] limits) {
        Schedule schedule = new Schedule();
        for (int i = 0; i < lanes.length; i++) {
            schedule.append(lanes[i], limits[i], false);
        }
        return schedule;
    }
}
