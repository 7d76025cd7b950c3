package rr.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import rr.runtime.trace.TraceUnusable;

/** {@code rr demo}: programs with bugs that show in some runs only, each recorded until it fails, and that run repeated. */
@Command(name = "demo", description = "Records three programs with bugs that show now and then, until they do, and replays those runs.",
    mixinStandardHelpOptions = true, sortOptions = false)
final class DemoCommand implements Callable<Integer> {
    /** A run fails one time in four or more often. */
    private static final int MOST_RECORDINGS = 40;

    /** What the programs are, and how the trace tells more about the bug. */
    private enum Bug {
        BANK("Bank", "balances that sometimes do not add up", Reason.INTERLEAVING),
        LOST_WAKE_UP("LostWakeUp", "a lost wake-up", Reason.INTERLEAVING),
        HASHTABLE("HashtableDeadlock", "a deadlock inside the JDK (JDK-6582568)", Reason.LAST_EVENTS);

        private enum Reason {
            INTERLEAVING, LAST_EVENTS
        }

        private final String main;
        private final String what;
        private final Reason reason;

        Bug(String main, String what, Reason reason) {
            this.main = main;
            this.what = what;
            this.reason = reason;
        }
    }

    private final Installation rr;

    @Option(names = "--replays", paramLabel = "N", defaultValue = "10", description = "How often each failed run is replayed; ${DEFAULT-VALUE} if not given.")
    private int replays;

    @Spec
    private CommandSpec spec;

    private PrintWriter out;

    DemoCommand(Installation rr) {
        this.rr = rr;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, TraceUnusable {
        out = spec.commandLine().getOut();
        DemoPrograms programs = new DemoPrograms(rr);
        boolean equal = true;
        for (Bug bug : Bug.values()) {
            equal &= show(bug, programs);
        }
        say(equal ? "All replays are equal to their recordings: exit code, stdout and stderr, byte for byte."
            : "SOME REPLAYS DIFFER from their recordings.");
        return equal ? 0 : Main.DIVERGED;
    }

    private boolean show(Bug bug, DemoPrograms programs) throws IOException, InterruptedException, TraceUnusable {
        say((bug.ordinal() + 1) + "/" + Bug.values().length + " " + bug.main + ": " + bug.what);
        Path trace = Traces.fresh("demo-" + bug.main);
        DemoPrograms.Outcome recorded = programs.record(bug.main, trace);
        int recordings = 1;
        while (recorded.exit() == 0 && recordings < MOST_RECORDINGS) {
            RmCommand.delete(trace);
            recorded = programs.record(bug.main, trace);
            recordings++;
        }
        say((recorded.exit() == 0 ? "  did not fail in " : "  failed in recording ") + recordings + ", exit code " + recorded.exit() + ":");
        quote(recorded.out());
        quote(recorded.err());
        int equal = 0;
        for (int i = 0; i < replays; i++) {
            DemoPrograms.Outcome replayed = programs.replay(trace, List.of());
            if (replayed.equals(recorded)) {
                equal++;
            } else {
                say("  REPLAY " + (i + 1) + " DIFFERS, exit code " + replayed.exit() + ":");
                quote(replayed.out());
                quote(replayed.err());
            }
        }
        say("  replayed " + replays + " times, equal " + equal + " times: " + trace);
        if (equal == replays && recorded.exit() != 0) {
            explain(bug, new StackSearch(programs, trace));
        }
        say("");
        return equal == replays;
    }

    /** Once more, this time with the stacks of the threads at chosen events. */
    private void explain(Bug bug, StackSearch search) throws IOException, InterruptedException, TraceUnusable {
        if (bug.reason == Bug.Reason.LAST_EVENTS) {
            say("  in a replay, the last event of each thread: inside a call that holds one lock; the dump above says where it waits for the other:");
            search.lastEvents("left", "right").forEach(this::sight);
            return;
        }
        StackSearch.Interleaving found = search.lastInterleaving();
        if (found == null) {
            say("  no place found where one thread came in between two steps of another");
            return;
        }
        say("  in a replay: \"" + found.between().thread() + "\" came in between two steps of \"" + found.before().thread() + "\" in "
            + found.method() + " (" + (found.places() == 1 ? "the only such place" : "one of " + found.places() + " such places") + "):");
        sight(found.before());
        sight(found.between());
        sight(found.after());
    }

    private void sight(StackSearch.Sight sight) {
        say("    " + sight.thread() + ", event " + sight.event() + ":");
        sight.frames().stream().limit(4).forEach(frame -> say("        at " + frame));
    }

    private void quote(String text) {
        text.lines().forEach(line -> say("    | " + line));
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
