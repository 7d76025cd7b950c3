package rr.samples.references;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.List;
import rr.samples.Fingerprint;
import rr.samples.Report;

/** Soft references while memory gets scarce: which were cleared, when that was seen, and how they came out of their queue. */
public final class SoftReferences {
    private static final int ENTRIES = 60;
    private static final int ROUNDS = 400;
    private static final int ENTRY_BYTES = 300_000;

    private SoftReferences() {}

    /** One that knows its number, and counts how often it was asked. */
    private static final class Entry extends SoftReference<byte[]> {
        final int number;
        int asked;

        Entry(int number, ReferenceQueue<byte[]> queue) {
            super(new byte[ENTRY_BYTES], queue);
            this.number = number;
        }

        @Override
        public byte[] get() {
            asked++;
            return super.get();
        }
    }

    public static void main(String[] args) {
        ReferenceQueue<byte[]> queue = new ReferenceQueue<>();
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < ENTRIES; i++) {
            entries.add(new Entry(i, queue));
        }
        Fingerprint found = new Fingerprint();
        Fingerprint queued = new Fingerprint();
        List<byte[]> pressure = new ArrayList<>();
        int refilled = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Entry entry = entries.get(round * 7 % ENTRIES);
            byte[] bytes = entry.get();
            if (bytes == null) {
                entries.set(round * 7 % ENTRIES, new Entry(entry.number, queue));
                refilled++;
            }
            found.add(bytes == null ? 0 : 1);
            pressure.add(new byte[ENTRY_BYTES]);
            if (round % 50 == 49) {
                pressure.clear();
            }
            for (Object out = queue.poll(); out != null; out = queue.poll()) {
                queued.add(((Entry) out).number);
            }
        }
        int asked = 0;
        for (Entry entry : entries) {
            asked += entry.asked;
        }
        new Report().line("found %s, refilled %d", found, refilled).line("queued %s, asked %d", queued, asked).end();
    }
}
