package rr.samples;

import rr.samples.harness.Guest;
import rr.samples.init.InitRace;
import rr.samples.init.InitStartsThread;
import rr.samples.init.LambdaLinkage;
import rr.samples.init.OwnLoaders;

/** Class initialisation, class loading, linkage. */
class InitIT {
    @Guest(main = InitRace.class, recordings = 2)
    void initRace() {}

    @Guest(main = InitStartsThread.class, recordings = 2)
    void initStartsThread() {}

    @Guest(main = LambdaLinkage.class, recordings = 2)
    void lambdaLinkage() {}

    @Guest(main = OwnLoaders.class)
    void ownLoaders() {}
}
