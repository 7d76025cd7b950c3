package rr.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    @Test
    void distanceCountsInsertionsDeletionsAndSubstitutions() {
        assertEquals(0, Nearest.distance("trace", "trace"));
        assertEquals(3, Nearest.distance("kitten", "sitting"));
        assertEquals(5, Nearest.distance("", "trace"));
        assertEquals(5, Nearest.distance("trace", ""));
    }

    @Test
    void theFirstOfEquallyNearWordsIsTaken() {
        assertEquals("ab", Nearest.to("a", List.of("abcd", "ab", "ac")));
    }
}
