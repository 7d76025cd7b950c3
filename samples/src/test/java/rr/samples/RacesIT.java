package rr.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import rr.samples.harness.Finished;
import rr.samples.harness.Guest;
import rr.samples.harness.GuestRun;
import rr.samples.harness.Jdk;
import rr.samples.init.SharedCaches;
import rr.samples.monitors.TwoThreadsOneLock;
import rr.samples.races.LazyFields;
import rr.samples.races.RaceFree;
import rr.samples.races.RacingCollections;
import rr.samples.races.RacingFields;

/** Programs with data races: {@code rr races} finds them, and recordings that know them replay equal. */
class RacesIT {
    /** Races may hide behind others until those are known. */
    private static final int MOST_ROUNDS = 5;
    private static final int REPLAYS = Boolean.getBoolean("rr.long") ? 20 : 5;
    private static final String FILE = "rr-races.txt";

    @Guest(main = RaceFree.class)
    void raceFree() {}

    @Test
    void nothingRacesWhereAllIsOrdered() throws IOException {
        for (Jdk jdk : Jdk.all()) {
            requireNoRace("RacesIT.nothingRacesWhereAllIsOrdered", jdk, RaceFree.class);
        }
    }

    /** Class initialisers that other lanes wait for, and tables by identity hash codes, in regions without events and out of them. */
    @Test
    void observedReplaysOfTheJdksCachesComeToTheEnd() throws IOException {
        for (Jdk jdk : Jdk.all()) {
            requireNoRace("RacesIT.observedReplaysOfTheJdksCachesComeToTheEnd", jdk, SharedCaches.class);
        }
    }

    private static void requireNoRace(String name, Jdk jdk, Class<?> guest) throws IOException {
        try (GuestRun run = run(name, jdk)) {
            record(run, guest, 1);
            Finished races = races(run, 1);
            if (!races.outText().startsWith("no data races in the recording")) {
                throw run.failure("races found, or the replay ended early: " + races.outText() + races.errText());
            }
            run.succeed();
        }
    }

    @Test
    void fieldsAndElements() throws IOException {
        for (Jdk jdk : Jdk.all()) {
            learn("RacesIT.fieldsAndElements", jdk, RacingFields.class, List.of("field rr.samples.races.RacingFields.count:J",
                "field rr.samples.races.RacingFields.shared:I", "elements rr.samples.races.RacingFields.numbers:[I",
                "elements [I in rr.samples.races.RacingFields"));
        }
    }

    @Test
    void collectionsOfTheJdk() throws IOException {
        for (Jdk jdk : Jdk.all()) {
            learn("RacesIT.collectionsOfTheJdk", jdk, RacingCollections.class, List.of("field java.util.HashMap.size:I",
                "field java.util.ArrayDeque.tail:I", "field java.util.ArrayList.size:I"));
        }
    }

    @Test
    void endsVerified() throws IOException {
        for (Jdk jdk : Jdk.all()) {
            try (GuestRun run = run("RacesIT.endsVerified", jdk)) {
                int verified = 0;
                int recording = 0;
                while (verified < 3) { // those that take long on a busy machine are not
                    check(run, ++recording <= 10, "verified only " + verified + " times");
                    String end = recordWith(run, "record,", TwoThreadsOneLock.class, recording).errText();
                    check(run, !end.contains("not verified"), end);
                    verified += end.contains("; verified") ? 1 : 0;
                }
                String counts = Files.readString(run.folder().resolve("rr-verified.txt"));
                check(run, counts.equals("3 of 3 " + TwoThreadsOneLock.class.getName() + "\n"), "counted: " + counts);
                String settled = recordWith(run, "record,", TwoThreadsOneLock.class, recording + 1).errText();
                check(run, !settled.contains("verified"), settled);
                String never = recordWith(run, "record,verify=off,", RaceFree.class, recording + 2).errText();
                check(run, !never.contains("verified"), never);
                String always = recordWith(run, "record,verify=on,", RaceFree.class, recording + 3).errText();
                check(run, always.contains("; verified"), always);
                String info = run.run("info", run.rr("info", run.trace(recording + 3).toString())).outText();
                check(run, info.contains("verified   verified\n"), info);
                run.succeed();
            }
        }
    }

