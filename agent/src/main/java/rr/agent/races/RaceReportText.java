package rr.agent.races;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What {@code rr races} prints. */
public final class RaceReportText {
    private static final int SHOWN_FRAMES = 12;

    private RaceReportText() {}

    /** For people. */
    public static void print(PrintWriter out, List<Race> races, boolean complete, Path file, Set<String> added, boolean noted) {
        Set<String> fields = new LinkedHashSet<>();
        for (Race race : races) {
            fields.add(race.what());
            out.println(race.what());
            print(out, race.now(), "");
            out.println("  at the same time as");
            print(out, race.earlier(), ", which came to that line first with");
            out.println();
        }
        String part = complete ? "in the recording" : "up to where the replay ended";
        if (races.isEmpty()) {
            out.println("no data races " + part);
            return;
        }
        out.println(count(races.size(), "data race") + " " + part + ", of " + (fields.size() == 1 ? "one field or array" : fields.size() + " fields and arrays"));
        if (!noted) {
            return;
        }
        if (added.isEmpty()) {
            out.println(file + " had them already");
            return;
        }
        out.println("added to " + file + ", so that recordings in that folder order them:");
        for (String line : added) {
            out.println("  " + line);
        }
    }

    private static void print(PrintWriter out, Race.Access access, String more) {
        out.println("  " + (access.writes() ? "write" : "read") + " by thread '" + access.thread() + "', lane " + access.lane()
            + (access.event() < 0 ? "" : " behind event " + access.event()) + (access.stack().isEmpty() ? "" : more));
        if (access.stack().isEmpty()) {
            out.println("    at " + access.place());
        }
        int n = 0;
        for (String frame : access.stack()) {
            if (n++ == SHOWN_FRAMES) {
                out.println("    … " + (access.stack().size() - SHOWN_FRAMES) + " more");
                break;
            }
            out.println("    at " + frame);
        }
    }

    private static String count(int n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }

    /** For programs: one object. */
    public static void printJson(PrintWriter out, List<Race> races, boolean complete, Path file, Set<String> added) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("complete", complete);
        List<Object> each = new ArrayList<>();
        for (Race race : races) {
            each.add(race.fields());
        }
        all.put("races", each);
        all.put("file", file.toString());
        all.put("added", new ArrayList<>(added));
        out.println(JSON.std.asString(all));
    }
}
