package rr.samples.lockfree;

import java.util.Arrays;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/**
 * Tables in a volatile field whose elements are set under a lock, one by one, and read without it: what a thread finds, an entry or
 * nothing yet, decides whether it takes the lock. One class of its own, one whose tables are read by a subclass, too.
 */
public final class LookedUpTables {
    private static final int THREADS = 3;
    private static final int ROUNDS = 3_000;

    private LookedUpTables() {}

    private static final class Entry {
        final int key;
        final int maker;

        Entry(int key, int maker) {
            this.key = key;
            this.maker = maker;
        }
    }

    private static class Table {
        volatile Entry[] entries = new Entry[8];

        Entry find(int key) {
            Entry[] now = entries;
            return key < now.length ? now[key] : null;
        }

        /** The entry that is there when it returns; made by whoever is first. */
        synchronized Entry make(int key, int maker) {
            if (key >= entries.length) {
                entries = Arrays.copyOf(entries, 2 * key);
            }
            Entry[] now = entries;
            if (now[key] == null) {
                now[key] = new Entry(key, maker);
            }
            return now[key];
        }
    }

    /** Looks at an element in the bodies of another class than the one that has the field. */
    private static final class Forgetting extends Table {
        synchronized void forget(int key) {
            entries[key] = null;
        }

        boolean knows(int key) {
            return key < entries.length && entries[key] != null;
        }
    }

    public static void main(String[] args) throws InterruptedException {
        Table growing = new Table();
        Forgetting changing = new Forgetting();
        Fingerprint[] seen = new Fingerprint[THREADS];
        Workers.run(THREADS, worker -> {
            Fingerprint mine = new Fingerprint();
            seen[worker] = mine;
            for (int i = 0; i < ROUNDS; i++) {
                Entry found = growing.find(i);
                mine.add(found == null ? -1 : found.maker);
                if (found == null) {
                    mine.add(growing.make(i, worker).maker);
                }
                int key = (i + worker) % 7;
                if (changing.knows(key)) {
                    changing.forget(key);
                } else {
                    mine.add(changing.make(key, worker).key);
                }
            }
        });
        Report report = new Report();
        for (int i = 0; i < THREADS; i++) {
            report.line("thread %d saw %s", i, seen[i]);
        }
        report.end();
    }
}
