package rr.samples;

import rr.samples.harness.Guest;
import rr.samples.threads.DaemonsAtExit;
import rr.samples.threads.DeepStacks;
import rr.samples.threads.ExceptionFromMain;
import rr.samples.threads.ExitFromThread;
import rr.samples.threads.HaltFromThread;
import rr.samples.threads.Interrupts;
import rr.samples.threads.Lifecycle;
import rr.samples.threads.ParkUnpark;
import rr.samples.threads.ReferenceWaiters;
import rr.samples.threads.ShutdownHooks;
import rr.samples.threads.SleepAndYield;
import rr.samples.threads.StacksOfOthers;
import rr.samples.threads.ThreadLocals;
import rr.samples.threads.UncaughtExceptions;

/** Threads from start to end, and the end of the program. */
class ThreadsIT {
    @Guest(main = Lifecycle.class)
    void lifecycle() {}

    @Guest(main = Interrupts.class)
    void interrupts() {}

    @Guest(main = ParkUnpark.class)
    void parkUnpark() {}

    @Guest(main = SleepAndYield.class)
    void sleepAndYield() {}

    @Guest(main = UncaughtExceptions.class)
    void uncaughtExceptions() {}

    @Guest(main = DaemonsAtExit.class)
    void daemonsAtExit() {}

    @Guest(main = ShutdownHooks.class, exit = 5)
    void shutdownHooks() {}

    @Guest(main = ExitFromThread.class, exit = {40, 41}, recordings = 2)
    void exitFromThread() {}

    @Guest(main = HaltFromThread.class, exit = 7)
    void haltFromThread() {}

    @Guest(main = ExceptionFromMain.class, exit = 1)
    void exceptionFromMain() {}

    @Guest(main = StacksOfOthers.class)
    void stacksOfOthers() {}

    @Guest(main = ThreadLocals.class)
    void threadLocals() {}

    @Guest(main = ReferenceWaiters.class)
    void referenceWaiters() {}

    @Guest(main = DeepStacks.class)
    void deepStacks() {}
}
