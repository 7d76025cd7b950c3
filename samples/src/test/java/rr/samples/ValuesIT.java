package rr.samples;

import rr.samples.harness.Guest;
import rr.samples.values.Clocks;
import rr.samples.values.Environment;
import rr.samples.values.HashOrders;
import rr.samples.values.Loggers;
import rr.samples.values.ManagementBeans;
import rr.samples.values.ModuleHashes;
import rr.samples.values.Randoms;
import rr.samples.values.Serialized;
import rr.samples.values.ThreadHashes;
import rr.samples.values.VmTexts;
import rr.samples.values.ZippedInMemory;
import rr.samples.values.ZonesAndLocales;

/** Values that come from the machine or from the VM. */
class ValuesIT {
    @Guest(main = Clocks.class)
    void clocks() {}

    @Guest(main = Randoms.class)
    void randoms() {}

    @Guest(main = HashOrders.class)
    void hashOrders() {}

    @Guest(main = Environment.class, args = {"one", "two words", ""}, vm = "-Dguest.property=x")
    void environment() {}

    @Guest(main = ModuleHashes.class, recordings = 2)
    void moduleHashes() {}

    @Guest(main = ThreadHashes.class)
    void threadHashes() {}

    @Guest(main = Loggers.class, vm = "-Xmx64m")
    void loggers() {}

    @Guest(main = VmTexts.class, vm = "-Xmx1g")
    void vmTexts() {}

    @Guest(main = ManagementBeans.class, recordings = 2)
    void managementBeans() {}

    @Guest(main = Serialized.class)
    void serialized() {}

    @Guest(main = ZonesAndLocales.class, vm = {"-Duser.language=fr", "-Duser.country=CA"})
    void zonesAndLocales() {}

    @Guest(main = ZippedInMemory.class)
    void zippedInMemory() {}
}
