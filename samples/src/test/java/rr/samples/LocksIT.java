package rr.samples;

import rr.samples.harness.Guest;
import rr.samples.locks.Conditions;
import rr.samples.locks.ReadWriteLocks;
import rr.samples.locks.ReentrantLocks;
import rr.samples.locks.StampedLocks;
import rr.samples.locks.Synchronizers;

/** Locks and synchronizers of java.util.concurrent. */
class LocksIT {
    @Guest(main = ReentrantLocks.class)
    void reentrantLocks() {}

    @Guest(main = ReadWriteLocks.class)
    void readWriteLocks() {}

    @Guest(main = StampedLocks.class)
    void stampedLocks() {}

    @Guest(main = Conditions.class)
    void conditions() {}

    @Guest(main = Synchronizers.class)
    void synchronizers() {}
}
