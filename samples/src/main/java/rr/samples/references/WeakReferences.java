package rr.samples.references;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.WeakHashMap;
import rr.samples.Fingerprint;
import rr.samples.Report;

/** References that the collector clears while the program allocates: when each was seen empty, and the order of the queue. */
public final class WeakReferences {
    private static final int ROUNDS = 300;

    private WeakReferences() {}

    public static void main(String[] args) throws InterruptedException {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        List<Reference<?>> held = new ArrayList<>();
        List<WeakReference<Object>> weak = new ArrayList<>();
        WeakHashMap<Object, Integer> map = new WeakHashMap<>();
        SoftReference<byte[]> soft = new SoftReference<>(new byte[1 << 20]);
        Fingerprint sizes = new Fingerprint();
        Fingerprint alive = new Fingerprint();
        int queued = 0;
        for (int i = 0; i < ROUNDS; i++) {
            weak.add(new WeakReference<>(new Object(), queue));
            held.add(new PhantomReference<>(new Object(), queue));
            map.put(new Object(), i);
            byte[] garbage = new byte[200_000];
            garbage[i] = 1;
            sizes.add(map.size());
            int living = 0;
            for (WeakReference<Object> reference : weak) {
                living += reference.get() != null ? 1 : 0;
            }
            alive.add(living);
            while (queue.poll() != null) {
                queued++;
            }
            if (i == ROUNDS / 2) {
                System.gc();
            }
        }
        System.gc();
        Reference<?> late = queue.remove(20);
        int living = 0;
        for (WeakReference<Object> reference : weak) {
            living += reference.refersTo(null) ? 0 : 1;
        }
        new Report()
                .line("map sizes %s, at last %d", sizes, map.size())
                .line("alive %s, at last %d", alive, living)
                .line("queued %d, one more %b, soft alive %b, held %d", queued, late != null, soft.get() != null, held.size())
                .end();
    }
}
