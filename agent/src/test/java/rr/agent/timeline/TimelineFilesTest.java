package rr.agent.timeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import rr.agent.timeline.Timeline.Lane;
import rr.runtime.trace.EntryKind;
import rr.runtime.trace.TraceUnusable;

/** Both files that a timeline is written to. */
class TimelineFilesTest {
    private static final String HOSTILE = "</script><b a=\"'&\\\u2028 ünï";
    private static final long LARGE = 0x7edc_ba98_7654_3210L;

    private Timeline timeline;
    private final TraceFacts facts = new TraceFacts("/traces/" + HOSTILE, "java " + HOSTILE + " http://x/", "killed by signal 9", 137, "not yet", List.of(),
        List.of("field p.C.f:I"), List.of("lane 2 is cut"));

    @BeforeEach
    void make() throws TraceUnusable {
        HandMadeLogs logs = new HandMadeLogs();
        logs.begin(1, 1, 0, 0, "main").time(1, 1, 12_345).start(1, 2, 2);
        logs.entry(1, 7, EntryKind.CALL).v(3).z(-1).v(11).v(0).v(0);
        logs.entry(1, 8, EntryKind.VALUE).v(1).z(LARGE);
        logs.entry(1, 8, EntryKind.WROTE).v(4).z(5).v(0).v(5).raw(new byte[8], 0, 8);
        logs.edge(1, 9, EntryKind.STEAL, 2, 5).time(1, 9, 98_765_432_109L);
        logs.edge(1, 12, EntryKind.RESUME, 16384, 3).end(1, 13);
        logs.begin(2, 1, 1, 2, HOSTILE).edge(2, 3, EntryKind.ACQUIRE, 1, 4).end(2, 5);
        logs.begin(2, 6, 1, 3, "again").edge(2, 9, EntryKind.ACQUIRE, 1, 12).end(2, 1L << 40);
        logs.begin(16384, 1, 1, 11, "p/C").end(16384, 3);
        timeline = logs.timeline(100_000_000_000L);
    }

    @Test
    void thePageNeedsNothingElse() throws IOException {
        String page = page();
        assertFalse(page.contains("http"));
        assertFalse(page.contains(HOSTILE));
        assertFalse(page.contains("src="));
        assertFalse(Pattern.compile("^@.*@$", Pattern.MULTILINE).matcher(page).find(), "a placeholder is left");
        assertEquals(2, page.split("</script>", -1).length - 1);
        assertTrue(page.endsWith("</html>\n"));
    }

    @Test
    void theDataOfThePageAreTheTimeline() throws IOException {
        Matcher data = Pattern.compile("<script id=\"data\"[^>]*>([^<]*)</script>").matcher(page());
        assertTrue(data.find());
        InputStream in = new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(data.group(1))));
        Map<String, Object> text = JSON.std.mapFrom(in.readNBytes((int) v(in)));
        assertEquals(facts.command(), text.get("command"));
        assertEquals(facts.racing(), text.get("racing"));
        List<?> lanes = (List<?>) text.get("lanes");
        assertEquals(timeline.lanes.size(), lanes.size());
        for (int i = 0; i < lanes.size(); i++) {
            Map<?, ?> fields = (Map<?, ?>) lanes.get(i);
            Lane lane = timeline.lanes.get(i);
            assertEquals(lane.id(), fields.get("id"));
            assertEquals(lane.occupants().get(0).name, ((List<?>) ((List<?>) fields.get("occupants")).get(0)).get(0));
            int points = (Integer) fields.get("points");
            for (long[] column : new long[][] {timeline.columns.events, timeline.nanos}) {
                long value = 0;
                for (int p = 0; p < points; p++) {
                    value += v(in);
                    assertEquals(column[lane.firstPoint() + p], value);
                }
            }
            for (int p = 0; p < points; p++) {
                assertEquals(timeline.columns.kinds[lane.firstPoint() + p], v(in));
            }
        }
        int edges = (Integer) text.get("edges");
        assertArrayEquals(timeline.columns.edgeTargets, sums(in, edges, false));
        assertArrayEquals(timeline.columns.edgeSources, sums(in, edges, true));
        assertArrayEquals(timeline.columns.edgeKinds, in.readNBytes(edges));
        int calls = (Integer) text.get("calls");
        assertArrayEquals(timeline.columns.callPoints, sums(in, calls, false));
        assertArrayEquals(new byte[] {0, 1, 2}, in.readNBytes(calls));
        assertEquals(List.of(-1L, LARGE, 5L), List.of(z(in), z(in), z(in)));
        assertEquals(-1, in.read());
        assertEquals(List.of("function 3", "System.nanoTime", "function 4"), text.get("operations"));
    }

    @Test
    void theTraceForChromeIsJsonAndEachFlowHasBothEnds() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ChromeTrace.write(timeline, facts, out);
        Map<String, Object> json = JSON.std.mapFrom(out.toByteArray());
        assertEquals("killed by signal 9", ((Map<?, ?>) json.get("otherData")).get("state"));
        Map<Object, Map<?, ?>> begun = new HashMap<>();
        Map<String, Integer> phases = new HashMap<>();
        List<Map<?, ?>> slices = new ArrayList<>();
        List<Map<?, ?>> ends = new ArrayList<>();
        for (Object each : (List<?>) json.get("traceEvents")) {
            Map<?, ?> event = (Map<?, ?>) each;
            phases.merge((String) event.get("ph"), 1, Integer::sum);
            assertTrue(event.containsKey("pid") && event.containsKey("tid") && event.containsKey("name"), event::toString);
            if (event.get("ph").equals("X")) {
                slices.add(event);
            } else if (event.get("ph").equals("s")) {
                begun.put(event.get("id"), event);
                ends.add(event);
            } else if (event.get("ph").equals("f")) {
                Map<?, ?> begin = begun.remove(event.get("id"));
                assertTrue(number(begin, "ts") < number(event, "ts"), event::toString);
                assertEquals("e", event.get("bp"));
                assertEquals(begin.get("name"), event.get("name"));
                ends.add(event);
            }
        }
        assertEquals(Map.of(), begun);
        assertEquals(timeline.columns.edgeTargets.length, phases.get("s"));
        assertEquals(3, phases.get("i"));
        assertTrue(slices.stream().anyMatch(slice -> slice.get("name").equals(HOSTILE)));
        for (Map<?, ?> end : ends) {
            assertTrue(slices.stream().anyMatch(slice -> slice.get("tid").equals(end.get("tid")) && number(slice, "ts") <= number(end, "ts")
                && number(end, "ts") < number(slice, "ts") + number(slice, "dur") - 0.0001), end::toString);
        }
    }

    private String page() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TimelinePage.write(timeline, facts, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static double number(Map<?, ?> event, String field) {
        return ((Number) event.get(field)).doubleValue();
    }

    private static int[] sums(InputStream in, int length, boolean signed) throws IOException {
        int[] column = new int[length];
        for (int i = 0; i < length; i++) {
            column[i] = (int) ((i == 0 ? 0 : column[i - 1]) + (signed ? z(in) : v(in)));
        }
        return column;
    }

    private static long z(InputStream in) throws IOException {
        long raw = v(in);
        return raw >>> 1 ^ -(raw & 1);
    }

    private static long v(InputStream in) throws IOException {
        long value = 0;
        for (int shift = 0;; shift += 7) {
            int b = in.read();
            assertTrue(b >= 0, "the data are cut");
            value |= (b & 0x7fL) << shift;
            if (b < 0x80) {
                return value;
            }
        }
    }
}
