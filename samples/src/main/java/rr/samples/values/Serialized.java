package rr.samples.values;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Serialization of the same classes by several threads at once: descriptors, caches, records, proxies by lambdas, maps in hash order. */
public final class Serialized {
    private static final int ROUNDS = 40;
    private static final AtomicInteger TICKET = new AtomicInteger();

    private Serialized() {}

    record Point(int x, int y, Color color) implements Serializable {}

    enum Color { RED, GREEN, BLUE }

    /** Ordered by identity in hash tables. */
    static class Node implements Serializable {
        private static final long serialVersionUID = 1;
        final int ticket = TICKET.getAndIncrement();
        transient int seen = 7;
        List<Node> next = new ArrayList<>();

        private Object readResolve() {
            seen = TICKET.getAndIncrement();
            return this;
        }
    }

    private interface Named extends Serializable {
        String name();
    }

    private static Fingerprint use(int worker, Map<Object, Object> shared) throws IOException, ClassNotFoundException {
        Fingerprint seen = new Fingerprint();
        for (int i = 0; i < ROUNDS; i++) {
            Node node = new Node();
            node.next.add(new Node());
            Set<Object> set = new HashSet<>(Set.of(node, Color.RED, Color.BLUE, new Point(i, worker, Color.GREEN)));
            Map<Object, Object> map = new HashMap<>(Map.of("a", i, node, set, Color.GREEN, "green"));
            int number = i;
            Named named = () -> "named " + number;
            shared.put(worker * ROUNDS + i, new Point(i, i, Color.RED));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(map);
                out.writeObject(named);
                out.writeObject(shared);
            }
            seen.add(bytes.size());
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                Map<?, ?> copy = (Map<?, ?>) in.readObject();
                copy.keySet().forEach(key -> seen.add(key instanceof Node n ? n.seen + n.ticket : key.toString().length()));
                seen.add(((Named) in.readObject()).name()).add(((Map<?, ?>) in.readObject()).size());
            }
        }
        return seen;
    }

    public static void main(String[] args) throws InterruptedException {
        Map<Object, Object> shared = new ConcurrentHashMap<>();
        Fingerprint[] seen = new Fingerprint[2];
        Workers.run(2, worker -> seen[worker] = use(worker, shared));
        new Report().line("%s", seen[0]).line("%s", seen[1]).line("tickets %d", TICKET.get()).end();
    }
}
