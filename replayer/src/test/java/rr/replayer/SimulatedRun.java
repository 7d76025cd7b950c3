package rr.replayer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import rr.runtime.trace.EntryKind;
import rr.runtime.trace.ShmLayout;

/**
 * A random execution of several lanes over order chains, recorded by the rules of {@code docs/architecture.md}. It knows what
 * each event really saw, so that a schedule can be checked by running it: every read has to meet the version that it read, and
 * every write the version that it replaced.
 */
final class SimulatedRun {
    /** An access as it really was: the version of the chain before it and after it. */
    private record Access(int chain, boolean write, long version, long after) {}

    private static final class Chain {
        int owner;
        long count;
        long version;
        final Set<Integer> readers = new HashSet<>();
    }

    private static final class Lane {
        final int id;
        final List<Access> events = new ArrayList<>();
        final Map<Integer, Long> seen = new HashMap<>();
        /** No event up to here is hidden in a store buffer. */
        long fenced;
        /** The class initialiser that runs on this lane's thread, and the lane that it interrupted. */
        Lane inner;
        Lane outer;
        int left;
        boolean ended;
        long skewNanos;

        Lane(int id) {
            this.id = id;
        }

        long count() {
            return events.size();
        }
    }

    private static final int MOST_HIDDEN = 40;

    final MemoryLogs logs;
    private final Random random;
    private final Chain[] chains;
    private final Map<Integer, Lane> lanes = new HashMap<>();
    private int nextClassLane = ShmLayout.MAX_THREAD_LANES;
    private int nextLane = 1;
    private long nanos;
    private long versions;
    private int starts;

    SimulatedRun(long seed, int chainCount, int eventsPerThread) {
        random = new Random(seed);
        logs = new MemoryLogs(20 + random.nextInt(200));
        chains = new Chain[chainCount];
        for (int i = 0; i < chainCount; i++) {
            chains[i] = new Chain();
        }
        start(0, 0, eventsPerThread);
        run(eventsPerThread);
    }

    private void run(int eventsPerThread) {
        while (true) {
            List<Lane> live = lanes.values().stream().filter(lane -> !lane.ended && lane.inner == null).toList();
            if (live.isEmpty()) {
                break;
            }
            Lane lane = live.get(random.nextInt(live.size()));
            for (int burst = 1 + random.nextInt(12); burst > 0 && !lane.ended && lane.inner == null; burst--) {
                step(lane, eventsPerThread);
            }
        }
        lanes.values().forEach(lane -> logs.finish(lane.id, lane.count()));
    }

    private void step(Lane lane, int eventsPerThread) {
        nanos += random.nextInt(50_000);
        if (random.nextInt(8) == 0 && lane.count() > 0 && logs.lastEntry(lane.id) <= lane.count()) {
            // Wrong clocks must not lead to a wrong order; every lane has its own here.
            logs.entry(lane.id, EntryKind.TIME, lane.count()).v(nanos + lane.skewNanos);
        }
        if (lane.left-- <= 0) {
            end(lane);
            return;
        }
        int choice = random.nextInt(100);
        Chain chain = chains[random.nextInt(chains.length)];
        if (choice < 55) {
            read(lane, chain);
        } else if (choice < 93) {
            write(lane, chain);
        } else if (choice < 95 && starts < 12 && !ShmLayout.isClassLane(lane.id)) {
            starts++;
            event(lane, null);
            logs.entry(lane.id, EntryKind.START, lane.count()).v(lowestFreeLane());
            lane.fenced = lane.count();
            start(lane.id, lane.count(), eventsPerThread);
        } else if (choice < 97) {
            initialise(lane);
        } else if (choice < 98) {
            sample(lane);
        } else {
            event(lane, null);
            logs.entry(lane.id, EntryKind.VALUE, lane.count()).v(1).z(random.nextLong());
        }
    }

    private int lowestFreeLane() {
        return lanes.values().stream().filter(lane -> lane.ended && !ShmLayout.isClassLane(lane.id)).mapToInt(lane -> lane.id)
                .min().orElse(nextLane);
    }

    private void start(int parent, long parentCount, int events) {
        int id = lowestFreeLane();
        nextLane = Math.max(nextLane, id + 1);
        Lane lane = lanes.computeIfAbsent(id, Lane::new);
        lane.ended = false;
        lane.left = events;
        lane.skewNanos = random.nextInt(20_000_000);
        logs.begin(id, lane.count() + 1, parent, parentCount, "thread");
        event(lane, null);
        lane.fenced = lane.count();
    }

