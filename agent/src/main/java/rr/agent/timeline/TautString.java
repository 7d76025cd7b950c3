package rr.agent.timeline;

/**
 * The shortest line from a beginning to an end that passes between a lower and an upper bound at each place on the way: it changes its
 * slope only where a bound makes it. Places ascend strictly; bounds ascend, too, and so does the line.
 *
 * <p>A funnel: from the last bend that is certain, an upper chain of bounds (its slopes ascend) and a lower one (they descend). A new bound
 * shortens its own chain; where it gets past the other one, the line bends there.
 */
final class TautString {
    private final long[] places;
    private final long[] lower;
    private final long[] upper;
    private final int first;
    private final int last;

    private final int[] upperChain;
    private int upperHead;
    private int upperTail;
    private final int[] lowerChain;
    private int lowerHead;
    private int lowerTail;

    private int bend;
    private long bendHeight;

    private TautString(long[] places, long[] lower, long[] upper, int first, int last) {
        this.places = places;
        this.lower = lower;
        this.upper = upper;
        this.first = first;
        this.last = last;
        this.upperChain = new int[last - first + 1];
        this.lowerChain = new int[last - first + 1];
    }

    /**
     * Puts the line's heights into a column, for the rows from {@code first} to {@code last}. The bounds of both ends must be the height
     * there.
     */
    static void put(long[] heights, long[] places, long[] lower, long[] upper, int first, int last) {
        new TautString(places, lower, upper, first, last).putTo(heights);
    }

    private void putTo(long[] heights) {
        bend = first;
        bendHeight = lower[first];
        heights[first] = bendHeight;
        for (int i = first + 1; i <= last; i++) {
            addUpper(i, heights);
            addLower(i, heights);
        }
        while (lowerHead < lowerTail) {
            bendAt(lowerChain[lowerHead++], lower, heights);
        }
    }

    private void addUpper(int i, long[] heights) {
        while (upperHead < upperTail && slopeTo(i, upper, before(upperChain, upperHead, upperTail), upper)
            <= slopeTo(upperChain[upperTail - 1], upper, before(upperChain, upperHead, upperTail), upper)) {
            upperTail--;
        }
        if (upperHead == upperTail) {
            while (lowerHead < lowerTail && slopeTo(lowerChain[lowerHead], lower, bend, null) > slopeTo(i, upper, bend, null)) {
                bendAt(lowerChain[lowerHead++], lower, heights);
            }
        }
        upperChain[upperTail++] = i;
    }

    private void addLower(int i, long[] heights) {
        while (lowerHead < lowerTail && slopeTo(i, lower, before(lowerChain, lowerHead, lowerTail), lower)
            >= slopeTo(lowerChain[lowerTail - 1], lower, before(lowerChain, lowerHead, lowerTail), lower)) {
            lowerTail--;
        }
        if (lowerHead == lowerTail) {
            while (upperHead < upperTail && slopeTo(upperChain[upperHead], upper, bend, null) < slopeTo(i, lower, bend, null)) {
                bendAt(upperChain[upperHead++], upper, heights);
            }
        }
        lowerChain[lowerTail++] = i;
    }

    /** What comes before the last place of a chain: another of the chain, or the bend. */
    private int before(int[] chain, int head, int tail) {
        return tail - head > 1 ? chain[tail - 2] : bend;
    }

    private double slopeTo(int i, long[] heights, int from, long[] fromHeights) {
        long fromHeight = from == bend ? bendHeight : fromHeights[from];
        if (i == from) {
            return heights[i] >= fromHeight ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        }
        return (double) (heights[i] - fromHeight) / (places[i] - places[from]);
    }

    /** The line goes straight to there. */
    private void bendAt(int i, long[] bound, long[] heights) {
        long height = bound[i];
        double slope = (double) (height - bendHeight) / (places[i] - places[bend]);
        for (int j = bend + 1; j < i; j++) {
            long straight = bendHeight + Math.round(slope * (places[j] - places[bend]));
            heights[j] = Math.max(lower[j], Math.min(upper[j], straight));
        }
        heights[i] = height;
        bend = i;
        bendHeight = height;
    }
}
