package rr.runtime;

import java.lang.ref.Reference;

/**
 * Replay: the references that the recorded program got from queues, by number, from when they are made until they are given out. The
 * program may have dropped such a one while it was in its queue; here it is kept. Which they are is known from the image.
 */
final class TakenReferences {
    private TakenReferences() {}

    private static final class Row {
        final int number;
        final Reference<?> reference;
        Row next;

        Row(int number, Reference<?> reference, Row next) {
            this.number = number;
            this.reference = reference;
            this.next = next;
        }
    }

    private static Row[] rows = new Row[1024];
    private static int size;

    /** A reference that was made just now. */
    static void add(int number, Reference<?> reference) {
        if (!Shim.isTaken(number)) {
            return;
        }
        synchronized (TakenReferences.class) {
            if (size++ == rows.length) {
                grow();
            }
            int at = number & rows.length - 1;
            rows[at] = new Row(number, reference, rows[at]);
        }
    }

    private static void grow() {
        Row[] more = new Row[2 * rows.length];
        for (Row first : rows) {
            for (Row row = first; row != null;) {
                Row next = row.next;
                int at = row.number & more.length - 1;
                row.next = more[at];
                more[at] = row;
                row = next;
            }
        }
        rows = more;
    }

    /** The reference of that number, null if there is none: it was not made on a lane. */
    static synchronized Reference<?> take(int number) {
        int at = number & rows.length - 1;
        Row before = null;
        for (Row row = rows[at]; row != null; row = row.next) {
            if (row.number == number) {
                if (before == null) {
                    rows[at] = row.next;
                } else {
                    before.next = row.next;
                }
                size--;
                return row.reference;
            }
            before = row;
        }
        return null;
    }
}