    private void end(Lane lane) {
        if (ShmLayout.isClassLane(lane.id)) {
            lane.ended = true;
            Lane outer = lane.outer;
            outer.inner = null;
            logs.entry(outer.id, EntryKind.RESUME, outer.count() + 1).v(lane.id).v(lane.count());
            outer.fenced = outer.count();
            return;
        }
        event(lane, null);
        logs.entry(lane.id, EntryKind.END, lane.count());
        lane.ended = true;
    }

    /** Class initialisers run to their end on the thread that they interrupt, between two of its events. */
    private void initialise(Lane lane) {
        Lane initialiser = new Lane(nextClassLane++);
        lanes.put(initialiser.id, initialiser);
        initialiser.outer = lane;
        initialiser.left = 1 + random.nextInt(5);
        lane.inner = initialiser;
        logs.begin(initialiser.id, 1, lane.id, lane.count(), "C" + initialiser.id);
        write(initialiser, chains[random.nextInt(chains.length)]);
    }

    private void event(Lane lane, Access access) {
        lane.events.add(access);
        if (logs.lastEntry(lane.id) == lane.count()) {
            // The first event after a class initialiser has an incoming edge, so it must not be hidden either.
            lane.fenced = lane.count();
        }
    }

    private int indexOf(Chain chain) {
        return Arrays.asList(chains).indexOf(chain);
    }

    private void read(Lane lane, Chain chain) {
        if (ShmLayout.isClassLane(lane.id)) {
            write(lane, chain);
            return;
        }
        event(lane, new Access(indexOf(chain), false, chain.version, chain.version));
        if (chain.owner == lane.id || chain.readers.contains(lane.id)) {
            return;
        }
        chain.readers.add(lane.id);
        acquire(lane, chain.owner, chain.count);
    }

    private void acquire(Lane lane, int owner, long count) {
        if (owner != 0 && lane.seen.getOrDefault(owner, 0L) < count) {
            lane.seen.put(owner, count);
            logs.entry(lane.id, EntryKind.ACQUIRE, lane.count()).v(owner).v(count);
        }
        lane.fenced = lane.count();
    }

    private void write(Lane lane, Chain chain) {
        event(lane, new Access(indexOf(chain), true, chain.version, ++versions));
        Set<Integer> others = new HashSet<>(chain.readers);
        others.add(chain.owner);
        others.remove(lane.id);
        others.remove(0);
        if (!others.isEmpty()) {
            // What was known of another lane before does not make its sample superfluous: hidden reads may be behind it.
            var entry = logs.entry(lane.id, EntryKind.STEAL, lane.count()).v(others.size());
            for (int other : others) {
                long sampled = sampled(lanes.get(other));
                entry.v(other).v(sampled);
                lane.seen.merge(other, sampled, Math::max);
            }
        }
        // An atomic operation drains the store buffer, whether it logs something or not.
        lane.fenced = lane.count();
        chain.version = versions;
        chain.owner = lane.id;
        chain.count = lane.count();
        chain.readers.clear();
    }

    /** What others see of a lane's count: reads that logged nothing may be hidden. */
    private long sampled(Lane lane) {
        long hidden = Math.min(lane.count() - lane.fenced, MOST_HIDDEN);
        return lane.count() - (hidden > 0 ? random.nextLong(hidden + 1) : 0);
    }

    private void sample(Lane lane) {
        event(lane, null);
        List<Lane> others = lanes.values().stream()
                .filter(other -> other != lane && !ShmLayout.isClassLane(other.id) && other.count() > 0)
                .toList();
        if (!others.isEmpty()) {
            var entry = logs.entry(lane.id, EntryKind.SAMPLE, lane.count()).v(others.size());
            others.forEach(other -> entry.v(other.id).v(sampled(other)));
            lane.fenced = lane.count();
        }
    }

    /** Runs the schedule; a description of the first event that does not see what it saw, or null. */
    String check(Schedule schedule, boolean whole) {
        long[] versionOf = new long[chains.length];
        Map<Integer, Integer> done = new HashMap<>();
        for (long i = 0; i < schedule.size(); i++) {
            Lane lane = lanes.get(schedule.lane(i));
            for (int at = done.getOrDefault(lane.id, 0); at < schedule.limit(i); at++) {
                Access access = lane.events.get(at);
                if (access == null) {
                    continue;
                }
                long version = versionOf[access.chain];
                if (version != access.version) {
                    return "lane " + lane.id + ", event " + (at + 1) + (access.write ? " replaces" : " reads") + " version " + version
                            + " of chain " + access.chain + " instead of " + access.version;
                }
                versionOf[access.chain] = access.after;
            }
            done.put(lane.id, (int) schedule.limit(i));
        }
        for (Lane lane : lanes.values()) {
            if (whole && done.getOrDefault(lane.id, 0) != lane.count()) {
                return "lane " + lane.id + " is scheduled up to " + done.get(lane.id) + " of " + lane.count();
            }
        }
        return null;
    }
}
