package rr.samples.init;

import java.lang.reflect.Field;
import java.util.concurrent.atomic.AtomicInteger;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Two threads use the same classes for the first time at the same moment: which thread ran each initialiser is the result. */
public final class InitRace {
    private static final AtomicInteger ORDER = new AtomicInteger();

    private InitRace() {}

    private static String initialised(String name) {
        Workers.spin(3_000);
        return name + " by " + Thread.currentThread().getName() + " as " + ORDER.getAndIncrement();
    }

    private static final class Apple {
        static final String BY = initialised("Apple");
    }

    private static class Fruit {
        static final String BY = initialised("Fruit");
    }

    private static final class Pear extends Fruit {
        static final String BY_SELF = initialised("Pear") + " after " + Fruit.BY;
    }

    private static final class LazyHolder {
        static final LazyHolder INSTANCE = new LazyHolder();
        final String by = initialised("LazyHolder") + ", with " + Pear.BY_SELF;
    }

    private enum Level {
        LOW,
        HIGH;

        static final String BY = initialised("Level");
    }

    private static final class Failing {
        static final int VALUE = failing();

        private static int failing() {
            throw new IllegalStateException(initialised("Failing"));
        }
    }

    /** Eight more of the same kind, so that the order of the owners is a fingerprint and not a single toss. */
    private static String generic(int index) throws ReflectiveOperationException {
        Class<?> type = Class.forName(InitRace.class.getName() + "$Many$M" + index);
        Field by = type.getDeclaredField("BY");
        return (String) by.get(null);
    }

    /** Groups the classes that {@link #generic} names. */
    private static final class Many {
        static final class M0 { static final String BY = initialised("M0"); }
        static final class M1 { static final String BY = initialised("M1"); }
        static final class M2 { static final String BY = initialised("M2"); }
        static final class M3 { static final String BY = initialised("M3"); }
        static final class M4 { static final String BY = initialised("M4"); }
        static final class M5 { static final String BY = initialised("M5"); }
        static final class M6 { static final String BY = initialised("M6"); }
        static final class M7 { static final String BY = initialised("M7"); }
    }

    public static void main(String[] args) throws InterruptedException {
        Fingerprint[] seen = {new Fingerprint(), new Fingerprint()};
        String[] failures = new String[2];
        Workers.run(2, worker -> {
            seen[worker].add(Apple.BY).add(LazyHolder.INSTANCE.by);
            seen[worker].add((worker == 0 ? Level.LOW : Level.HIGH).name()).add(Level.BY);
            for (int i = 0; i < 8; i++) {
                seen[worker].add(generic(worker == 0 ? i : 7 - i));
            }
            try {
                seen[worker].add(Failing.VALUE);
            } catch (ExceptionInInitializerError first) {
                failures[worker] = "first: " + first.getCause().getMessage();
            } catch (NoClassDefFoundError later) {
                failures[worker] = "later: " + later.getMessage();
            }
        });
        new Report()
                .line(Apple.BY)
                .line(LazyHolder.INSTANCE.by)
                .line(Level.BY)
                .line("failing class, thread 0 %s", failures[0])
                .line("failing class, thread 1 %s", failures[1])
                .line("seen by 0 %s", seen[0])
                .line("seen by 1 %s", seen[1])
                .end();
    }
}
