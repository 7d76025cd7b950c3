package rr.samples.values;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Every source of random numbers that seeds itself, in main and in several threads at once. */
public final class Randoms {
    private Randoms() {}

    public static void main(String[] args) throws InterruptedException, NoSuchAlgorithmException {
        Report report = new Report();
        report.line("Random %d %d", new Random().nextInt(), new Random().nextLong());
        report.line("Math.random %s", Math.random());
        report.line("ThreadLocalRandom %d", ThreadLocalRandom.current().nextLong());
        report.line("SplittableRandom %d", new SplittableRandom().split().nextLong());
        report.line("RandomGenerator %d", RandomGenerator.of("Xoshiro256PlusPlus").nextLong());
        report.line("SecureRandom %d", new SecureRandom().nextLong());
        report.line("seed bytes %s", hex(SecureRandom.getSeed(8)));
        SecureRandom generator = SecureRandom.getInstance("SHA1PRNG");
        report.line("SHA1PRNG %d", generator.nextLong());
        report.line("UUID %s", UUID.randomUUID());
        List<Integer> cards = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            cards.add(i);
        }
        Collections.shuffle(cards);
        report.line("shuffled %s", cards);

        Random shared = new Random();
        SecureRandom sharedSecure = new SecureRandom();
        Fingerprint[] seen = new Fingerprint[3];
        Workers.run(3, worker -> {
            Fingerprint mine = new Fingerprint();
            seen[worker] = mine;
            for (int i = 0; i < 500; i++) {
                mine.add(shared.nextInt()).add(ThreadLocalRandom.current().nextInt()).add((long) (1e15 * Math.random()));
                if (i % 10 == 0) {
                    mine.add(sharedSecure.nextInt()).add(new Random().nextInt()).add(UUID.randomUUID().getLeastSignificantBits());
                }
            }
        });
        for (int i = 0; i < 3; i++) {
            report.line("thread %d drew %s", i, seen[i]);
        }
        report.end();
    }

    private static String hex(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append(String.format("%02x", b));
        }
        return text.toString();
    }
}
