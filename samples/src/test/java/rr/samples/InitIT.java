package rr.samples;

import rr.samples.harness.Guest;
import rr.samples.harness.Open;
import rr.samples.init.AskedLoader;
import rr.samples.init.CallerClasses;
import rr.samples.init.FirstAnswers;
import rr.samples.init.FirstServices;
import rr.samples.init.FirstUses;
import rr.samples.init.HiddenClasses;
import rr.samples.init.InitRace;
import rr.samples.init.InitStartsThread;
import rr.samples.init.Interned;
import rr.samples.init.LambdaLinkage;
import rr.samples.init.LazyStatics;
import rr.samples.init.LookUps;
import rr.samples.init.OwnLoaders;
import rr.samples.init.ProxyNames;
import rr.samples.init.Reflections;
import rr.samples.init.SharedCaches;
import rr.samples.init.StackWalks;

/** Class initialisation, class loading, linkage. */
class InitIT {
    @Guest(main = AskedLoader.class)
    void askedLoader() {}

    @Guest(main = CallerClasses.class)
    void callerClasses() {}

    @Guest(main = FirstAnswers.class, recordings = 3)
    void firstAnswers() {}

    @Guest(main = FirstServices.class, recordings = 2)
    void firstServices() {}

    @Guest(main = FirstUses.class, recordings = 2)
    void firstUses() {}

    @Guest(main = HiddenClasses.class)
    void hiddenClasses() {}

    @Guest(main = InitRace.class, recordings = 2)
    void initRace() {}

    @Guest(main = InitStartsThread.class, recordings = 2)
    void initStartsThread() {}

    @Guest(main = LambdaLinkage.class, recordings = 2)
    void lambdaLinkage() {}

    @Guest(main = LazyStatics.class, recordings = 2)
    void lazyStatics() {}

    @Guest(main = LookUps.class)
    void lookUps() {}

    @Open("class loading by the program's own loaders is not keyed by class yet")
    @Guest(main = OwnLoaders.class)
    void ownLoaders() {}

    @Guest(main = ProxyNames.class, recordings = 2)
    void proxyNames() {}

    @Guest(main = SharedCaches.class)
    void sharedCaches() {}

    @Guest(main = Reflections.class, vm = "-Xmx64m", recordings = 2)
    void reflections() {}

    @Guest(main = Interned.class)
    void interned() {}

    @Guest(main = StackWalks.class)
    void stackWalks() {}

    @Guest(main = LambdaLinkage.class, vm = "-Xshare:off")
    void withoutSharing() {}
}
