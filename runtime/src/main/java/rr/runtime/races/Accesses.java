package rr.runtime.races;

import jdk.internal.vm.annotation.Hidden;
import rr.runtime.Observed;

/** What is woven before each plain access of an observed replay. */
public final class Accesses {
    private Accesses() {}

    private static final int MOST_COPIED = 512;

    /** Before a read of a field. */
    @Hidden
    public static void read(Object o, int site) {
        ThreadClock clock = clock();
        if (clock != null && o != null) {
            synchronized (Races.LOCK) {
                Shadow shadow = Races.OBJECTS.get(o);
                Races.read(clock, null, shadow.field(Sites.fieldOf(site)), site);
            }
        }
    }

    /** Before a write of a field. */
    @Hidden
    public static void write(Object o, int site) {
        ThreadClock clock = clock();
        if (clock != null && o != null) {
            synchronized (Races.LOCK) {
                Shadow shadow = Races.OBJECTS.get(o);
                Races.write(clock, null, shadow.field(Sites.fieldOf(site)), site);
            }
        }
    }

    /** Before a read of a static field. */
    @Hidden
    public static void readStatic(Class<?> named, int site) {
        ThreadClock clock = clock();
        if (clock != null) {
            synchronized (Races.LOCK) {
                Races.read(clock, null, staticField(named, Sites.fieldOf(site)), site);
            }
        }
    }

    /** Before a write of a static field. */
    @Hidden
    public static void writeStatic(Class<?> named, int site) {
        ThreadClock clock = clock();
        if (clock != null) {
            synchronized (Races.LOCK) {
                Races.write(clock, null, staticField(named, Sites.fieldOf(site)), site);
            }
        }
    }

    /** The cell of a static field: of the class that declares it, which may extend the one that the code names; null: only its name is known. */
    @Hidden
    private static Cell staticField(Class<?> named, int field) {
        Class<?> declaring = named;
        while (declaring != null && !Sites.isDeclaredBy(field, declaring)) {
            declaring = declaring.getSuperclass();
        }
        return Races.OBJECTS.get(declaring == null ? Sites.class : declaring).field(field);
    }

    /** Before a read of an element. */
    @Hidden
    public static void readElement(Object array, int index, int site) {
        ThreadClock clock = clock();
        if (clock != null && array != null) {
            int length = Observed.length(array);
            if (index >= 0 && index < length && Races.isWatched(index, length)) {
                synchronized (Races.LOCK) {
                    Shadow shadow = Races.OBJECTS.get(array);
                    Races.read(clock, shadow, shadow.element(index, length), site);
                }
            }
        }
    }

    /** Before a write of an element. */
    @Hidden
    public static void writeElement(Object array, int index, int site) {
        ThreadClock clock = clock();
        if (clock != null && array != null) {
            int length = Observed.length(array);
            if (index >= 0 && index < length && Races.isWatched(index, length)) {
                synchronized (Races.LOCK) {
                    Shadow shadow = Races.OBJECTS.get(array);
                    Races.write(clock, shadow, shadow.element(index, length), site);
                }
            }
        }
    }

    /** {@link System#arraycopy}. */
    @Hidden
    public static void copy(Object source, int from, Object target, int to, int length, int site) {
        ThreadClock clock = clock();
        if (clock != null && source != null && target != null && source.getClass().isArray() && target.getClass().isArray()) {
            range(clock, source, from, (long) from + length, site, false);
            range(clock, target, to, (long) to + length, site, true);
        }
        System.arraycopy(source, from, target, to, length);
    }

    /** Before elements of an array, as far as it is one, are copied to a new one. */
    @Hidden
    public static void readElements(Object array, int from, int to, int site) {
        ThreadClock clock = clock();
        if (clock != null && array != null && array.getClass().isArray()) {
            range(clock, array, from, to, site, false);
        }
    }

    /** Of many elements some are looked at, wherever the range begins the same ones. */
    @Hidden
    private static void range(ThreadClock clock, Object array, int from, long to, int site, boolean writes) {
        int length = Observed.length(array);
        long end = Math.min(to, length);
        if (from < 0 || from >= end) {
            return;
        }
        int step = 1;
        while ((end - from) / step > MOST_COPIED) {
            step <<= 1;
        }
        synchronized (Races.LOCK) {
            Shadow shadow = Races.OBJECTS.get(array);
            for (long i = (from + step - 1L) / step * step; i < end; i += step) {
                if (Races.isWatched((int) i, length)) {
                    Cell cell = shadow.element((int) i, length);
                    if (writes) {
                        Races.write(clock, shadow, cell, site);
                    } else {
                        Races.read(clock, shadow, cell, site);
                    }
                }
            }
        }
    }

    /** A field that holds an array was read or is written: the array is named after it. */
    @Hidden
    public static void reached(Object array, int field) {
        if (array != null && Observed.clock() != null) {
            synchronized (Races.LOCK) {
                Races.OBJECTS.get(array).origin = field;
            }
        }
    }

    /** An array that is an element of another one. */
    @Hidden
    public static void reachedThrough(Object outer, Object array) {
        if (outer != null && array != null && Observed.clock() != null) {
            synchronized (Races.LOCK) {
                Shadow known = Races.OBJECTS.find(outer);
                if (known != null && known.origin != 0) {
                    Races.OBJECTS.get(array).origin = known.origin;
                }
            }
        }
    }

    /** The clock of the running thread, which waits here if its lane is to wait behind its last event. Not under {@link Races#LOCK}. */
    @Hidden
    private static ThreadClock clock() {
        ThreadClock clock = Observed.clock();
        if (clock != null) {
            Observed.pause();
        }
        return clock;
    }

    /** A class initialiser is done. Nobody uses the class before, so all threads are told. */
    @Hidden
    public static void initialised() {
        ThreadClock clock = Observed.clock();
        if (clock != null) {
            Races.tellAll(clock);
        }
    }
}
