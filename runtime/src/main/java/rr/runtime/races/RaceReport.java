package rr.runtime.races;

import java.nio.charset.StandardCharsets;
import rr.runtime.Observed;

/**
 * Writes each race, when it is found, to the file that the command reads: the replay may end at any moment.
 *
 * <pre>
 *   field NAME                  owner.name:descriptor; for elements: the field that led to the array, or ?
 *   array EARLIER NOW           only for elements: the types of the array, as the code of both accesses has them
 *   earlier WRITES LANE EVENT PLACE
 *   thread NAME
 *   at FRAME                    as often as there are frames
 *   now WRITES LANE EVENT PLACE
 *   thread NAME
 *   at FRAME
 *   end
 * </pre>
 */
final class RaceReport {
    /** In place of the number of an event. */
    static final long UNKNOWN = -1;

    /** More races than anybody reads. */
    private static final int MOST = 1000;
    private static final int MOST_FRAMES = 40;
    private static final String OWN = "rr.runtime.";

    private static long[] pairs = new long[2 * MOST];
    private static int[] fields = new int[2 * MOST];
    private static int count;

    private RaceReport() {}

    /** Whether this pair of places has not been seen to race for this field. */
    static boolean isNew(int field, int site, int otherSite) {
        long pair = (long) Math.min(site, otherSite) << 32 | Math.max(site, otherSite);
        for (int i = 0; i < count; i++) {
            if (pairs[i] == pair && fields[i] == field) {
                return false;
            }
        }
        if (count == MOST) {
            return false;
        }
        pairs[count] = pair;
        fields[count++] = field;
        return true;
    }

    static void write(ThreadClock other, long event, int otherSite, boolean otherWrites, ThreadClock clock, int site, boolean writes, int field, boolean array) {
        StringBuilder text = new StringBuilder();
        text.append("field ").append(field == 0 ? "?" : Sites.nameOf(field)).append('\n');
        if (array) {
            text.append("array ").append(Sites.nameOf(Sites.fieldOf(otherSite))).append(' ').append(Sites.nameOf(Sites.fieldOf(site))).append('\n');
        }
        access(text, "earlier ", other, event, otherSite, otherWrites);
        frames(text, Stacks.first(other.lane, otherSite), otherSite);
        access(text, "now ", clock, clock.events(), site, writes);
        frames(text, new Throwable(), site);
        text.append("end\n");
        Observed.report(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void access(StringBuilder text, String which, ThreadClock clock, long event, int site, boolean writes) {
        text.append(which).append(writes ? "write " : "read ").append(clock.lane).append(' ').append(event).append(' ').append(Sites.placeOf(site)).append('\n');
        text.append("thread ").append(line(clock.name)).append('\n');
    }

    private static void frames(StringBuilder text, Throwable stack, int site) {
        if (stack == null) {
            return;
        }
        int n = 0;
        for (StackTraceElement frame : stack.getStackTrace()) {
            if (!frame.getClassName().startsWith(OWN) && n++ < MOST_FRAMES) {
                text.append("at ").append(line(frame.toString())).append('\n');
            }
        }
    }

    private static String line(String text) {
        return text.replace('\n', ' ').replace('\r', ' ');
    }
}
