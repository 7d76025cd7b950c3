package rr.replayer;

import java.util.Arrays;

/** The lanes that can go on, earliest recorded time first; a binary heap without boxing. */
final class RunQueue {
    private ScheduledLane[] heap = new ScheduledLane[64];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /** Recorded time of the lane that is furthest behind; {@code Long.MAX_VALUE} if there is none. */
    long earliest() {
        return size == 0 ? Long.MAX_VALUE : heap[0].due();
    }

    void add(ScheduledLane lane) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        int at = size++;
        while (at > 0 && before(lane, heap[at - 1 >>> 1])) {
            heap[at] = heap[at - 1 >>> 1];
            at = at - 1 >>> 1;
        }
        heap[at] = lane;
    }

    ScheduledLane removeFirst() {
        ScheduledLane first = heap[0];
        ScheduledLane last = heap[--size];
        heap[size] = null;
        if (size > 0) {
            sink(last);
        }
        return first;
    }

    private void sink(ScheduledLane lane) {
        int at = 0;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], lane)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = lane;
    }

    /** Ties go by lane, so that one trace gives one schedule. */
    private static boolean before(ScheduledLane a, ScheduledLane b) {
        return a.due() < b.due() || a.due() == b.due() && a.id < b.id;
    }
}
