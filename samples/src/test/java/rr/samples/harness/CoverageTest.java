package rr.samples.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The suite is complete: each guest has a test, and together the short form's configurations are the whole matrix. */
class CoverageTest {
    /** Guests that other tests drive by themselves. */
    private static final Set<String> DRIVEN_ELSEWHERE = Set.of(
            "rr.samples.agents.Attacher", "rr.samples.agents.Coverage", "rr.samples.agents.LockingAgent",
            "rr.samples.threads.Endless", "rr.samples.files.NamedInputs", "rr.samples.net.AnswersOutside", "rr.samples.net.ServesOutside",
            "rr.samples.races.RacingFields", "rr.samples.races.RacingCollections", "rr.samples.races.LazyFields");

    @Test
    void eachGuestHasATest() throws IOException, ReflectiveOperationException {
        Set<String> tested = guests().stream().map(guest -> guest.main().getName()).collect(Collectors.toCollection(TreeSet::new));
        tested.addAll(DRIVEN_ELSEWHERE);
        Set<String> mains = new TreeSet<>();
        for (Class<?> type : classes(Path.of("target/classes"))) {
            if (hasMain(type)) {
                mains.add(type.getName());
            }
        }
        assertEquals(mains, tested);
    }

    @Test
    void shortFormCoversTheMatrix() throws IOException, ReflectiveOperationException {
        Jdk first = Jdk.all().get(0);
        List<Jdk> twoJdks = List.of(first, new Jdk(Path.of("another"), first.feature() + 1));
        Set<String> covered = new TreeSet<>();
        for (Guest guest : guests()) {
            Configuration.rotating(guest.main().getSimpleName() + Arrays.toString(guest.args()), twoJdks)
                    .forEach(configuration -> covered.add(configuration.jdk().home() + " " + configuration));
        }
        Set<String> all = new TreeSet<>();
        for (Jdk jdk : twoJdks) {
            Configuration.matrix(jdk).forEach(configuration -> all.add(jdk.home() + " " + configuration));
        }
        assertEquals(all, covered);
    }

    private static List<Guest> guests() throws IOException, ReflectiveOperationException {
        List<Guest> guests = new ArrayList<>();
        for (Class<?> type : classes(Path.of("target/test-classes"))) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Guest.class)) {
                    guests.add(method.getAnnotation(Guest.class));
                }
            }
        }
        return guests;
    }

    private static List<Class<?>> classes(Path root) throws IOException, ReflectiveOperationException {
        List<String> names;
        try (Stream<Path> files = Files.walk(root)) {
            names = files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith(".class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .toList();
        }
        List<Class<?>> classes = new ArrayList<>();
        for (String name : names) {
            classes.add(Class.forName(name, false, CoverageTest.class.getClassLoader()));
        }
        return classes;
    }

    private static boolean hasMain(Class<?> type) {
        try {
            type.getMethod("main", String[].class);
            return true;
        } catch (NoSuchMethodException none) {
            return false;
        }
    }
}
