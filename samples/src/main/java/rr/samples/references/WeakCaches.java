package rr.samples.references;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Four threads that share caches with weak and with soft values in a small heap, as libraries have them. */
public final class WeakCaches {
    private static final int WORKERS = 4;
    private static final int KEYS = 500;

    private final ReferenceQueue<byte[]> queue = new ReferenceQueue<>();
    private final ConcurrentMap<Integer, Reference<byte[]>> map = new ConcurrentHashMap<>();
    private final boolean soft;
    private final AtomicLong loads = new AtomicLong();
    private final AtomicLong purged = new AtomicLong();

    private WeakCaches(boolean soft) {
        this.soft = soft;
    }

    private interface Keyed {
        Integer key();
    }

    private static final class WeakValue extends WeakReference<byte[]> implements Keyed {
        private final Integer key;

        WeakValue(Integer key, byte[] value, ReferenceQueue<byte[]> queue) {
            super(value, queue);
            this.key = key;
        }

        @Override
        public Integer key() {
            return key;
        }
    }

    private static final class SoftValue extends SoftReference<byte[]> implements Keyed {
        private final Integer key;

        SoftValue(Integer key, byte[] value, ReferenceQueue<byte[]> queue) {
            super(value, queue);
            this.key = key;
        }

        @Override
        public Integer key() {
            return key;
        }
    }

    private byte[] get(Integer key) {
        for (Reference<? extends byte[]> old = queue.poll(); old != null; old = queue.poll()) {
            if (map.remove(((Keyed) old).key(), old)) {
                purged.incrementAndGet();
            }
        }
        Reference<byte[]> reference = map.get(key);
        byte[] value = reference == null ? null : reference.get();
        if (value == null) {
            value = new byte[20_000];
            value[0] = (byte) loads.incrementAndGet();
            map.put(key, soft ? new SoftValue(key, value, queue) : new WeakValue(key, value, queue));
        }
        return value;
    }

    public static void main(String[] args) throws InterruptedException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 6_000;
        WeakCaches weak = new WeakCaches(false);
        WeakCaches soft = new WeakCaches(true);
        Fingerprint[] seen = new Fingerprint[WORKERS];
        Workers.run(WORKERS, worker -> {
            Fingerprint own = new Fingerprint();
            Deque<byte[]> recent = new ArrayDeque<>();
            for (int i = 0; i < rounds; i++) {
                byte[] value = weak.get((i * 31 + worker * 7) % KEYS);
                recent.add(value);
                if (recent.size() > 50) {
                    recent.remove();
                }
                own.add(value[0]).add(soft.get((i * 17 + worker) % KEYS)[0]);
            }
            seen[worker] = own;
        });
        Report report = new Report();
        for (Fingerprint own : seen) {
            report.line("seen %s", own);
        }
        report.line("weak: %d loaded, %d purged, %d left", weak.loads.get(), weak.purged.get(), weak.map.size());
        report.line("soft: %d loaded, %d purged, %d left", soft.loads.get(), soft.purged.get(), soft.map.size()).end();
    }
}
