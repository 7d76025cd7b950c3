package rr.samples;

import rr.samples.harness.Guest;
import rr.samples.lockfree.Adders;
import rr.samples.lockfree.Atomics;
import rr.samples.lockfree.FieldUpdaters;
import rr.samples.lockfree.LookedUpTables;
import rr.samples.lockfree.SeldomShared;
import rr.samples.lockfree.SeqLockReaders;
import rr.samples.lockfree.SharedStatics;
import rr.samples.lockfree.SpinBarriers;
import rr.samples.lockfree.UnsafeCas;
import rr.samples.lockfree.VarHandleModes;
import rr.samples.lockfree.VolatilePingPong;

/** Volatile fields and atomic operations of every kind. */
class LockFreeIT {
    @Guest(main = VolatilePingPong.class)
    void volatilePingPong() {}

    @Guest(main = SeqLockReaders.class)
    void seqLockReaders() {}

    @Guest(main = SpinBarriers.class)
    void spinBarriers() {}

    @Guest(main = Atomics.class)
    void atomics() {}

    @Guest(main = FieldUpdaters.class)
    void fieldUpdaters() {}

    @Guest(main = VarHandleModes.class)
    void varHandleModes() {}

    @Guest(main = SeldomShared.class)
    void seldomShared() {}

    @Guest(main = SharedStatics.class)
    void sharedStatics() {}

    @Guest(main = LookedUpTables.class)
    void lookedUpTables() {}

    @Guest(main = Adders.class)
    void adders() {}

    @Guest(main = UnsafeCas.class, vmSince24 = "--sun-misc-unsafe-memory-access=allow")
    void unsafeCas() {}
}
