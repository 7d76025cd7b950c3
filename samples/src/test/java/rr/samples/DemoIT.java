package rr.samples;

import rr.samples.demo.Bank;
import rr.samples.demo.HashtableDeadlock;
import rr.samples.demo.LostWakeUp;
import rr.samples.harness.Guest;

/** The programs of the demonstration, each with a bug that shows in some runs only. */
class DemoIT {
    @Guest(main = Bank.class, exit = {0, 1}, recordings = 3)
    void bank() {}

    @Guest(main = LostWakeUp.class, exit = {0, 3}, recordings = 2)
    void lostWakeUp() {}

    @Guest(main = HashtableDeadlock.class, exit = {0, 3}, recordings = 2)
    void hashtableDeadlock() {}
}
