package rr.agent.timeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TautStringTest {
    @Test
    void betweenWideBoundsItIsStraight() {
        assertArrayEquals(new long[] {0, 30, 40, 100},
            string(new long[] {0, 3, 4, 10}, new long[] {0, 0, 0, 100}, new long[] {0, 100, 100, 100}));
    }

    @Test
    void itBendsWhereABoundMakesIt() {
        assertArrayEquals(new long[] {0, 5, 10, 55, 100},
            string(new long[] {0, 1, 2, 3, 4}, new long[] {0, 0, 0, 0, 100}, new long[] {0, 100, 10, 100, 100}));
        assertArrayEquals(new long[] {0, 45, 90, 95, 100},
            string(new long[] {0, 1, 2, 3, 4}, new long[] {0, 0, 90, 90, 100}, new long[] {0, 100, 100, 100, 100}));
    }

    @Test
    void anyStringIsWithinItsBoundsAndNeverSlack() {
        for (int seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            int n = 2 + random.nextInt(12);
            long[] places = new long[n];
            long[] lower = new long[n];
            long[] upper = new long[n];
            for (int i = 1; i < n; i++) {
                places[i] = places[i - 1] + 1 + random.nextInt(5);
                lower[i] = lower[i - 1] + (random.nextInt(3) == 0 ? random.nextInt(5_000) : 0);
            }
            upper[n - 1] = lower[n - 1] + random.nextInt(5_000);
            for (int i = n - 2; i >= 0; i--) {
                upper[i] = Math.max(lower[i], upper[i + 1] - (random.nextInt(3) == 0 ? random.nextInt(5_000) : 0));
            }
            upper[0] = lower[0];
            lower[n - 1] = upper[n - 1];
            check(seed, places, string(places, lower, upper), lower, upper);
        }
    }

    private static void check(int seed, long[] places, long[] heights, long[] lower, long[] upper) {
        for (int i = 0; i < heights.length; i++) {
            assertTrue(lower[i] <= heights[i] && heights[i] <= upper[i], "bounds, seed " + seed);
            assertTrue(i == 0 || heights[i - 1] <= heights[i], "ascends, seed " + seed);
            if (i > 0 && i < heights.length - 1) {
                double in = (double) (heights[i] - heights[i - 1]) / (places[i] - places[i - 1]);
                double out = (double) (heights[i + 1] - heights[i]) / (places[i + 1] - places[i]);
                // Heights are rounded, each by half a unit.
                assertTrue(out - in < 2.1 || heights[i] >= upper[i] - 1, "held down by nothing, seed " + seed);
                assertTrue(in - out < 2.1 || heights[i] <= lower[i] + 1, "held up by nothing, seed " + seed);
            }
        }
    }

    private static long[] string(long[] places, long[] lower, long[] upper) {
        long[] heights = new long[places.length];
        TautString.put(heights, places, lower, upper, 0, places.length - 1);
        return heights;
    }
}
