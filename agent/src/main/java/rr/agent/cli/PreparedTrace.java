package rr.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import rr.recorder.OldBuilds;
import rr.recorder.TraceHeader;
import rr.recorder.TraceReader;
import rr.recorder.Verdict;
import rr.replayer.Hold;
import rr.replayer.Image;
import rr.replayer.ImageReader;
import rr.runtime.trace.TraceUnusable;

/** A trace with its image, the form that a replayed process maps. */
final class PreparedTrace {
    /** With which a replay ends whose recording was cut, if the recorded program's status is unknown. */
    private static final int END_LOST = 137;

    private PreparedTrace() {
    }

    /**
     * Makes sure that the trace has an image and that it was made from the trace as it is now, by this version; and that the file with the
     * plain fields that are ordered says what the header says.
     */
    static void ensure(Path trace, TraceHeader header) throws IOException, TraceUnusable {
        Path ordered = trace.resolve(TraceHeader.ORDERED_FIELDS_FILE);
        List<String> lines = header.orderedFields();
        if (!lines.equals(Files.exists(ordered) ? Files.readAllLines(ordered) : List.of())) {
            Files.write(ordered, lines);
        }
        if (!Image.isCurrent(trace)) {
            try (TraceReader reader = TraceReader.open(trace)) {
                Image.make(trace, reader, holds(trace));
            }
        }
    }

    /**
     * Checks that a trace can be replayed here, and prepares it.
     *
     * @param anyBuild whether that of another build of rr will do
     * @return its header
     */
    static TraceHeader toReplay(Path trace, Installation rr, boolean anyBuild) throws IOException, TraceUnusable {
        TraceHeader header = header(trace);
        if (!anyBuild) {
            RecordedEnvironment.checkBuild(header, rr.build());
        }
        new RecordedEnvironment(header).check();
        ensure(trace, header);
        OldBuilds.use(Path.of(rr.innerJar()).getParent());
        return header;
    }

    /** Orders of racing accesses with which the trace was verified, beside those that were recorded. */
    static List<Hold> holds(Path trace) {
        Verdict verdict = Verdict.read(trace);
        List<Hold> holds = new ArrayList<>();
        if (verdict != null && verdict.equal()) {
            for (List<Long> order : verdict.orders()) {
                holds.add(new Hold(order.get(0).intValue(), order.get(1), order.get(2).intValue(), order.get(3)));
            }
        }
        return holds;
    }

    /** Whether the recorded program saw that references were cleared: a replay holds their referents for longer. */
    static boolean wantsMemory(Path trace) throws IOException, TraceUnusable {
        try (ImageReader image = ImageReader.open(Image.path(trace))) {
            return image.seesCollector();
        }
    }

    /** The code with which a replay of the whole trace ends. */
    static int exitStatus(Path trace) throws IOException, TraceUnusable {
        try (ImageReader image = ImageReader.open(Image.path(trace))) {
            return image.exitStatus() < 0 ? END_LOST : image.exitStatus();
        }
    }

    /** The header from its file, or, where that is damaged, from its copy inside the trace, which takes a scan to find. */
    static TraceHeader header(Path folder) throws TraceUnusable {
        try {
            return TraceHeader.read(folder);
        } catch (TraceUnusable e) {
            try (TraceReader reader = TraceReader.open(folder)) {
                return reader.header();
            }
        }
    }
}
