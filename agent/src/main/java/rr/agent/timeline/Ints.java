package rr.agent.timeline;

import java.util.Arrays;

/** Ints that become more. */
final class Ints {
    private int[] values = new int[4];
    private int size;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size + (size >> 1));
        }
        values[size++] = value;
    }

    int get(int i) {
        return values[i];
    }

    int size() {
        return size;
    }

    void setLast(int value) {
        values[size - 1] = value;
    }
}
