package rr.runtime;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * The classes that an Instrumentation lists. The VM lists all there are, in an order of its own, and which of the JDK's have been loaded by now, or
 * generated, depends on compilers, caches and the recorder, too. So what was listed is a value. Left out are the recorder's own classes and those
 * that the JDK generates, as no replay could be sure to have them: hidden classes and accessors of reflection.
 */
final class LoadedClasses {
    private static final String GENERATED = "jdk.internal.reflect.Generated";
    private static final int OTHER_LOADER = 3;
    private static ClassLoader own;

    private LoadedClasses() {}

    /** The recorder's own loader. */
    static void begin(ClassLoader itsLoader) {
        own = itsLoader;
    }

    /** Called from native code with what the VM listed; returns what it had listed when recorded. */
    static Class<?>[] listed(Class<?>[] present) {
        Lane lane = Lane.current();
        if (lane == null || present == null) {
            return present;
        }
        if (Mode.REPLAY) {
            lane.gate();
            lane.count();
            Frames recorded = new Frames(Tape.takeBlob(lane, Op.LOADED_CLASSES));
            lane.hold();
            try {
                return find(lane, recorded, present);
            } finally {
                lane.release();
            }
        }
        lane.hold();
        Class<?>[] told;
        Frames texts = new Frames();
        try {
            told = tellable(present);
            texts.put(told.length);
            for (Class<?> c : told) {
                texts.put(loaderOf(c));
                texts.put(c.getName());
            }
        } finally {
            lane.release();
        }
        Shim.sample(lane.at);
        Tape.blob(lane, Op.LOADED_CLASSES, texts.bytes, texts.at);
        lane.countFenced();
        return told;
    }

    private static Class<?>[] tellable(Class<?>[] present) {
        Class<?>[] told = new Class<?>[present.length];
        int n = 0;
        for (Class<?> c : present) {
            Class<?> element = c;
            while (element.isArray()) {
                element = element.getComponentType();
            }
            String name = element.getName();
            ClassLoader loader = element.getClassLoader();
            boolean ours = loader == own || loader == null && name.startsWith("rr.runtime.") || name.equals("rr.boot.Launcher");
            if (!ours && !element.isHidden() && !name.startsWith(GENERATED)) {
                told[n++] = c;
            }
        }
        Class<?>[] result = new Class<?>[n];
        for (int i = 0; i < n; i++) {
            result[i] = told[i];
        }
        return result;
    }

    /** 0 boot, 1 platform, 2 application, 3 one of the program's. */
    private static int loaderOf(Class<?> c) {
        ClassLoader loader = c.getClassLoader();
        if (loader == null) {
            return 0;
        }
        return loader == ClassLoader.getPlatformClassLoader() ? 1 : loader == ClassLoader.getSystemClassLoader() ? 2 : OTHER_LOADER;
    }

    private static String key(int loader, String name) {
        return String.valueOf(loader).concat(name);
    }

    private static Class<?>[] find(Lane lane, Frames recorded, Class<?>[] present) {
        Map<String, ArrayDeque<Class<?>>> byName = new HashMap<>();
        for (Class<?> c : present) {
            String key = key(loaderOf(c), c.getName());
            ArrayDeque<Class<?>> same = byName.get(key);
            if (same == null) {
                same = new ArrayDeque<>(1);
                byName.put(key, same);
            }
            same.addLast(c);
        }
        Class<?>[] result = new Class<?>[recorded.number()];
        for (int i = 0; i < result.length; i++) {
            int loader = recorded.number();
            String name = recorded.text();
            ArrayDeque<Class<?>> same = byName.get(key(loader, name));
            result[i] = same != null && !same.isEmpty() ? same.removeFirst() : load(lane, loader, name);
        }
        return result;
    }

    /** What has not been loaded yet, now. */
    private static Class<?> load(Lane lane, int loader, String name) {
        try {
            if (loader != OTHER_LOADER) {
                return Class.forName(name, false, loader == 0 ? null : loader == 1 ? ClassLoader.getPlatformClassLoader() : ClassLoader.getSystemClassLoader());
            }
        } catch (ClassNotFoundException | LinkageError e) {
            // said below
        }
        Shim.diverge(lane.at, "an agent lists the loaded classes: expected ".concat(name).concat(", found it not loaded"));
        return null;
    }
}
