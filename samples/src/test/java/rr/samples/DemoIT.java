package rr.samples;

import org.junit.jupiter.api.Test;
import rr.samples.demo.Bank;
import rr.samples.demo.HashtableDeadlock;
import rr.samples.demo.LostWakeUp;
import rr.samples.harness.Finished;
import rr.samples.harness.Guest;
import rr.samples.harness.GuestRun;

/** The programs of the demonstration, each with a bug that shows in some runs only. */
class DemoIT {
    @Guest(main = Bank.class, exit = {0, 1}, recordings = 3)
    void bank() {}

    @Guest(main = LostWakeUp.class, exit = {0, 3}, recordings = 2)
    void lostWakeUp() {}

    @Guest(main = HashtableDeadlock.class, exit = {0, 3}, recordings = 2)
    void hashtableDeadlock() {}

    /** The command of README. */
    @Test
    void command() {
        try (GuestRun run = GuestRun.inDefaultConfiguration("DemoIT.command")) {
            Finished demo = run.run("demo", run.rr("demo", "--replays=2"));
            String text = demo.outText();
            long failed = text.lines().filter(line -> line.startsWith("  failed in recording")).count();
            long equal = text.lines().filter(line -> line.startsWith("  replayed 2 times, equal 2 times")).count();
            if (demo.exit() != 0 || failed != 3 || equal != 3) {
                throw run.failure("exit " + demo.exit() + "\n" + text + demo.errText());
            }
            run.succeed();
        }
    }
}
