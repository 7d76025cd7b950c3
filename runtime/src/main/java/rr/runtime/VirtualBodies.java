package rr.runtime;

import jdk.internal.vm.annotation.Hidden;

/**
 * Bodies of virtual threads' methods that run while the lane is held: {@link VirtualHooks} has begun it, their end counts the event. Not
 * called again from a hook, so that stack traces show them once.
 */
public final class VirtualBodies {
    private VirtualBodies() {}

    static final int PARK = 1;
    static final int TIMED_PARK = 2;
    static final int WRITE = 3;

    /** At the start: the lane is held already where there is one. */
    @Hidden
    public static void suppress(Object thread) {}

    /** At every exit. */
    @Hidden
    public static void resume(Object thread) {
        State s = Threads.find(Thread.currentThread());
        Lane lane = s == null ? null : s.unhold();
        if (lane == null) {
            return;
        }
        lane.release();
        if (s.heldFor != WRITE) {
            if (s.heldFor == TIMED_PARK) {
                Shim.sample(lane.at);
            }
            lane.countFenced();
        } else if (Mode.REPLAY) {
            lane.count();
        } else {
            Hooks.writeEnd(s.token);
        }
    }
}
