package rr.agent.timeline;

import java.util.Arrays;

/** Longs that become more. */
final class Longs {
    private long[] values = new long[4];
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size + (size >> 1));
        }
        values[size++] = value;
    }

    long get(int i) {
        return values[i];
    }

    int size() {
        return size;
    }

    void addAll(Longs others) {
        for (int i = 0; i < others.size; i++) {
            add(others.values[i]);
        }
    }

    void setLast(long value) {
        values[size - 1] = value;
    }

    /** All of them, ascending, each once. */
    long[] distinct() {
        return Arrays.stream(values, 0, size).sorted().distinct().toArray();
    }
}
