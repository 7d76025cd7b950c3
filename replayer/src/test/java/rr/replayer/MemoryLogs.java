package rr.replayer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import rr.runtime.trace.EntryKind;
import rr.runtime.trace.EntryWriter;
import rr.runtime.trace.LaneLogs;
import rr.runtime.trace.ShmLayout;

/** Logs of lanes in memory, written entry by entry as a primary would, in blocks. */
final class MemoryLogs implements LaneLogs {
    private static final class Lane {
        final List<byte[]> blocks = new ArrayList<>();
        final List<Long> firsts = new ArrayList<>();
        final EntryWriter entries = new EntryWriter(256);
        long first;
        long finalCount;
        boolean complete = true;
    }

    private final TreeMap<Integer, Lane> lanes = new TreeMap<>();
    private final int blockBytes;
    boolean clean = true;

    MemoryLogs(int blockBytes) {
        this.blockBytes = blockBytes;
    }

    /** Begins an entry of the lane at that event. */
    EntryWriter entry(int lane, int kind, long count) {
        Lane log = lane(lane);
        if (log.entries.length() >= blockBytes) {
            publish(log);
        }
        return log.entries.begin(kind, count);
    }

    /** Count of the lane's last entry. */
    long lastEntry(int lane) {
        return lane(lane).entries.count();
    }

    /** Says how many events the lane has had. */
    void finish(int lane, long finalCount) {
        lane(lane).finalCount = finalCount;
    }

    /** Keeps only the lane's first blocks, as if the others were lost: usable is what comes before its last event. */
    void lose(int lane, int keptBlocks) {
        Lane log = lane(lane);
        publish(log);
        if (keptBlocks < log.blocks.size()) {
            log.finalCount = Math.max(log.firsts.get(keptBlocks) - 1, 0);
            log.blocks.subList(keptBlocks, log.blocks.size()).clear();
            log.complete = false;
            clean = false;
        }
    }

    private Lane lane(int lane) {
        return lanes.computeIfAbsent(lane, key -> new Lane());
    }

    private static void publish(Lane log) {
        if (log.entries.length() > 0) {
            byte[] block = Arrays.copyOf(log.entries.bytes(), log.entries.length());
            log.blocks.add(block);
            log.firsts.add(log.first);
            log.first = log.entries.count();
            log.entries.reset(log.first);
        }
    }

    @Override
    public int[] lanes() {
        return lanes.keySet().stream().filter(lane -> lanes.get(lane).finalCount > 0).mapToInt(Integer::intValue).toArray();
    }

    @Override
    public long finalCount(int lane) {
        return lane(lane).finalCount;
    }

    @Override
    public boolean complete(int lane) {
        return !lanes.containsKey(lane) || lane(lane).complete;
    }

    @Override
    public boolean clean() {
        return clean;
    }

    @Override
    public Blocks blocks(int lane) {
        Lane log = lane(lane);
        publish(log);
        return new Blocks() {
            private int next;

            @Override
            public boolean next() {
                return next++ < log.blocks.size();
            }

            @Override
            public byte[] bytes() {
                return log.blocks.get(next - 1);
            }

            @Override
            public int start() {
                return 0;
            }

            @Override
            public int end() {
                return bytes().length;
            }

            @Override
            public long first() {
                return log.firsts.get(next - 1);
            }
        };
    }

    /** A BEGIN entry of that lane at its next event. */
    void begin(int lane, long count, int parent, long parentCount, String name) {
        int kind = ShmLayout.isClassLane(lane) ? ShmLayout.KIND_CLASS : parent == 0 ? ShmLayout.KIND_MAIN : ShmLayout.KIND_THREAD;
        entry(lane, EntryKind.BEGIN, count).v(parent).v(parentCount).u8(kind)
                .counted(name.getBytes(StandardCharsets.UTF_8));
    }
}
