package guest;

/** Volatile fields of every type and place. */
public final class Fields {
    private Fields() {}

    static class Base {
        volatile long inherited = 40;
        static volatile double shared = 1.5;
    }

    static final class Derived extends Base {
        volatile Object object;
        volatile boolean flag;
        int plain;

        Derived() {
            object = this;
        }
    }

    /** Reads and writes through a subclass, of values of one and two words. */
    public static final class Access implements Runnable {
        @Override
        public void run() {
            Derived derived = new Derived();
            derived.inherited += 2;
            Derived.shared = derived.inherited;
            derived.plain = derived.flag ? 1 : 2;
            if (Derived.shared != 42.0 || derived.plain != 2) {
                throw new AssertionError();
            }
        }
    }

    /** Reads with other things on the stack: an object that is not initialised yet, a long, a choice between two objects. */
    public static final class DeepStack implements Runnable {
        private volatile String text = "x";
        private volatile int number = 3;
        private final DeepStack other;

        /** Made by reflection. */
        public DeepStack() {
            other = this;
        }

        @Override
        public void run() {
            long sum = 5L + (number > 2 ? this : other).number;
            String made = new StringBuilder(text).append(number).append(sum).toString();
            for (int i = 0; i < number; i++) {
                switch (number + i) {
                    case 3:
                        made += text;
                        break;
                    default:
                        made += i;
                        break;
                }
            }
            if (!made.equals("x38x12")) {
                throw new AssertionError(made);
            }
        }
    }

    /** The message of a NullPointerException names what was null in the source. */
    public static final class NullMessage implements Runnable {
        private Derived nothing;

        @Override
        public void run() {
            try {
                nothing.inherited++;
                throw new AssertionError();
            } catch (NullPointerException expected) {
                check(expected, "Cannot read field \"inherited\" because \"this.nothing\" is null");
            }
            try {
                nothing.flag = true;
                throw new AssertionError();
            } catch (NullPointerException expected) {
                check(expected, "Cannot assign field \"flag\" because \"this.nothing\" is null");
            }
        }

        private static void check(NullPointerException found, String expected) {
            if (!expected.equals(found.getMessage())) {
                throw new AssertionError(found.getMessage());
            }
        }
    }

    /** A constructor that evaluates a volatile read for its superclass's constructor and catches in between. */
    public static final class InConstructor extends Thread implements Runnable {
        private static volatile String name = "n";
        private volatile int mine;

        /** Made by reflection. */
        public InConstructor() {
            super(name == null ? "none" : name);
            mine = 1;
        }

        @Override
        public void run() {
            if (!new InConstructor().getName().equals("n") || mine != 1) {
                throw new AssertionError();
            }
        }
    }

    /** A class initialiser that fails. */
    static final class Failing {
        static final int VALUE = fail();

        private static int fail() {
            throw new IllegalStateException();
        }
    }

    /** A class initialiser that only stores constants. */
    static final class Constants {
        static int[] values = {1, 2, 3};
    }

    /** Triggers both. */
    public static final class Initialisers implements Runnable {
        @Override
        public void run() {
            if (Constants.values.length != 3) {
                throw new AssertionError();
            }
            try {
                if (Failing.VALUE == 0) {
                    throw new AssertionError();
                }
            } catch (ExceptionInInitializerError expected) {
                if (!(expected.getCause() instanceof IllegalStateException)) {
                    throw expected;
                }
            }
        }
    }

    /** Constructors that set volatile fields while nobody, or somebody, knows the object. */
    public static final class Privacy implements Runnable {
        private static Object known;

        static class Quiet {
            volatile int first = 1;
            volatile long second;

            Quiet(String text) {
                if (text == null) {
                    throw new IllegalArgumentException();
                }
                second = text.length();
            }
        }

        static class Below extends Quiet {
            volatile int third = 3;

            Below() {
                super("ab");
            }
        }

        static class Telling {
            volatile int before = 1;
            volatile int after;

            Telling() {
                tell(this);
                after = 2;
            }
        }

        static class BelowTelling extends Telling {
            volatile int last = 3;
        }

        static class Looping {
            volatile int often;

            Looping() {
                for (int i = 0; i < 2; i++) {
                    often = i;
                    known = this;
                }
            }
        }

        static class Choosing {
            volatile Object other;

            Choosing(Object o) {
                Object copy = o == null ? this : o;
                known = copy;
                other = o;
            }
        }

        static void tell(Object o) {
            known = o;
        }

        @Override
        public void run() {
            Object[] made = {new Below(), new BelowTelling(), new Looping(), new Choosing("")};
            if (known == null || made.length != 4) {
                throw new AssertionError();
            }
        }
    }
}
