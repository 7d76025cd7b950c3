package rr.agent.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import rr.recorder.Verdict;
import rr.recorder.VerifiedPrograms;
import rr.replayer.Hold;
import rr.runtime.trace.TraceUnusable;

/** Comes to the verdict on a trace that was replayed once, and notes it beside and in the trace. */
final class Verification {
    private final Installation rr;
    private final boolean anyBuild;

    Verification(Installation rr, boolean anyBuild) {
        this.rr = rr;
        this.anyBuild = anyBuild;
    }

    /** Looks for an order with which it replays, for so many seconds, if it has diverged where something races. */
    Verdict of(TraceLook look, long seconds) throws IOException, TraceUnusable, InterruptedException {
        boolean news = !look.note().isEmpty();
        new VerifiedPrograms(look.folder()).note(VerifiedPrograms.name(look.header()), news || !look.equal());
        boolean nothingToTry = !look.equal() && look.accesses().isEmpty(); // then no replay needs to look again
        Verdict verdict = new Verdict(look.equal(), nothingToTry, look.races().size(), orders(PreparedTrace.holds(look.folder())), text(look, news, 0));
        verdict.write(look.folder()); // whoever waits may not do so for long
        if (look.equal() || seconds == 0 || nothingToTry) {
            return verdict;
        }
        OrderSearch search = new OrderSearch(rr, anyBuild, seconds);
        TraceLook best = search.from(look);
        news |= !best.note().isEmpty();
        verdict = new Verdict(best.equal(), true, Math.max(look.races().size(), best.races().size()), orders(search.holds()), text(best, news, search.tries()));
        verdict.write(look.folder());
        return verdict;
    }

    private static List<List<Long>> orders(List<Hold> holds) {
        List<List<Long>> orders = new ArrayList<>();
        for (Hold hold : holds) {
            orders.add(List.of((long) hold.lane(), hold.event(), (long) hold.after(), hold.count()));
        }
        return orders;
    }

    private static String text(TraceLook look, boolean news, int tries) {
        StringBuilder text = new StringBuilder(look.equal() ? "verified" : "not verified, as its replay diverges");
        if (tries > 0) {
            text.append(look.equal() ? " with another order of races, found in " : " in each of ").append(tries).append(look.equal() ? " replays" : " orders tried");
        }
        int races = look.races().size();
        if (races > 0) {
            text.append("; ").append(races).append(races == 1 ? " data race" : " data races").append(" (see rr races)").append(news ? ", ordered here from now on" : "");
        }
        return text.toString();
    }
}