    @Test
    void divergingTracesAreNotVerified() throws IOException {
        for (Jdk jdk : Jdk.all()) {
            try (GuestRun run = run("RacesIT.divergingTracesAreNotVerified", jdk)) {
                int recording = 0;
                Finished recorded;
                boolean verified;
                do { // the threads may have run one behind the other: then it is verified, and must be so
                    Files.deleteIfExists(run.folder().resolve(FILE));
                    check(run, ++recording <= 20, "no recording diverges");
                    recorded = recordWith(run, "record,verify=on,", RacingFields.class, recording);
                    verified = recorded.errText().contains("; verified");
                    if (verified) {
                        Finished replayed = run.run("replay " + recording, run.replayCommand(run.trace(recording)));
                        check(run, replayed.exit() == recorded.exit() && replayed.outText().equals(recorded.outText()), replayed.errText());
                    }
                } while (verified);
                check(run, recorded.errText().contains("; not verified, as its replay diverges; "), recorded.errText());
                check(run, Files.readString(run.folder().resolve(FILE)).contains("field rr.samples.races.RacingFields.count:J"), "the race is not noted");
                Finished again = run.run("verify", run.rr("verify", run.trace(recording).toString()));
                check(run, again.exit() == 117, "rr verify ended with " + again.exit());
                run.succeed();
            }
        }
    }

    /** The recording tells nothing of who came first; the search finds it out, and replays know from then on. */
    @Test
    void ordersThatWereNotRecorded() throws IOException {
        for (Jdk jdk : Jdk.all()) {
            try (GuestRun run = run("RacesIT.ordersThatWereNotRecorded", jdk)) {
                int recording = 0;
                Finished recorded;
                do {
                    check(run, ++recording <= 20, "no recording diverges");
                    recorded = record(run, LazyFields.class, recording);
                } while (run.run("replay " + recording, run.replayCommand(run.trace(recording))).exit() == recorded.exit());
                // Each round may need an order, and each order a replay: more of them than the default permits, on a busy machine.
                Finished verify = run.run("verify", run.rr("verify", "--seconds=240", run.trace(recording).toString()));
                check(run, verify.exit() == 0, verify.outText() + verify.errText());
                check(run, verify.outText().startsWith("verified with another order of races, found in "), verify.outText());
                for (int i = 1; i <= REPLAYS; i++) {
                    run.assertEqual("ordered replay " + i, run.run("ordered replay " + i, run.replayCommand(run.trace(recording))), recorded);
                }
                Files.delete(run.trace(recording).resolve("replay.img"));
                run.assertEqual("replay from a new image", run.run("replay from a new image", run.replayCommand(run.trace(recording))), recorded);
                run.succeed();
            }
        }
    }

    private static void check(GuestRun run, boolean holds, String otherwise) {
        if (!holds) {
            throw run.failure(otherwise);
        }
    }

    private static Finished recordWith(GuestRun run, String options, Class<?> guest, int recording) {
        List<String> plain = run.plainCommand(List.of(), GuestRun.classPath(), List.of(guest.getName()));
        return run.run("recording " + recording, GuestRun.withAgent(plain, options + "trace=" + run.trace(recording)));
    }

    private static GuestRun run(String name, Jdk jdk) {
        return GuestRun.inDefaultConfiguration(name, jdk).timeoutSeconds(300);
    }

    /** Records and looks for races until nothing new is found, and then replays a recording. */
    private static void learn(String name, Jdk jdk, Class<?> guest, List<String> expected) throws IOException {
        try (GuestRun run = run(name, jdk)) {
            Path file = run.folder().resolve(FILE);
            int round = 0;
            String known;
            do {
                if (++round > MOST_ROUNDS) {
                    throw run.failure("new races in each of " + MOST_ROUNDS + " recordings; known: " + Files.readString(file));
                }
                known = Files.exists(file) ? Files.readString(file) : "";
                record(run, guest, round);
                races(run, round);
            } while (!known.equals(Files.exists(file) ? Files.readString(file) : ""));
            List<String> lines = known.lines().toList();
            for (String line : expected) {
                if (!lines.contains(line)) {
                    throw run.failure("not found: " + line + "; found: " + known);
                }
            }
            Finished recorded = record(run, guest, round + 1);
            for (int i = 1; i <= REPLAYS; i++) {
                run.assertEqual("replay " + i, run.run("replay " + i, run.replayCommand(run.trace(round + 1))), recorded);
            }
            run.succeed();
        }
    }

    private static Finished record(GuestRun run, Class<?> guest, int recording) {
        List<String> plain = run.plainCommand(List.of(), GuestRun.classPath(), List.of(guest.getName()));
        Finished recorded = run.run("recording " + recording, run.recordCommand(plain, recording));
        if (recorded.exit() != 0) {
            throw run.failure("the recording ended with " + recorded.exit() + "\n" + recorded.errText());
        }
        return recorded;
    }

    private static Finished races(GuestRun run, int recording) {
        Finished races = run.run("races " + recording, run.rr("races", run.trace(recording).toString()));
        if (races.exit() != 0) {
            throw run.failure("rr races ended with " + races.exit() + "\n" + races.errText());
        }
        return races;
    }
}
