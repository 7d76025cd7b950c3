package rr.samples;

import rr.samples.harness.Guest;
import rr.samples.harness.Open;
import rr.samples.references.Cleaners;
import rr.samples.references.CollectedCaches;
import rr.samples.references.DeadThreadLocals;
import rr.samples.references.ExhaustedHeap;
import rr.samples.references.Finalizers;
import rr.samples.references.QueueConsumers;
import rr.samples.references.SoftReferences;
import rr.samples.references.WeakCaches;
import rr.samples.references.WeakMaps;
import rr.samples.references.WeakReferences;

/** What the collector decides. */
class ReferencesIT {
    @Guest(main = WeakReferences.class, vm = "-Xmx64m")
    void weakReferences() {}

    @Guest(main = SoftReferences.class, vm = "-Xmx24m")
    void softReferences() {}

    @Guest(main = QueueConsumers.class, vm = "-Xmx32m")
    void queueConsumers() {}

    @Guest(main = WeakMaps.class, vm = "-Xmx32m")
    void weakMaps() {}

    @Guest(main = Cleaners.class, vm = "-Xmx32m")
    void cleaners() {}

    @Guest(main = DeadThreadLocals.class, vm = "-Xmx32m")
    void deadThreadLocals() {}

    @Guest(main = WeakCaches.class, vm = "-Xmx32m")
    void weakCaches() {}

    @Guest(main = CollectedCaches.class, vm = "-Xmx48m")
    void collectedCaches() {}

    @Guest(main = Finalizers.class, vm = "-Xmx32m")
    void finalizers() {}

    @Open("where memory ends is not recorded")
    @Guest(main = ExhaustedHeap.class, vm = "-Xmx100m")
    void exhaustedHeap() {}
}
