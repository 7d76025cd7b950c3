package rr.samples.lockfree;

import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** A sequence lock: readers take a snapshot of three volatile fields and try again when a writer was in between. */
public final class SeqLockReaders {
    private static final int WRITES = 8_000;

    private volatile int sequence;
    private volatile int x;
    private volatile int y;
    private volatile int z;

    private SeqLockReaders() {}

    private void write(int value) {
        sequence++;
        x = value;
        y = 2 * value;
        z = 3 * value;
        sequence++;
    }

    public static void main(String[] args) throws InterruptedException {
        SeqLockReaders shared = new SeqLockReaders();
        Fingerprint[] snapshots = {new Fingerprint(), new Fingerprint()};
        int[] retries = new int[2];
        int[] torn = new int[2];
        Workers.run(3, worker -> {
            if (worker == 2) {
                for (int i = 1; i <= WRITES; i++) {
                    shared.write(i);
                    Workers.spin(50);
                }
                return;
            }
            for (int last = 0; last < WRITES; ) {
                int before = shared.sequence;
                int x = shared.x;
                int y = shared.y;
                int z = shared.z;
                if ((before & 1) != 0 || shared.sequence != before) {
                    retries[worker]++;
                    continue;
                }
                if (x != last) {
                    snapshots[worker].add(x);
                    last = x;
                }
                if (y != 2 * x || z != 3 * x) {
                    torn[worker]++;
                }
            }
        });
        new Report()
                .line("first reader  %s retries %d torn %d", snapshots[0], retries[0], torn[0])
                .line("second reader %s retries %d torn %d", snapshots[1], retries[1], torn[1])
                .end();
    }
}
