package rr.runtime;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;

/**
 * The order in which a class lists its methods and constructors. The VM sorts them by where their names lie in its memory, which is
 * another place in each run. Logged under the class's own key, because whoever asks first fills a cache for all.
 */
final class Reflections {
    private Reflections() {}

    /** Called from native code with what the VM listed; returns the array in the recorded order. */
    static Executable[] ordered(Class<?> owner, Executable[] listed) {
        State s = Threads.find(Thread.currentThread());
        if (s == null || listed == null || listed.length < 2) {
            return listed;
        }
        Threads.initBegin(owner.getName().concat(listed instanceof Method[] ? " methods" : " constructors"));
        try {
            Lane lane = Lane.current();
            if (lane == null) {
                return listed;
            }
            if (Mode.REPLAY) {
                lane.gate();
                lane.count();
                return reordered(listed, new Frames(Tape.takeBlob(lane, Op.LISTED)));
            }
            Frames frames = new Frames();
            frames.put(listed.length);
            for (Executable e : listed) {
                frames.put(signature(e));
            }
            Tape.blob(lane, Op.LISTED, frames.bytes, frames.at);
            lane.countFenced();
            return listed;
        } finally {
            Threads.initEnd();
        }
    }

    private static Executable[] reordered(Executable[] listed, Frames recorded) {
        Executable[] result = listed.clone();
        int n = recorded.number();
        if (n != listed.length) {
            return listed; // another class file: the check of the class path tells
        }
        boolean[] taken = new boolean[n];
        for (int i = 0; i < n; i++) {
            String wanted = recorded.text();
            int k = 0;
            while (k < n && (taken[k] || !signature(listed[k]).equals(wanted))) {
                k++;
            }
            if (k == n) {
                return listed;
            }
            taken[k] = true;
            result[i] = listed[k];
        }
        return result;
    }

    private static String signature(Executable e) {
        StringBuilder text = new StringBuilder(e.getName());
        for (Class<?> type : e.getParameterTypes()) {
            text.append(' ').append(type.getName());
        }
        if (!(e instanceof Constructor)) {
            text.append(':').append(((Method) e).getReturnType().getName());
        }
        return text.toString();
    }
}
