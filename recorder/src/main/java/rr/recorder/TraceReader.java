package rr.recorder;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Inflater;
import rr.runtime.trace.LaneLogs;
import rr.runtime.trace.ShmLayout;
import rr.runtime.trace.TraceUnusable;

/**
 * Opens a trace for reading. A trace that is cut or damaged anywhere opens as well, up to the last good block of each lane, with
 * {@link #problems}. Nothing is written, nothing of the file is trusted but documents with a good checksum, and no method
 * throws for what a trace holds but {@link TraceUnusable}.
 */
public final class TraceReader implements LaneLogs, AutoCloseable {
    private static final String QUEUE_FILES = "*.cq4";
    /** A recording makes one file; the number of the file is kept in the offset's upper bits. */
    private static final int FILE_SHIFT = 48;
    private static final int MOST_FILES = 1 << 15;

    private final Path dir;
    private final List<TraceScan> files = new ArrayList<>();
    private final TreeMap<Integer, LaneIndex> lanes = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private final Inflater inflater = new Inflater(true);

    private TraceHeader header;
    private EndRecord end;
    private long traceId;
    private boolean traceIdKnown;
    private long nextNumber;
    private long documents;
    private long storedBytes;
    private boolean gap;
    private boolean strangers;
    private boolean clean;

    private TraceReader(Path dir) {
        this.dir = dir;
    }

    public static TraceReader open(Path dir) throws TraceUnusable {
        TraceReader reader = new TraceReader(dir);
        try {
            reader.load();
            return reader;
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw new TraceUnusable("the trace " + dir + " cannot be read: " + e, e);
        } catch (TraceUnusable e) {
            reader.close();
            throw e;
        }
    }

    /** How the recording was made. */
    public TraceHeader header() {
        return header;
    }

    /** What is wrong with the trace, one line each; empty for a good one. */
    public List<String> problems() {
        return Collections.unmodifiableList(problems);
    }

    @Override
    public int exitCode() {
        return end == null ? -1 : end.exitCode();
    }

    /** Bytes of the trace's documents. */
    public long storedBytes() {
        return storedBytes;
    }

    public long documents() {
        return documents;
    }

    @Override
    public int[] lanes() {
        return lanes.values().stream().filter(each -> each.finalCount() > 0).mapToInt(each -> each.lane).toArray();
    }

    @Override
    public long finalCount(int lane) {
        LaneIndex index = lanes.get(lane);
        return index == null ? 0 : index.finalCount();
    }

    @Override
    public boolean complete(int lane) {
        LaneIndex index = lanes.get(lane);
        // A lane without a block in a trace without an end may have had events that nobody knows of.
        return index == null ? end != null : index.complete();
    }

    @Override
    public boolean clean() {
        return clean;
    }

    @Override
    public Blocks blocks(int lane) {
        return new LaneBlocks(lanes.getOrDefault(lane, new LaneIndex(lane)));
    }

    private String whyEmpty() {
        String reason = header.end() != null ? String.valueOf(header.end().get("reason")) : "";
        return (reason.isEmpty() ? "" : ": the recording found " + reason) + "; record again";
    }

    private void load() throws IOException, TraceUnusable {
        String headerProblem = null;
        try {
            header = TraceHeader.read(dir);
            traceId = header.traceId();
            traceIdKnown = true;
        } catch (TraceUnusable e) {
            headerProblem = e.getMessage();
        }
        openFiles();
        if (files.isEmpty()) {
            throw new TraceUnusable(headerProblem != null ? headerProblem : dir + " has no recorded data (" + QUEUE_FILES + ")" + whyEmpty());
        }
        for (int i = 0; i < files.size(); i++) {
            long file = (long) i << FILE_SHIFT;
            files.get(i).visit((document, offset, bytes, at) -> take(document, file | offset, bytes, at));
        }
        if (header == null) {
            throw new TraceUnusable(headerProblem);
        }
        if (headerProblem != null) {
            problems.add(headerProblem + "; the copy inside the trace is used");
        }
        settle();
    }

    private void openFiles() throws IOException {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(dir, QUEUE_FILES)) {
            found.forEach(paths::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return;
        }
        Collections.sort(paths);
        for (Path path : paths.subList(0, Math.min(paths.size(), MOST_FILES))) {
            files.add(new TraceScan(path));
        }
    }

    private void take(TraceDocument document, long offset, byte[] bytes, int at) {
        if (!traceIdKnown) {
            traceId = document.traceId;
            traceIdKnown = true;
        }
        if (document.traceId != traceId) {
            strangers = true;
            return;
        }
        if (document.number < nextNumber) {
            return;
        }
        if (document.number > nextNumber) {
            gap = true;
            problems.add((document.number - nextNumber) + " documents are missing or damaged before byte "
                    + (offset & (1L << FILE_SHIFT) - 1) + " of the trace");
        }
        nextNumber = document.number + 1;
        documents++;
        storedBytes += document.length();
        try {
            index(document, offset, bytes, at);
        } catch (TraceUnusable e) {
            gap = true;
            problems.add(e.getMessage());
        }
    }

