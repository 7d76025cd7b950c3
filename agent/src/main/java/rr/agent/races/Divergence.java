package rr.agent.races;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a replay diverged.
 *
 * @param lane  the lane
 * @param event the last event that it had done, or the one that it was at
 */
public record Divergence(int lane, long event) {
    private static final Pattern AT_EVENT = Pattern.compile("rr: divergence: thread \".*\" \\(lane (\\d+)\\), event (\\d+): .*");
    private static final Pattern STUCK = Pattern.compile("rr: divergence: the replay is stuck: lane (\\d+) \\(.*; count (\\d+), .*");

    /** Reads what rr has said; null if it says of no lane and event. */
    static Divergence in(String line) {
        Matcher found = AT_EVENT.matcher(line);
        if (!found.matches()) {
            found = STUCK.matcher(line);
        }
        return found.matches() ? new Divergence(Integer.parseInt(found.group(1)), Long.parseLong(found.group(2))) : null;
    }
}
