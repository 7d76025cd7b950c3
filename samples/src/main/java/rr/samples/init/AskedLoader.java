package rr.samples.init;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** A class loader of the program that tells what the VM asks it for. Its classes do nothing that is recorded. */
public final class AskedLoader {
    private AskedLoader() {}

    /** Uses another class of its loader. */
    public static final class Plain implements Supplier<String> {
        @Override
        public String get() {
            return new Part().name();
        }
    }

    /** Used first by the other. */
    public static final class Part {
        String name() {
            return "part";
        }
    }

    private static final class Telling extends ClassLoader {
        Telling() {
            super(AskedLoader.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            System.out.println("asked for " + name);
            if (!name.startsWith("rr.samples.init.AskedLoader$P")) {
                return super.loadClass(name, resolve);
            }
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    public static void main(String[] args) throws ReflectiveOperationException {
        Object plain = new Telling().loadClass(AskedLoader.class.getName() + "$Plain").getDeclaredConstructor().newInstance();
        System.out.println(((Supplier<?>) plain).get());
    }
}
