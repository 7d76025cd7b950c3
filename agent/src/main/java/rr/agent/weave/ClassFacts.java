package rr.agent.weave;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import rr.agent.table.OperationTable;

/**
 * What weaving one class must know about others: which fields are ordered, who extends whom. Read from class files, never from loaded
 * classes: loading or initialising a class here would change the program.
 *
 * <p>Loaders are compared by identity in a plain list and held weakly. A map would ask them for a hash code, and an identity hash code
 * drawn here shifts those that the program draws.
 */
public final class ClassFacts {
    private static final String OBJECT = "java/lang/Object";
    private static final int MAX_CONSTRUCTORS = 16;

    /**
     * A class file's header, or {@link #UNKNOWN}. Fields and methods are written name + descriptor; mutable fields are those neither
     * final nor volatile, static or not; {@code settledStatics} are private static ones among them that nobody sets but the class's
     * initialiser, as far as the class file shows. Handle names are the string constants of a class that looks up fields for VarHandles or Unsafe.
     */
    record Header(
            String superName,
            String nestHost,
            boolean callsFences,
            String[] volatileFields,
            String[] mutableFields,
            String[] mutableStatics,
            String[] settledStatics,
            String[] finalFields,
            String[] methods,
            String[] handleNames) {
        private static final String[] NONE = {};
        static final Header UNKNOWN = new Header(null, null, false, NONE, NONE, NONE, NONE, NONE, NONE, NONE);

        boolean hasVolatile(String field) {
            return contains(volatileFields, field);
        }

        boolean hasMutable(String field) {
            return contains(mutableFields, field);
        }

        boolean hasMutableStatic(String field) {
            return contains(mutableStatics, field);
        }

        boolean hasSettledStatic(String field) {
            return contains(settledStatics, field);
        }

        boolean hasFinal(String field) {
            return contains(finalFields, field);
        }

        boolean looksUp(String fieldName) {
            return contains(handleNames, fieldName);
        }

        boolean declares(String method) {
            return contains(methods, method);
        }

        private static boolean contains(String[] names, String name) {
            for (String each : names) {
                if (each.equals(name)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static final class LoaderFacts {
        final WeakReference<ClassLoader> loader;
        final Map<String, Header> headers = new HashMap<>();
        /** By class and descriptor. */
        final Map<String, Boolean> publishingConstructors = new HashMap<>();

        LoaderFacts(ClassLoader loader) {
            this.loader = new WeakReference<>(loader);
        }
    }

    private final LoaderFacts bootFacts = new LoaderFacts(null);
    private final List<LoaderFacts> otherFacts = new ArrayList<>();
    private final ClassFiles files = new ClassFiles();
    private final OperationTable table;
    private final WeaveReport report;
    private final OrderedFields racing;

    /** Facts that report class files which they cannot find. */
    public ClassFacts(OperationTable table, WeaveReport report) {
        this(table, report, OrderedFields.NONE);
    }

    /** The same, with fields that are known to race. */
    public ClassFacts(OperationTable table, WeaveReport report, OrderedFields racing) {
        this.table = table;
        this.report = report;
        this.racing = racing;
    }

    /** The fields that are known to race. */
    OrderedFields racing() {
        return racing;
    }

    /** Keeps the header of a class that passes by anyway, so that it is not read again when another class mentions it. */
    void learn(ClassLoader loader, String name, Header header) {
        LoaderFacts facts = factsOf(loader);
        synchronized (facts) {
            facts.headers.put(name, header);
        }
    }

    /**
     * The class that declares an ordered field, found from the class named in a field reference; null if the field is not ordered. A
     * field whose class file cannot be found counts as ordered, since that only adds events.
     */
    String orderedFieldOwner(ClassLoader loader, String owner, String name, String descriptor) {
        String field = name + descriptor;
        String current = owner;
        boolean orderedBelow = false;
        while (current != null && !current.equals(OBJECT)) {
            Header header = header(loader, current);
            if (header == Header.UNKNOWN) {
                report.problem(current, "class file not found; its field " + name + " is treated as volatile");
                return owner;
            }
            if (header.hasVolatile(field)) {
                return current;
            }
            if (header.hasMutable(field)) {
                boolean ordered = orderedBelow && !isJdk(current)
                        || ordersMutable(loader, current, header, name)
                        || header.hasMutableStatic(field) && !header.hasSettledStatic(field) && ordersStatics(current)
                        || racing.hasField(current, name, descriptor);
                return ordered ? current : null;
            }
            if (header.hasFinal(field)) {
                return null;
            }
            orderedBelow |= !isJdk(current) && ordersMutable(loader, current, header, name);
            current = header.superName();
        }
        // Only a constant inherited from an interface is left.
        return null;
    }

    /** The class that declares a field which is neither volatile nor final, found from the class named in a field reference; else null. */
    String plainFieldOwner(ClassLoader loader, String owner, String name, String descriptor) {
        String field = name + descriptor;
        for (String current = owner; current != null && !current.equals(OBJECT);) {
            Header header = header(loader, current);
            if (header.hasMutable(field)) {
                return current;
            }
            if (header.hasVolatile(field) || header.hasFinal(field)) {
                return null;
            }
            current = header.superName();
        }
        return null;
    }

    /** Whether a field holds arrays whose elements are known to race. */
    boolean holdsRacingArrays(ClassLoader loader, String owner, String name, String descriptor) {
        String field = name + descriptor;
        for (String current = owner; current != null && !current.equals(OBJECT);) {
            if (racing.hasElementsOf(current, name, descriptor)) {
                return true;
            }
            Header header = header(loader, current);
            if (header.hasMutable(field) || header.hasVolatile(field) || header.hasFinal(field)) {
                return false;
            }
            current = header.superName();
        }
        return false;
    }

    /** Whether a class's own field is ordered because it is static. Until the class is initialised nobody races with its initialiser. */
    boolean isSharedStatic(ClassLoader loader, String owner, String name, String descriptor) {
        return ordersStatics(owner) && header(loader, owner).hasMutableStatic(name + descriptor) && !table.ordersField(owner, name);
    }

    /** Whether a class's own field is ordered for no other reason than that it is a static field of the program: it may race. */
    boolean isProgramsStatic(ClassLoader loader, String owner, String name, String descriptor) {
        if (isOfJdk(owner) || !isSharedStatic(loader, owner, name, descriptor)) {
            return false;
        }
        return !ordersMutable(loader, owner, header(loader, owner), name) && !racing.hasField(owner, name, descriptor);
    }

    /**
     * Whether the static fields of a class are ordered. Each thread can get at them, so one that is neither final nor volatile is guarded by
     * a lock or it races. Those of the JDK are caches more often than not, filled by whoever finds them empty, and filling them is
     * made of events. In the core that the VM itself goes through they are set while it
     * starts, or in regions without events, and the code that fills caches unseen by the program, at any time, reads them.
     */
    private static boolean ordersStatics(String className) {
        return !isOfJdk(className) || ClassFiles.module(className) != null && !className.startsWith("java/lang/") && !className.startsWith("jdk/internal/");
    }

    private static boolean isOfJdk(String className) {
        Module module = ClassFiles.module(className);
        return isJdk(className) || module != null && (module.getName().startsWith("java.") || module.getName().startsWith("jdk."));
    }

    /**
     * Whether a field races although it is not volatile. In the JDK the table says so, for fields that are not static. Elsewhere those fields do that are looked up for a
     * VarHandle or for Unsafe, and all of a class that relies on fences. The field's own class and the one that it is nested in are asked,
     * and so are the classes between it and the one that the reference names: a class that pads its field declares it in a superclass.
     * The class that accesses it is never asked, so that all accesses by the same name are treated alike.
     */
    private boolean ordersMutable(ClassLoader loader, String owner, Header header, String name) {
        if (isJdk(owner)) {
            return table.ordersField(owner, name);
        }
        Header host = host(loader, owner, header);
        return header.callsFences() || host.callsFences() || header.looksUp(name) || host.looksUp(name);
    }

    /** Whether plain accesses by Unsafe in the bodies of a class are ordered as well. */
    boolean ordersPlainAccesses(ClassLoader loader, String name) {
        if (isJdk(name)) {
            return table.ordersAccessesIn(name);
        }
        Header header = header(loader, name);
        return header.callsFences() || host(loader, name, header).callsFences();
    }

    private Header host(ClassLoader loader, String name, Header header) {
        return header.nestHost() == null || header.nestHost().equals(name) ? header : header(loader, header.nestHost());
    }

    static boolean isJdk(String name) {
        return name.startsWith("java/") || name.startsWith("jdk/") || name.startsWith("sun/");
    }

    /** Whether a method reference means the method that {@code declaring}, a superclass of {@code owner} or itself, declares. */
    boolean resolvesTo(ClassLoader loader, String owner, String method, String declaring) {
        String current = owner;
        while (current != null && !current.equals(declaring)) {
            if (current.equals(OBJECT)) {
                return false;
            }
            if (current.charAt(0) == '[') {
                return declaring.equals(OBJECT);
            }
            Header header = header(loader, current);
            if (header == Header.UNKNOWN) {
                report.loss(current, "class file not found; calls of its " + method + " are left alone");
                return false;
            }
            if (header.declares(method)) {
                return false;
            }
            current = header.superName();
        }
        return current != null;
    }

    /**
     * Whether a constructor may make its object known to other threads before it returns. {@code depth} is the number of constructors
     * that wait for the answer.
     */
    boolean constructorPublishes(ClassLoader loader, String owner, String descriptor, int depth) {
        if (owner.equals(OBJECT)) {
            return false;
        }
        if (depth == MAX_CONSTRUCTORS) {
            return true;
        }
        ClassLoader home = owner.startsWith("java/") ? null : loader;
        LoaderFacts facts = factsOf(home);
        String constructor = owner + descriptor;
        synchronized (facts) {
            Boolean known = facts.publishingConstructors.get(constructor);
            if (known != null) {
                return known;
            }
        }
        ClassReader reader = files.open(home, owner);
        boolean publishes = reader == null || ConstructorScan.publishes(
                reader, descriptor, (superclass, type) -> constructorPublishes(home, superclass, type, depth + 1));
        synchronized (facts) {
            facts.publishingConstructors.put(constructor, publishes);
        }
        return publishes;
    }

    private Header header(ClassLoader loader, String name) {
        // No loader but the boot and platform loaders may define classes in java.*; one copy of their headers serves all.
        ClassLoader home = name.startsWith("java/") ? null : loader;
        LoaderFacts facts = factsOf(home);
        synchronized (facts) {
            Header known = facts.headers.get(name);
            if (known != null) {
                return known;
            }
        }
        // Outside of the lock: a user's loader may run any code.
        Header found = read(home, name);
        synchronized (facts) {
            Header raced = facts.headers.get(name);
            if (raced == null || raced == Header.UNKNOWN) {
                facts.headers.put(name, found);
                return found;
            }
            return raced;
        }
    }

    private LoaderFacts factsOf(ClassLoader loader) {
        if (loader == null) {
            return bootFacts;
        }
        synchronized (otherFacts) {
            // The youngest first: programs that make many define one class in each.
            for (int i = otherFacts.size() - 1; i >= 0; i--) {
                LoaderFacts facts = otherFacts.get(i);
                ClassLoader known = facts.loader.get();
                if (known == loader) {
                    return facts;
                }
                if (known == null) {
                    otherFacts.remove(i);
                }
            }
            LoaderFacts facts = new LoaderFacts(loader);
            otherFacts.add(facts);
            return facts;
        }
    }

    private Header read(ClassLoader loader, String name) {
        ClassReader reader = files.open(loader, name);
        try {
            return reader == null ? Header.UNKNOWN : HeaderReader.read(reader);
        } catch (RuntimeException malformed) {
            return Header.UNKNOWN;
        }
    }
}
