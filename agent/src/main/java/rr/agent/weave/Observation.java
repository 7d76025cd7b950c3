package rr.agent.weave;

import java.util.Map;
import java.util.Set;
import rr.runtime.races.Sites;

/** What is observed of plain accesses while a replay looks for data races, and the numbers that woven code uses. */
public final class Observation {
    private static final String UTIL = "java/util/";
    /** Parts of java.util that work for class loading, for the VM's start or on caches of equal values. */
    private static final Set<String> NOT_OBSERVED = Set.of("Locale", "ResourceBundle", "ServiceLoader", "ImmutableCollections", "TimeZone", "Currency",
        "WeakHashMap", "Objects", "KeyValueHolder");
    /** Caches of values that are equal whoever made them; which one a thread sees makes no difference. */
    private static final Map<String, Set<String>> HARMLESS = Map.of(
        UTIL + "AbstractMap", Set.of("keySet", "values"),
        UTIL + "HashMap", Set.of("entrySet"),
        UTIL + "TreeMap", Set.of("entrySet", "navigableKeySet", "descendingMap"),
        UTIL + "TreeMap$NavigableSubMap", Set.of("entrySetView", "navigableKeySetView", "descendingMapView"),
        UTIL + "IdentityHashMap", Set.of("entrySet"),
        UTIL + "EnumMap", Set.of("entrySet"),
        UTIL + "Collections$UnmodifiableMap", Set.of("keySet", "entrySet", "values"),
        UTIL + "UUID", Set.of("hash"));

    /** Whether plain accesses in a class are observed; {@code jdk}: the VM's own loaders define it. */
    boolean observes(String className, boolean jdk) {
        if (!jdk) {
            return true;
        }
        if (!className.startsWith(UTIL) || className.indexOf('/', UTIL.length()) >= 0) {
            return false;
        }
        int end = className.indexOf('$');
        return !NOT_OBSERVED.contains(className.substring(UTIL.length(), end < 0 ? className.length() : end));
    }

    /** Whether plain accesses in a method are observed: copies are where these are called, and what they make nobody else can know yet. */
    boolean observesMethod(String className, String method) {
        return !className.equals(UTIL + "Arrays") || !method.startsWith("copyOf");
    }

    /** Whether accesses to a field can make a difference. */
    public static boolean matters(String owner, String name) {
        return !HARMLESS.getOrDefault(owner, Set.of()).contains(name);
    }

    /** The number of a place where a field is accessed. */
    int site(String owner, String name, String descriptor, String className, String method, int line) {
        return Sites.add(field(owner, name, descriptor), place(className, method, line));
    }

    /** The number of a place where elements of arrays of a type, as the code has it, are accessed. */
    int elementSite(String array, String className, String method, int line) {
        return Sites.add(array, place(className, method, line));
    }

    /** The number of a field. */
    int fieldNumber(String owner, String name, String descriptor) {
        return Sites.number(field(owner, name, descriptor));
    }

    private static String field(String owner, String name, String descriptor) {
        return owner.replace('/', '.') + '.' + name + ':' + descriptor;
    }

    private static String place(String className, String method, int line) {
        return className.replace('/', '.') + '.' + method + (line > 0 ? ":" + line : "");
    }
}
