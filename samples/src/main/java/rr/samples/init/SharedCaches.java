package rr.samples.init;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.text.DecimalFormat;
import java.text.MessageFormat;
import java.text.SimpleDateFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import rr.samples.Fingerprint;
import rr.samples.Report;

/**
 * What the JDK makes once and keeps for all: formats, zones, proxies, annotations, accessors of methods, tables of enums. Threads that
 * start together use all of them, each in an order of its own, so that who comes first with what is chance.
 */
public final class SharedCaches {
    private static final int THREADS = 3;

    private SharedCaches() {}

    @Retention(RetentionPolicy.RUNTIME)
    @interface Tag {
        String value() default "none";

        Colour[] colours() default {};
    }

    enum Colour {
        RED,
        GREEN,
        BLUE {
            @Override
            int weight() {
                return 3;
            }
        };

        int weight() {
            return ordinal();
        }
    }

    /** Something with annotations and methods. */
    public static class Tagged {
        @Tag("a")
        public int twice(int x) {
            return 2 * x;
        }

        @Tag(value = "b", colours = {Colour.RED, Colour.BLUE})
        public String text(String s) {
            return s + s;
        }
    }

    private interface Step {
        String run() throws Exception;
    }

    private static final Step[] STEPS = {
        () -> String.format(Locale.GERMANY, "%,d %.3f %s", 1234567, 1.5, Colour.GREEN),
        () -> new DecimalFormat("#,##0.00").format(98765.4321),
        () -> new SimpleDateFormat("yyyy-MM-dd HH:mm zzz", Locale.FRANCE).format(new Date(0)),
        () -> DateTimeFormatter.ISO_INSTANT.format(Instant.ofEpochSecond(1_000_000)) + Instant.EPOCH.atZone(ZoneOffset.ofHours(2)),
        () -> MessageFormat.format("{0} of {1,number}", "one", 12),
        () -> TimeZone.getTimeZone("Europe/Berlin").getDisplayName(Locale.ENGLISH) + Currency.getInstance("EUR").getSymbol(Locale.GERMANY),
        SharedCaches::annotations,
        SharedCaches::reflection,
        SharedCaches::proxy,
        () -> new BigDecimal("123.456").setScale(1, RoundingMode.HALF_UP) + " " + TimeUnit.HOURS.toMillis(3) + TimeUnit.valueOf("DAYS"),
        () -> URI.create("http://localhost:80/a?b#c").resolve("../d") + " " + Pattern.compile("(\\p{L}+)\\d*").matcher("abc12").replaceAll("$1"),
        () -> IntStream.range(0, 50).boxed().collect(Collectors.groupingBy(i -> i % 7, TreeMap::new, Collectors.summingInt(i -> i))).toString(),
        SharedCaches::enums,
        () -> "" + ThreadLocalRandom.current().nextInt(1000),
        () -> Arrays.toString(new int[] {1, 2}) + String.join("-", Locale.getISOLanguages()).length(),
        SharedCaches::failing,
    };

    private static String annotations() throws Exception {
        Map<String, String> found = new TreeMap<>();
        for (Method m : Tagged.class.getMethods()) {
            Tag tag = m.getAnnotation(Tag.class);
            if (tag != null) {
                found.put(m.getName(), tag.value() + Arrays.toString(tag.colours()) + tag.annotationType().getSimpleName());
            }
        }
        return found.toString();
    }

    private static String reflection() throws Exception {
        Tagged o = Tagged.class.getDeclaredConstructor().newInstance();
        Method twice = Tagged.class.getMethod("twice", int.class);
        int sum = 0;
        for (int i = 0; i < 20; i++) {
            sum += (int) twice.invoke(o, i);
        }
        return sum + (String) Tagged.class.getMethod("text", String.class).invoke(o, "x") + twice.toGenericString();
    }

    private static String proxy() {
        InvocationHandler handler = (self, method, args) -> method.getName() + (args == null ? 0 : args.length);
        Comparable<?> p = (Comparable<?>) Proxy.newProxyInstance(SharedCaches.class.getClassLoader(), new Class<?>[] {Comparable.class, CharSequence.class}, handler);
        return ((Object) p).toString();
    }

    private static String enums() {
        Map<Colour, Integer> byIdentity = new HashMap<>();
        EnumMap<Colour, Integer> ordered = new EnumMap<>(Colour.class);
        for (Colour c : Colour.values()) {
            byIdentity.put(c, c.weight());
            ordered.put(Colour.valueOf(c.name()), c.weight());
        }
        Map<Class<?>, String> classes = new HashMap<>();
        for (Class<?> c : new Class<?>[] {String.class, Colour.class, Tagged.class, int[].class, Properties.class, Step.class}) {
            classes.put(c, c.getSimpleName());
        }
        return byIdentity.toString() + ordered + classes.values();
    }

    private static String failing() {
        try {
            return "" + Class.forName("guest.NoSuchClass");
        } catch (ClassNotFoundException e) {
            return e.getStackTrace()[0].getMethodName() + new IllegalStateException("x", e).getCause().getMessage();
        }
    }

    public static void main(String[] args) throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        Fingerprint[] prints = new Fingerprint[THREADS];
        Thread[] threads = new Thread[THREADS];
        for (int t = 0; t < THREADS; t++) {
            int me = t;
            prints[t] = new Fingerprint();
            threads[t] = new Thread(() -> {
                try {
                    go.await();
                    for (int i = 0; i < STEPS.length; i++) {
                        prints[me].add(STEPS[(i * 5 + me * 3) % STEPS.length].run());
                    }
                } catch (Exception e) {
                    prints[me].add(e.toString());
                }
            });
            threads[t].start();
        }
        go.countDown();
        Report report = new Report();
        for (int t = 0; t < THREADS; t++) {
            threads[t].join();
            report.line("%s", prints[t]);
        }
        report.end();
    }
}
