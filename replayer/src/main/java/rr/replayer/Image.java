package rr.replayer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import rr.runtime.trace.ImageFormat;
import rr.runtime.trace.LaneLogs;
import rr.runtime.trace.TraceUnusable;

/** The image of a trace: where it is, whether it is still right, and how it is made. */
public final class Image {
    /** Files from which an image is made: the queue's data. */
    private static final String DATA_FILES = "*.cq4";

    private Image() {}

    /** Where the image of a trace is kept. */
    public static Path path(Path traceDir) {
        return traceDir.resolve(ImageFormat.FILE_NAME);
    }

    /** Whether the trace has an image that was made from it as it is now, by this version. */
    public static boolean isCurrent(Path traceDir) {
        return isCurrent(traceDir, path(traceDir));
    }

    public static boolean isCurrent(Path traceDir, Path image) {
        if (!Files.isRegularFile(image)) {
            return false;
        }
        try (ImageReader reader = ImageReader.open(image)) {
            return reader.fingerprint() == fingerprint(traceDir);
        } catch (IOException | TraceUnusable e) {
            return false;
        }
    }

    /** Makes the image of a trace in its usual place. */
    public static Schedule make(Path traceDir, LaneLogs logs) throws TraceUnusable {
        return make(traceDir, logs, path(traceDir));
    }

    /** The same, of a schedule with holds. */
    public static Schedule make(Path traceDir, LaneLogs logs, List<Hold> holds) throws TraceUnusable {
        return make(traceDir, logs, path(traceDir), holds, 0);
    }

    /** Makes an image in the usual place for one replay, to see whether it goes further: it is not current for any other. */
    public static Schedule attempt(Path traceDir, LaneLogs logs, List<Hold> holds) throws TraceUnusable {
        return make(traceDir, logs, path(traceDir), holds, 1);
    }

    /** Makes the image somewhere else, for a trace that cannot be written to. */
    public static Schedule make(Path traceDir, LaneLogs logs, Path image) throws TraceUnusable {
        return make(traceDir, logs, image, List.of(), 0);
    }

    private static Schedule make(Path traceDir, LaneLogs logs, Path image, List<Hold> holds, long stale) throws TraceUnusable {
        try {
            // Taken first: what changes meanwhile makes the image stale.
            long fingerprint = fingerprint(traceDir) ^ stale;
            if (logs.lanes().length == 0) {
                throw new TraceUnusable("the trace " + traceDir + " holds no events: record again");
            }
            Schedule schedule = new ScheduleBuilder(logs, holds).build();
            ImageWriter.write(logs, schedule, fingerprint, image);
            return schedule;
        } catch (IOException e) {
            throw new TraceUnusable("the image " + image + " cannot be written: " + e, e);
        }
    }

    /** Names, sizes and times of the files with the recorded data. A copied trace may get a new image; a changed one does. */
    static long fingerprint(Path traceDir) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(traceDir, DATA_FILES)) {
            found.forEach(files::add);
        }
        Collections.sort(files);
        CRC32C names = new CRC32C();
        long state = ImageFormat.VERSION;
        for (Path file : files) {
            names.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
            state = mix(state ^ Files.size(file));
            state = mix(state ^ Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS));
        }
        return mix(state ^ names.getValue());
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 32) * 0x9e3779b97f4a7c15L;
        return mixed ^ mixed >>> 29;
    }
}
