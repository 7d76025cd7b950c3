package rr.recorder;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import rr.runtime.trace.TraceUnusable;

/**
 * What a trace says about the recording as a whole: {@code trace.json}, and copies of it inside the trace.
 *
 * <p>The file is written when the recording starts, with {@code "ok" : false}, and replaced when it has ended cleanly. It ends
 * with a checksum of itself (taken with eight zeros in the checksum's place), because a changed command line or environment
 * would otherwise replay as something else without a word.
 */
public final class TraceHeader {
    public static final String FILE_NAME = "trace.json";
    /** Version of the trace's format as a whole: documents, entries and this header. */
    public static final int FORMAT = 1;
    /** In an entry of the class path: its bytes, in base 64, if a replay may have to put it back. */
    public static final String CONTENT = "content";
    /** Lines with the plain fields that are ordered in this recording, for the recorded and the replayed process; absent if there are none. */
    public static final String ORDERED_FIELDS_FILE = "ordered-fields.txt";

    private static final String ZEROS = "00000000";
    private static final String CHECKSUM_PREFIX = "crc32c:";

    private final Map<String, Object> fields;

    TraceHeader() {
        this(new LinkedHashMap<>());
    }

    private TraceHeader(Map<String, Object> fields) {
        this.fields = fields;
    }

    /** All fields, in the order of the file. */
    public Map<String, Object> fields() {
        return fields;
    }

    TraceHeader put(String name, Object value) {
        if (value != null) {
            fields.put(name, value);
        }
        return this;
    }

    /** Whether the recording ended cleanly and nothing of it is missing. */
    public boolean ok() {
        return Boolean.TRUE.equals(fields.get("ok"));
    }

    long traceId() {
        return Long.parseUnsignedLong(string("traceId", "0"), 16);
    }

    /** The recorded command, program first. */
    public List<String> command() {
        return strings("command");
    }

    public Path workingDirectory() {
        return Path.of(string("cwd", "."));
    }

    public Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        map("environment").forEach((name, value) -> environment.put(name, String.valueOf(value)));
        return environment;
    }

    /** The recorded JDK: {@code home}, and what its {@code release} file says. */
    public Map<String, Object> jdk() {
        return map("jdk");
    }

    /** Digest of the rr that recorded, its tables of operations and library calls included, or an empty string. */
    public String build() {
        return string("build", "");
    }

    /** Entries of the class path, each with path, bytes, modified (milliseconds) and, where it was computed, sha256. */
    public List<Map<String, Object>> classPath() {
        List<Map<String, Object>> entries = new ArrayList<>();
        if (fields.get("classPath") instanceof List<?> list) {
            for (Object entry : list) {
                entries.add(asMap(entry));
            }
        }
        return entries;
    }

    /** Plain fields that were ordered because they are known to race: lines as in the file beside the traces. */
    public List<String> orderedFields() {
        return strings("orderedFields");
    }

    /** What was added when the recording ended; null if nothing was. */
    public Map<?, ?> end() {
        return fields.get("end") instanceof Map<?, ?> end ? end : null;
    }

    /** A number, or the given one where the header does not say. */
    public long number(String name, long otherwise) {
        return fields.get(name) instanceof Number n ? n.longValue() : otherwise;
    }

    public String string(String name, String otherwise) {
        return fields.get(name) instanceof String s ? s : otherwise;
    }

    private List<String> strings(String name) {
        List<String> strings = new ArrayList<>();
        if (fields.get(name) instanceof List<?> list) {
            for (Object each : list) {
                strings.add(String.valueOf(each));
            }
        }
        return strings;
    }

    private Map<String, Object> map(String name) {
        return asMap(fields.get(name));
    }

    private static Map<String, Object> asMap(Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> m) {
            m.forEach((key, each) -> map.put(String.valueOf(key), each));
        }
        return map;
    }

    /** The bytes of the file. */
    byte[] toBytes() throws IOException {
        Map<String, Object> withChecksum = new LinkedHashMap<>(fields);
        withChecksum.put("checksum", CHECKSUM_PREFIX + ZEROS);
        String zeroed = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(withChecksum) + "\n";
        byte[] bytes = zeroed.getBytes(StandardCharsets.UTF_8);
        byte[] digits = String.format("%08x", checksum(bytes)).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, bytes, checksumAt(bytes), digits.length);
        return bytes;
    }

    /** Replaces the file in one step: whoever opens it sees the old or the new one. */
    void write(Path dir) throws IOException {
        Path whole = dir.resolve(FILE_NAME + ".new");
        Files.write(whole, toBytes());
        Files.move(whole, dir.resolve(FILE_NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Reads {@code trace.json} of that trace. */
    public static TraceHeader read(Path dir) throws TraceUnusable {
        Path file = dir.resolve(FILE_NAME);
        try {
            return parse(Files.readAllBytes(file), file.toString());
        } catch (NoSuchFileException e) {
            throw new TraceUnusable(dir + " is not a trace: it has no " + FILE_NAME, e);
        } catch (IOException e) {
            throw new TraceUnusable(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    static TraceHeader parse(byte[] bytes, String what) throws TraceUnusable {
        int at = checksumAt(bytes);
        if (at < 0) {
            throw new TraceUnusable(what + " is damaged: its checksum is missing");
        }
        String stated = new String(bytes, at, ZEROS.length(), StandardCharsets.US_ASCII);
        byte[] zeroed = bytes.clone();
        System.arraycopy(ZEROS.getBytes(StandardCharsets.US_ASCII), 0, zeroed, at, ZEROS.length());
        if (!stated.equals(String.format("%08x", checksum(zeroed)))) {
            throw new TraceUnusable(what + " is damaged: its checksum is wrong");
        }
        try {
            TraceHeader header = new TraceHeader(JSON.std.mapFrom(bytes));
            header.fields.remove("checksum");
            header.checkVersion(what);
            return header;
        } catch (IOException | RuntimeException e) {
            throw new TraceUnusable(what + " is no header of a trace: " + firstLine(e), e);
        }
    }

    private void checkVersion(String what) throws TraceUnusable {
        long found = number("format", -1);
        if (found != FORMAT) {
            String then = found > FORMAT ? "replay it with the newer rr that recorded it" : "record again, or replay it with the older rr";
            throw new TraceUnusable(what + " has format " + found + ", expected " + FORMAT + ": " + then);
        }
    }

    private static String firstLine(Exception e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /** Where the digits of the checksum are, the last field of the file; -1 if there is none. */
    private static int checksumAt(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = text.lastIndexOf(CHECKSUM_PREFIX);
        return at < 0 || at + CHECKSUM_PREFIX.length() + ZEROS.length() > bytes.length ? -1 : at + CHECKSUM_PREFIX.length();
    }
}
