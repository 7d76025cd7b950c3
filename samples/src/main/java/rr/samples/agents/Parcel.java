package rr.samples.agents;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What {@link SelfAttach} gives to class loaders under other names of this length. */
public final class Parcel implements Supplier<String> {
    private static final AtomicInteger CALLS = new AtomicInteger();

    @Override
    public String get() {
        return "call " + CALLS.incrementAndGet();
    }
}