    private void index(TraceDocument document, long offset, byte[] bytes, int at) throws TraceUnusable {
        switch (document.kind) {
            case TraceDocument.HEADER:
                TraceHeader inside = TraceHeader.parse(document.body(bytes, at, inflater), "the header inside the trace");
                if (header == null || !header.fields().containsKey("end")) {
                    header = inside;
                }
                break;
            case TraceDocument.BLOCK:
                lane(document).addBlock(document.seq, offset);
                break;
            case TraceDocument.PARTIAL:
                lane(document).addPartial(document.seq, document.offset, document.bodyLength, offset);
                break;
            case TraceDocument.END:
                end = EndRecord.read(document.body(bytes, at, inflater));
                break;
            default:
                throw new TraceUnusable("document " + document.number + " has the unknown kind " + document.kind);
        }
    }

    private LaneIndex lane(TraceDocument document) throws TraceUnusable {
        if (document.lane <= 0 || document.lane >= ShmLayout.MAX_LANES) {
            throw new TraceUnusable("document " + document.number + " belongs to lane " + document.lane);
        }
        return lanes.computeIfAbsent(document.lane, LaneIndex::new);
    }

    private void settle() throws TraceUnusable {
        Map<Integer, EndRecord.Lane> ends = new TreeMap<>();
        if (end != null) {
            for (EndRecord.Lane each : end.lanes) {
                ends.put(each.lane(), each);
                lanes.computeIfAbsent(each.lane(), LaneIndex::new);
            }
        }
        for (LaneIndex index : lanes.values()) {
            LaneBlocks blocks = new LaneBlocks(index);
            byte[] last = blocks.goToLast() ? blocks.bytes() : new byte[0];
            String problem = index.settle(last, blocks.first(), ends.get(index.lane));
            if (problem != null) {
                problems.add(problem);
            }
        }
        if (strangers) {
            problems.add("documents of another trace are mixed in; they are ignored");
        }
        if (end == null) {
            problems.add("the end of the recording is missing: it was killed, is still running, or the trace is cut");
        } else if (!end.reason.isEmpty()) {
            problems.add("the recording did not end cleanly: " + end.reason);
        }
        clean = end != null && end.clean && !gap && lanes.values().stream().allMatch(LaneIndex::complete);
    }

    /** One document's body, read from its file again. */
    private byte[] body(long offset, TraceDocument[] documentOut) throws TraceUnusable {
        TraceScan file = files.get((int) (offset >>> FILE_SHIFT));
        long at = offset & (1L << FILE_SHIFT) - 1;
        try {
            byte[] head = new byte[TraceDocument.HEAD];
            int length = file.read(at, head, head.length) == head.length ? TraceDocument.claimedLength(head, 0) : -1;
            byte[] whole = new byte[Math.max(length, 0)];
            TraceDocument document = length > 0 && file.read(at, whole, length) == length ? TraceDocument.read(whole, 0, length) : null;
            if (document == null) {
                throw new TraceUnusable("the trace " + dir + " changed while it was read; open it again");
            }
            documentOut[0] = document;
            return document.body(whole, 0, inflater);
        } catch (IOException e) {
            throw new TraceUnusable("the trace " + dir + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        inflater.end();
        for (TraceScan file : files) {
            try {
                file.close();
            } catch (IOException e) {
                // Opened for reading: nothing can be lost.
            }
        }
    }

    private final class LaneBlocks implements Blocks {
        private final LaneIndex index;
        private final TraceDocument[] document = new TraceDocument[1];
        private int next;
        private byte[] bytes = new byte[0];
        private int length;
        private long first;

        LaneBlocks(LaneIndex index) {
            this.index = index;
        }

        @Override
        public boolean next() throws TraceUnusable {
            if (next >= index.usableBlocks()) {
                return false;
            }
            long[] parts = index.documentsOf(next++);
            bytes = body(parts[0], document);
            first = document[0].first;
            for (int i = 1; i < parts.length; i++) {
                byte[] more = body(parts[i], document);
                byte[] joined = Arrays.copyOf(bytes, bytes.length + more.length);
                System.arraycopy(more, 0, joined, bytes.length, more.length);
                bytes = joined;
            }
            boolean cut = next == index.usableBlocks() && index.lastBlockBytes() >= 0;
            length = cut ? index.lastBlockBytes() : bytes.length;
            return true;
        }

        boolean goToLast() throws TraceUnusable {
            next = Math.max(index.usableBlocks() - 1, 0);
            return next();
        }

        @Override
        public byte[] bytes() {
            return bytes;
        }

        @Override
        public int start() {
            return 0;
        }

        @Override
        public int end() {
            return length;
        }

        @Override
        public long first() {
            return first;
        }
    }
}
