package rr.agent.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import rr.agent.Nearest;
import rr.agent.Refusal;
import rr.agent.table.OperationNames;
import rr.recorder.TraceReader;
import rr.runtime.trace.EntryKind;
import rr.runtime.trace.EntryReader;
import rr.runtime.trace.LaneCursor;
import rr.runtime.trace.LaneLogs;
import rr.runtime.trace.TraceUnusable;

/** {@code rr dump}: prints what the lanes of a trace wrote about their events, one line per entry. */
@Command(name = "dump", description = "Prints the entries of a trace, lane by lane.", mixinStandardHelpOptions = true,
    sortOptions = false)
final class DumpCommand implements Callable<Integer> {
    private final Installation rr;

    @Parameters(paramLabel = "TRACE", arity = "0..1", description = "The folder of the trace; the newest below rr-traces if not given.")
    private String trace;

    @Option(names = "--lane", paramLabel = "N", description = "Only this lane.")
    private Integer lane;

    @Option(names = "--thread", paramLabel = "NAME", description = "Only threads (or class initialisers) of this name.")
    private String thread;

    @Option(names = "--from", paramLabel = "EVENT", description = "Only events with this number or a higher one.")
    private long from;

    @Option(names = "--to", paramLabel = "EVENT", description = "Only events with this number or a lower one.")
    private long to = Long.MAX_VALUE;

    @Option(names = "--kind", paramLabel = "KIND", split = ",", description = "Only entries of these kinds, for example VALUE,CALL.")
    private List<String> kinds;

    @Option(names = "--json", description = "One JSON object per line.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    DumpCommand(Installation rr) {
        this.rr = rr;
    }

    @Override
    public Integer call() throws IOException, TraceUnusable {
        int wanted = kindSet();
        PrintWriter out = spec.commandLine().getOut();
        try (TraceReader reader = TraceReader.open(Traces.existing(trace))) {
            requireLane(reader);
            OperationNames operations = Traces.operationNames(reader.header(), rr);
            for (int number : reader.lanes()) {
                if (lane == null || lane == number) {
                    dump(reader, number, wanted, operations, out);
                }
                if (out.checkError()) {
                    // Nobody reads any more: "rr dump | head".
                    return 0;
                }
            }
        }
        return 0;
    }

    private void dump(LaneLogs logs, int number, int wanted, OperationNames operations, PrintWriter out) throws TraceUnusable, IOException {
        LaneCursor cursor = new LaneCursor(logs, number);
        String name = "";
        while (cursor.next()) {
            EntryReader entry = cursor.entry();
            if (entry.kind() == EntryKind.BEGIN) {
                name = entry.text();
            }
            boolean shown = (wanted >>> entry.kind() & 1) != 0 && entry.count() >= from && entry.count() <= to
                && (thread == null || thread.equals(name));
            if (shown) {
                out.println(json ? JSON.std.asString(EntryText.fields(number, name, entry, operations)) : EntryText.line(number, name, entry, operations));
            }
        }
    }

    private void requireLane(LaneLogs logs) {
        int[] lanes = logs.lanes();
        if (lane != null && Arrays.stream(lanes).noneMatch(number -> number == lane)) {
            throw new Refusal("option --lane", "lane " + lane + ", which has no events", lanes.length == 0 ? "nothing, as the trace"
                + " is empty" : "one of " + lanes.length + " lanes from " + lanes[0] + " to " + lanes[lanes.length - 1],
                "list them with rr info --lanes");
        }
    }

    /** Bit set of the kinds to show. */
    private int kindSet() {
        if (kinds == null) {
            return -1;
        }
        List<String> known = new ArrayList<>();
        IntStream.range(1, EntryKind.LIMIT).mapToObj(EntryKind::name).filter(name -> !name.equals("?")).forEach(known::add);
        int wanted = 0;
        for (String name : kinds) {
            int kind = EntryKind.ofName(name);
            if (kind <= 0 || !known.contains(EntryKind.name(kind))) {
                throw new Refusal("option --kind", "'" + name + "'", "one of " + String.join(", ", known),
                    "write '" + Nearest.to(name.toUpperCase(Locale.ROOT), known) + "'");
            }
            wanted |= 1 << kind;
        }
        return wanted;
    }
}
