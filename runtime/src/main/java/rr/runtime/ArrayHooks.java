package rr.runtime;

import java.lang.reflect.Array;
import jdk.internal.vm.annotation.Hidden;
import rr.runtime.races.Races;

/** Copies between arrays whose elements are ordered. */
public final class ArrayHooks {
    private ArrayHooks() {}

    /**
     * {@link System#arraycopy}: a read of one array and a write of the other. What is read stays aside in between: two arrays are never
     * locked at once.
     */
    @Hidden
    public static void copy(Object source, int from, Object target, int to, int length) {
        if (Lane.current() == null || !isPossible(source, from, length) || !isPossible(target, to, length) || length == 0) {
            System.arraycopy(source, from, target, to, length); // with nothing to copy, or it throws
            return;
        }
        Object between = Array.newInstance(source.getClass().getComponentType(), length);
        System.arraycopy(source, from, between, 0, length);
        if (!Hooks.read(source)) {
            System.arraycopy(source, from, between, 0, length);
            Hooks.readAgain();
        }
        if (Mode.OBSERVED) {
            Races.acquire(Observed.clock(), source);
        }
        int token = Hooks.writeBegin(target);
        if (Mode.OBSERVED) {
            Races.release(Observed.clock(), target);
        }
        try {
            System.arraycopy(between, 0, target, to, length);
        } finally {
            Hooks.writeEnd(token);
        }
    }

    @Hidden
    private static boolean isPossible(Object array, int from, int length) {
        if (array == null || !array.getClass().isArray()) {
            return false;
        }
        return from >= 0 && length >= 0 && from <= Array.getLength(array) - length;
    }
}
