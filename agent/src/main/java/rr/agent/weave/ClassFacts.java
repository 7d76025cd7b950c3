package rr.agent.weave;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
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
    private static final Map<String, Module> MODULES = modules();

    /**
     * A class file's header, or {@link #UNKNOWN}. Fields and methods are written name + descriptor; mutable fields are those neither
     * final nor volatile, static or not. Handle names are the string constants of a class that looks up fields for VarHandles or Unsafe.
     */
    record Header(
            String superName,
            String nestHost,
            boolean callsFences,
            String[] volatileFields,
            String[] mutableFields,
            String[] mutableStatics,
            String[] finalFields,
            String[] methods,
            String[] handleNames) {
        private static final String[] NONE = {};
        static final Header UNKNOWN = new Header(null, null, false, NONE, NONE, NONE, NONE, NONE, NONE);

        boolean hasVolatile(String field) {
            return contains(volatileFields, field);
        }

        boolean hasMutable(String field) {
            return contains(mutableFields, field);
        }

        boolean hasMutableStatic(String field) {
            return contains(mutableStatics, field);
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
                        || header.hasMutableStatic(field) && ordersStatics(current)
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

    /**
     * Whether a class's own field is ordered for no other reason than that it is a static field of the JDK. Until the class is
     * initialised nobody races with its initialiser.
     */
    boolean isSharedStatic(ClassLoader loader, String owner, String name, String descriptor) {
        return ordersStatics(owner) && header(loader, owner).hasMutableStatic(name + descriptor) && !table.ordersField(owner, name);
    }

    /**
     * Whether the static fields of a class are ordered: those of the JDK are, because they are caches more often than not, filled by
     * whoever finds them empty, and filling them is made of events. In the core that the VM itself goes through they are set while it
     * starts, or in regions without events, and the code that fills caches unseen by the program, at any time, reads them.
     */
    private static boolean ordersStatics(String className) {
        Module module = MODULES.get(className.substring(0, Math.max(0, className.lastIndexOf('/'))));
        boolean jdk = module != null && (module.getName().startsWith("java.") || module.getName().startsWith("jdk."));
        return jdk && !className.startsWith("java/lang/") && !className.startsWith("jdk/internal/");
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
            if (current.equals(OBJECT) || current.charAt(0) == '[') {
                return false;
            }
            Header header = header(loader, current);
            if (header == Header.UNKNOWN) {
                report.problem(current, "class file not found; calls of its " + method + " are left alone");
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
        ClassReader reader = open(home, owner);
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
            for (Iterator<LoaderFacts> each = otherFacts.iterator(); each.hasNext(); ) {
                LoaderFacts facts = each.next();
                ClassLoader known = facts.loader.get();
                if (known == loader) {
                    return facts;
                }
                if (known == null) {
                    each.remove();
                }
            }
            LoaderFacts facts = new LoaderFacts(loader);
            otherFacts.add(facts);
            return facts;
        }
    }

    private static Header read(ClassLoader loader, String name) {
        ClassReader reader = open(loader, name);
        try {
            return reader == null ? Header.UNKNOWN : HeaderReader.read(reader);
        } catch (RuntimeException malformed) {
            return Header.UNKNOWN;
        }
    }

    /** A class file, or null. */
    private static ClassReader open(ClassLoader loader, String name) {
        try (InputStream in = stream(loader, name + ".class")) {
            return in == null ? null : new ClassReader(in.readAllBytes());
        } catch (IOException | RuntimeException | LinkageError unreadable) {
            // A loader's own failure must not become the program's: the class counts as not found, which callers report.
            return null;
        }
    }

    /**
     * The JDK's own classes are not read through URLs: connections initialise classes and fill caches, which the program would find so
     * or not, by what has been woven before.
     */
    private static InputStream stream(ClassLoader loader, String resource) throws IOException {
        Module module = MODULES.get(resource.substring(0, Math.max(0, resource.lastIndexOf('/'))));
        InputStream in = module != null && seesModules(loader, resource) ? module.getResourceAsStream(resource) : null;
        if (in != null) {
            return in;
        }
        if (loader instanceof URLClassLoader) {
            URL url = loader.getResource(resource); // as a stream it would be in the loader's list of what it closes
            return url == null ? null : url.openStream();
        }
        return loader != null ? loader.getResourceAsStream(resource) : ClassLoader.getSystemResourceAsStream(resource);
    }

    /** Whether the loader has a class of this package from the boot layer. Others may define their own, if it is not one of java. */
    private static boolean seesModules(ClassLoader loader, String resource) {
        return loader == null || loader == ClassLoader.getPlatformClassLoader() || loader == ClassLoader.getSystemClassLoader()
                || resource.startsWith("java/");
    }

    /** The modules of the boot layer by their packages. Asked for before the first event: the layer keeps its answer in a field. */
    private static Map<String, Module> modules() {
        Map<String, Module> modules = new HashMap<>();
        for (Module module : ModuleLayer.boot().modules()) {
            for (String name : module.getPackages()) {
                modules.put(name.replace('.', '/'), module);
            }
        }
        return modules;
    }
}
