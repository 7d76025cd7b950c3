package rr.samples.values;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Identity hash codes and what follows from them: toString, orders of iteration; and the salted orders of Set.of and Map.of. */
public final class HashOrders {
    private enum Colour {
        RED,
        GREEN,
        BLUE,
        WHITE
    }

    /** Declares it again, so that calls name this interface; later compilers do so with any interface. */
    private interface Key {
        @Override
        int hashCode();
    }

    private HashOrders() {}

    public static void main(String[] args) throws InterruptedException {
        Report report = new Report();
        Object object = new Object();
        report.line("object %s, identity %d", object, System.identityHashCode(object));
        report.line("array %s", new int[0]);
        report.line("enum %d, class %d, thread %d", Colour.RED.hashCode(), HashOrders.class.hashCode(), Thread.currentThread().hashCode());
        report.line("lambda %s", (Runnable) () -> {});
        report.line("Set.of %s", Set.of("a", "b", "c", "d", "e", "f", "g"));
        report.line("Map.of %s", Map.of(1, "one", 2, "two", 3, "three", 4, "four"));
        report.line("copy %s", Set.copyOf(Set.of("x", "y", "z", "u", "v")));
        Set<Colour> colours = new HashSet<>(Set.of(Colour.values()));
        report.line("HashSet of enums %s", colours);
        Map<Object, Integer> identities = new IdentityHashMap<>();
        Map<Object, Integer> hashed = new HashMap<>();
        for (int i = 0; i < 12; i++) {
            Object key = new Object();
            identities.put(key, i);
            hashed.put(key, i);
        }
        report.line("IdentityHashMap %s", identities.values());
        report.line("HashMap %s", hashed.values());

        Key key = new Key() {};
        hashed.put(key, 12);
        report.line("by its interface %d, found %s", key.hashCode(), hashed.get(key));

        Object[] shared = new Object[400];
        for (int i = 0; i < shared.length; i++) {
            shared[i] = new Object();
        }
        Fingerprint[] seen = new Fingerprint[3];
        Workers.run(3, worker -> {
            Fingerprint mine = new Fingerprint();
            seen[worker] = mine;
            for (int i = 0; i < shared.length; i++) { // whoever asks first gives an object its hash
                int index = worker == 2 ? shared.length - 1 - i : i;
                mine.add(shared[index].hashCode()).add(new Object().hashCode());
            }
        });
        for (int i = 0; i < 3; i++) {
            report.line("thread %d hashed %s", i, seen[i]);
        }
        report.end();
    }
}
