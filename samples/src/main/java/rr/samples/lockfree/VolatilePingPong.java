package rr.samples.lockfree;

import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Two threads hand a number to and fro through one volatile field, and count how often they looked in vain. */
public final class VolatilePingPong {
    private static final int ROUNDS = 5_000;
    private static volatile int ball;

    private VolatilePingPong() {}

    public static void main(String[] args) throws InterruptedException {
        Fingerprint[] seen = {new Fingerprint(), new Fingerprint()};
        Workers.run(2, worker -> {
            for (int i = 0; i < ROUNDS; i++) {
                int looks = 0;
                while ((ball & 1) != worker) {
                    if (++looks % 1_000 == 0) {
                        Thread.yield();
                    }
                }
                seen[worker].add(looks);
                ball++;
            }
        });
        new Report()
                .line("looks of the first  %s", seen[0])
                .line("looks of the second %s", seen[1])
                .line("ball %d", ball)
                .end();
    }
}
