package rr.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import rr.agent.AgentOptions;
import rr.agent.Refusal;
import rr.agent.races.Access;
import rr.agent.races.Divergence;
import rr.agent.races.ObservedReplay;
import rr.agent.races.Race;
import rr.agent.races.RaceFile;
import rr.agent.weave.OrderedFields;
import rr.recorder.TraceHeader;
import rr.runtime.trace.TraceUnusable;

/**
 * One replay of a trace with plain accesses observed, and its result.
 *
 * @param folder     the trace
 * @param header     its header
 * @param exitCode   with which the replay ended
 * @param equal      whether all of it was as recorded
 * @param refused    whether there was no replay: rr has said why
 * @param divergence where it diverged, null if it did not or that is not known
 * @param races      the data races that it has found
 * @param accesses   the last accesses to what races
 */
record TraceLook(Path folder, TraceHeader header, int exitCode, boolean equal, boolean refused, Divergence divergence, List<Race> races,
    List<Access> accesses) {
    /** Prepares a trace, and replays it. */
    static TraceLook at(Path folder, Installation rr, boolean anyBuild) throws IOException, TraceUnusable, InterruptedException {
        return prepared(folder, PreparedTrace.toReplay(folder, rr, anyBuild), rr, anyBuild, true);
    }

    /** Replays a trace from the image that it has. {@code aloud}: what rr says of it is said here, too. */
    static TraceLook prepared(Path folder, TraceHeader header, Installation rr, boolean anyBuild, boolean aloud)
        throws IOException, TraceUnusable, InterruptedException {
        Path findings = Files.createTempFile("rr-races", ".txt");
        try {
            AgentOptions options = AgentOptions.observedReplay(folder.toString(), anyBuild, findings.toString());
            ReplayLaunch launch = new ReplayLaunch(header, rr.rrJar(), options, true);
            ObservedReplay replay = ObservedReplay.run(launch.executable(), launch.command(), launch.environment(), launch.folder(), aloud);
            boolean silent = replay.said().isEmpty();
            boolean refused = replay.exitCode() == Refusal.EXIT_CODE && !silent && Files.size(findings) == 0;
            boolean equal = replay.exitCode() == PreparedTrace.exitStatus(folder) && silent;
            return new TraceLook(folder, header, replay.exitCode(), equal, refused, replay.divergence(), ObservedReplay.found(findings), Access.read(findings));
        } finally {
            Files.deleteIfExists(findings);
            Files.deleteIfExists(Access.file(findings));
        }
    }

    /** Where fields that race are noted. */
    Path raceFile() {
        return folder.resolveSibling(OrderedFields.FILE_NAME);
    }

    /** Has later recordings beside the trace order what races; the lines that are new. */
    Set<String> note() throws IOException {
        Set<String> lines = new TreeSet<>();
        for (Race race : races) {
            lines.addAll(race.lines());
        }
        return RaceFile.add(raceFile(), lines);
    }
}
