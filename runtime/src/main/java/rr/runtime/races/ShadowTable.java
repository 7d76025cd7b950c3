package rr.runtime.races;

import rr.runtime.Observed;

/** Shadows by the identity of their objects, which they do not keep alive. Used under {@link Races#LOCK}. */
final class ShadowTable {
    private Shadow[] buckets = new Shadow[1 << 14];
    private int count;

    /** The shadow of an object, null if it has none. */
    Shadow find(Object o) {
        int hash = Observed.hash(o);
        for (Shadow s = buckets[place(hash)]; s != null; s = s.next) {
            if (s.hash == hash && s.get() == o) {
                return s;
            }
        }
        return null;
    }

    /** The shadow of an object, made if it has none. */
    Shadow get(Object o) {
        Shadow found = find(o);
        if (found != null) {
            return found;
        }
        if (count >= buckets.length) {
            sweep();
        }
        int hash = Observed.hash(o);
        int place = place(hash);
        buckets[place] = new Shadow(o, hash, buckets[place]);
        count++;
        return buckets[place];
    }

    /** Finds the shadow of an object by the hash that it had, and keeps it by that which it has. */
    void move(Object o, int before) {
        int from = place(before);
        Shadow behind = null;
        for (Shadow s = buckets[from]; s != null; behind = s, s = s.next) {
            if (s.get() == o) {
                if (behind == null) {
                    buckets[from] = s.next;
                } else {
                    behind.next = s.next;
                }
                s.hash = Observed.hash(o);
                int to = place(s.hash);
                s.next = buckets[to];
                buckets[to] = s;
                return;
            }
        }
    }

    private int place(int hash) {
        return (hash ^ hash >>> 15) & buckets.length - 1;
    }

    /** Leaves out what the collector has taken; makes room if there is little of that. */
    private void sweep() {
        Shadow[] before = buckets;
        int live = 0;
        for (int i = 0; i < before.length; i++) {
            Shadow kept = null;
            for (Shadow s = before[i]; s != null;) {
                Shadow next = s.next;
                if (s.get() != null) {
                    s.next = kept;
                    kept = s;
                    live++;
                }
                s = next;
            }
            before[i] = kept;
        }
        count = live;
        if (2 * live < before.length) {
            return;
        }
        buckets = new Shadow[2 * before.length];
        for (Shadow head : before) {
            for (Shadow s = head; s != null;) {
                Shadow next = s.next;
                int place = place(s.hash);
                s.next = buckets[place];
                buckets[place] = s;
                s = next;
            }
        }
    }
}
