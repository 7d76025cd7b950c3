package guest;

/** Uses of other classes, in places where frames name objects whose constructor has not been called. */
public final class Uses {
    private Uses() {}

    static final class One {
        static int uses;

        final Object content;

        One(Object content) {
            this.content = content;
        }

        static void use() {
            uses++;
        }
    }

    static final class Two {}

    public static final class InFrames implements Runnable {
        @Override
        public void run() {
            for (int i = 0; i < 2; i++) {
                Object made = i == 0 ? new One(i == 0 ? new Two() : "") : new One(i == 0 ? "" : new One(i > 1 ? null : new Two()));
                if (made == null) {
                    throw new IllegalStateException();
                }
            }
        }
    }

    public static final class ByReflection implements Runnable {
        @Override
        public void run() {
            try {
                Two.class.getDeclaredConstructor().newInstance();
                One.class.getDeclaredMethod("use").invoke(null);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    public static final class OfMembers implements Runnable {
        private static int own;

        @Override
        public void run() {
            own++;
            One.use();
            One.uses = own + One.uses;
            "".concat(String.valueOf(own));
        }
    }
}
