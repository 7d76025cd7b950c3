package rr.runtime;

import static rr.runtime.Memory.U;

import java.lang.reflect.Field;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The counters from which random numbers start, which the agent's own work has moved. {@link ThreadLocalRandom} is there before the
 * recording begins: else whichever thread first meets contention in a table, be it while it loads a class, would initialise it,
 * which also draws a seed from {@link Random}.
 */
final class Seeds {
    private final AtomicLong seeder;
    private final AtomicInteger probes;
    private final AtomicLong uniquifier;

    Seeds() throws ReflectiveOperationException {
        U.ensureClassInitialized(ThreadLocalRandom.class);
        seeder = (AtomicLong) counter(ThreadLocalRandom.class, "seeder");
        probes = (AtomicInteger) counter(ThreadLocalRandom.class, "probeGenerator");
        uniquifier = (AtomicLong) counter(Random.class, "seedUniquifier");
    }

    private static Object counter(Class<?> owner, String name) throws ReflectiveOperationException {
        Field field = owner.getDeclaredField(name);
        return U.getReference(U.staticFieldBase(field), U.staticFieldOffset(field));
    }

    /** Takes them to where they were when the recording began. The main thread, which calls this, has drawn nothing. */
    void begin(Lane lane) {
        seeder.set(Start.recorded(lane, seeder.get()));
        probes.set((int) Start.recorded(lane, probes.get()));
        uniquifier.set(Start.recorded(lane, uniquifier.get()));
        Randomness.begin(Thread.currentThread(), false);
    }
}
