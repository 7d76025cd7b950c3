package rr.samples;

import rr.samples.harness.Guest;
import rr.samples.harness.Open;
import rr.samples.values.Clocks;
import rr.samples.values.Environment;
import rr.samples.values.HashOrders;
import rr.samples.values.Loggers;
import rr.samples.values.ModuleHashes;
import rr.samples.values.Randoms;
import rr.samples.values.WeakReferences;

/** Values that come from the machine or from the VM. */
class ValuesIT {
    @Guest(main = Clocks.class)
    void clocks() {}

    @Guest(main = Randoms.class)
    void randoms() {}

    @Guest(main = HashOrders.class)
    void hashOrders() {}

    @Open("values of management beans are not recorded yet")
    @Guest(main = Environment.class, args = {"one", "two words", ""}, vm = "-Dguest.property=x")
    void environment() {}

    @Guest(main = ModuleHashes.class, recordings = 2)
    void moduleHashes() {}

    @Guest(main = Loggers.class, vm = "-Xmx64m")
    void loggers() {}

    @Open("what the collector clears is not recorded yet")
    @Guest(main = WeakReferences.class, vm = "-Xmx64m")
    void weakReferences() {}
}
