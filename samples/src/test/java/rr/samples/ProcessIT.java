package rr.samples;

import rr.samples.harness.Guest;
import rr.samples.process.ChildHandles;
import rr.samples.process.ChildStreams;

/** Child processes, started in each way that the JDK has. On replay there are none. */
class ProcessIT {
    @Guest(main = ChildStreams.class, recordings = 2)
    void childStreams() {}

    @Guest(main = ChildStreams.class, vm = "-Djdk.lang.Process.launchMechanism=VFORK")
    void childStreamsByVfork() {}

    @Guest(main = ChildStreams.class, vm = "-Djdk.lang.Process.launchMechanism=FORK")
    void childStreamsByFork() {}

    @Guest(main = ChildHandles.class, recordings = 2)
    void childHandles() {}
}
