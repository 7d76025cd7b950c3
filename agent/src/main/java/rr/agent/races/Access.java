package rr.agent.races;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An access to something that races, seen in an observed replay.
 *
 * @param lane   of the thread
 * @param event  behind which of its events
 * @param place  a number for the field of the object, or for the element
 * @param writes whether it was a write
 */
public record Access(int lane, long event, long place, boolean writes) {
    /** As in findings.h. */
    private static final String SUFFIX = ".accesses";
    private static final int HEAD = 64;
    private static final int ROW = 2 * Long.BYTES;

    /** Where the accesses of a replay are whose findings are in that file. */
    public static Path file(Path findings) {
        return findings.resolveSibling(findings.getFileName() + SUFFIX);
    }

    /** Those of a replay, in their order; of many the last ones. None where the replay did not come to its start. */
    public static List<Access> read(Path findings) throws IOException {
        List<Access> accesses = new ArrayList<>();
        if (!Files.exists(file(findings)) || Files.size(file(findings)) <= HEAD) {
            return accesses;
        }
        ByteBuffer rows = ByteBuffer.wrap(Files.readAllBytes(file(findings))).order(ByteOrder.nativeOrder());
        long count = rows.getLong(0);
        long capacity = (rows.capacity() - HEAD) / ROW;
        for (long i = Math.max(0, count - capacity); i < count; i++) {
            int row = HEAD + (int) (i % capacity) * ROW;
            long behind = rows.getLong(row);
            long what = rows.getLong(row + Long.BYTES);
            accesses.add(new Access((int) behind & 0xffff, behind >>> Short.SIZE, what >>> 1, (what & 1) != 0));
        }
        return accesses;
    }

    /** Whether it makes a difference which of the two comes first. */
    public boolean conflictsWith(Access other) {
        return place == other.place && lane != other.lane && (writes || other.writes);
    }
}
