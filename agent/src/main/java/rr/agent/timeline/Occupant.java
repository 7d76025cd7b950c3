package rr.agent.timeline;

/** Who has a lane: a thread, or one run of a class initialiser. */
final class Occupant {
    final String name;
    /** As in {@code rr_lane_kind}. */
    final int kind;
    /** The event that started it; lane 0: none. */
    final int parentLane;
    final long parentEvent;
    final long firstEvent;
    /** Its last event in the picture. */
    long lastEvent;
    /** Whether its end was recorded. Otherwise it lived until the process ended, or what came later is lost. */
    boolean ended;
    long beginNanos;
    long endNanos;

    Occupant(String name, int kind, int parentLane, long parentEvent, long firstEvent) {
        this.name = name;
        this.kind = kind;
        this.parentLane = parentLane;
        this.parentEvent = parentEvent;
        this.firstEvent = firstEvent;
        this.lastEvent = firstEvent;
    }
}
