package rr.samples.init;

import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup.ClassOption;
import java.util.function.IntUnaryOperator;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Hidden classes that the program defines from class files, as compilers of expressions do: with locks, volatile fields and an initialiser. */
public final class HiddenClasses {
    private static final int ROUNDS = 2_000;

    private HiddenClasses() {}

    /** The class file is that of this one; what is run are hidden classes made of it. */
    public static final class Account implements IntUnaryOperator {
        private static final Object LOCK = new Object();
        private static volatile int last;
        private static int balance;
        private final String data;

        public Account() throws IllegalAccessException {
            data = MethodHandles.classData(MethodHandles.lookup(), "_", String.class);
        }

        @Override
        public int applyAsInt(int amount) {
            synchronized (LOCK) {
                balance += amount;
            }
            last = last + (data == null ? 1 : data.length());
            return book(amount) ^ last;
        }

        private static synchronized int book(int amount) {
            return balance = balance * 31 + amount;
        }
    }

    public static void main(String[] args) throws Exception {
        byte[] file;
        try (InputStream in = Account.class.getResourceAsStream("HiddenClasses$Account.class")) {
            file = in.readAllBytes();
        }
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        Class<?>[] hidden = {
            lookup.defineHiddenClass(file, false).lookupClass(),
            lookup.defineHiddenClass(file, true, ClassOption.NESTMATE).lookupClass(),
            lookup.defineHiddenClassWithClassData(file, "data", true).lookupClass(),
        };
        Report report = new Report();
        for (Class<?> type : hidden) {
            IntUnaryOperator account = (IntUnaryOperator) type.getConstructor().newInstance();
            Fingerprint[] seen = {new Fingerprint(), new Fingerprint()};
            Workers.run(2, worker -> {
                for (int i = 0; i < ROUNDS; i++) {
                    seen[worker].add(account.applyAsInt(worker + 1));
                }
            });
            report.line("hidden %b, seen %s / %s", type.isHidden(), seen[0], seen[1]);
        }
        byte[] damaged = file.clone();
        damaged[7] = 99;
        try {
            lookup.defineHiddenClass(damaged, false);
            report.line("a class file of an unknown version was defined");
        } catch (UnsupportedClassVersionError expected) {
            report.line("refused, thrown by %s", expected.getStackTrace()[expected.getStackTrace().length - 1].getMethodName());
        }
        report.end();
    }
}
