package rr.agent.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Classes in which no access, monitor or call is woven, each with its reason. The rows that suppress or start a method's body apply
 * to them all the same.
 *
 * <p>Patterns: a class means its nested classes too; {@code p.*} the classes of a package; {@code p.**} those of its subpackages too;
 * {@code p.C.m()} the methods m of one class. An exception may be a nested class alone, or methods of a class in which nothing else is woven.
 */
public final class SkippedClasses {
    private static final String CACHES = "caches that any thread may fill with equal values, checked without synchronisation";
    private static final String STARTED = "how far the VM's start has got: over before main, and asked in the midst of filling caches, by whichever thread does it";
    private static final String VIRTUAL_THREADS = "virtual threads have lanes, what carries and schedules them has none";

    private static final String[][] ROWS = {
        {"com.sun.jdi.**", "debugger"},
        {"com.sun.tools.attach.**", "attaching to the VM from outside is no part of the program"},
        {"java.lang.BaseVirtualThread", VIRTUAL_THREADS},
        {"java.lang.Class", CACHES},
        {"java.lang.ClassLoader", "entered by the VM; what a user's loader does is woven in that loader"},
        {"java.lang.ClassValue", CACHES},
        {"java.lang.Module", CACHES},
        {"java.lang.ModuleLayer", CACHES},
        {"java.lang.System", "its volatile fields are set once; they are read in the midst of filling caches, by whichever thread does it"},
        {"java.lang.ThreadLocal", "which entries of a thread's map are stale, and so what is done to clean it up, shows in its memory alone"},
        {"java.lang.VirtualThread", VIRTUAL_THREADS},
        {"java.lang.invoke.*", "linkage and the machinery of method handles; accesses through VarHandles are woven at their call sites"},
        {"java.lang.module.*", "the module graph is complete before main"},
        {"java.lang.ref.*", "the VM and its threads for references use it; what the program sees of it is recorded where it is called"},
        {"java.lang.reflect.AccessibleObject", CACHES},
        {"java.lang.reflect.Constructor", CACHES},
        {"java.lang.reflect.Executable", CACHES},
        {"java.lang.reflect.Field", CACHES},
        {"java.lang.reflect.Method", CACHES},
        {"java.lang.reflect.Parameter", CACHES},
        {"jdk.internal.event.**", "flight recorder"},
        {"jdk.internal.jimage.**", "reads the JDK's own classes while classes are loaded"},
        {"jdk.internal.loader.*", "class loading"},
        {"jdk.internal.misc.Blocker", VIRTUAL_THREADS},
        {"jdk.internal.misc.CarrierThread", VIRTUAL_THREADS},
        {"jdk.internal.misc.ScopedMemoryAccess", "the VM inspects the frames of its methods when an arena is closed"},
        {"jdk.internal.misc.Unsafe", "its bodies are replaced by the compilers; accesses are woven at the call sites"},
        {"jdk.internal.misc.VM.initLevel()", STARTED},
        {"jdk.internal.misc.VM.isBooted()", STARTED},
        {"jdk.internal.misc.VM.isModuleSystemInited()", STARTED},
        {"jdk.internal.module.**", "the module graph is complete before main"},
        {"jdk.internal.ref.*", "frees memory of the JDK on threads that are not recorded"},
        {"jdk.internal.reflect.*", CACHES},
        {"jdk.internal.vm.**", VIRTUAL_THREADS},
        {"jdk.jfr.**", "flight recorder: observes the program and has threads of its own"},
        {"rr.boot.*", "rr itself"},
        {"rr.runtime.**", "rr itself"},
        {"sun.instrument.*", "calls the transformers, the weaver among them"},
        {"sun.launcher.*", "over before main, but for the frame that calls it"},
        {"sun.misc.Unsafe.isMemoryAccessWarned()", "asked at each access: by a read that is repeated twice, and in the midst of a write that is ordered"},
        {"sun.tools.attach.**", "attaching to the VM from outside is no part of the program"},
    };

    /** Woven in spite of a pattern above. */
    private static final String[][] EXCEPTIONS = {
        {"java.lang.ClassLoader.nameAndId()", "the identity hash of a loader that the program makes is in texts of the VM"},
        {"java.lang.Module.toString()", "so it is of a module without a name"},
        {"java.lang.Module$EnableNativeAccess", "of the threads that use a restricted method first one prints the warning"},
        {"java.lang.System.console()", "looks for a terminal under a lock"},
        {"java.lang.System$LoggerFinder", "of the threads that ask for a logger first one looks for its provider"},
        {"java.lang.ref.Finalizer$1", "runFinalization runs finalizers on a thread of the program"},
        {"java.lang.ref.Finalizer$2", "likewise"},
        {"jdk.internal.loader.NativeLibraries", "threads that load libraries meet on its locks"},
        {"jdk.internal.loader.URLClassPath", "loaders of the program use it, too, and its locks order them"},
        {"jdk.internal.ref.CleanerImpl", "cleaners of the program run on threads of the program"},
        {"jdk.internal.ref.PhantomCleanable", "so do their actions, unless the program calls them itself"},
    };

    private final Map<String, String> classes = new HashMap<>();
    private final Map<String, Set<String>> methods = new HashMap<>();
    private final Map<String, Set<String>> wovenMethods = new HashMap<>();
    private final Map<String, String> packages = new HashMap<>();
    private final List<String[]> subtrees = new ArrayList<>();

    /** All rows. */
    public SkippedClasses() {
        for (String[] row : ROWS) {
            String pattern = row[0].replace('.', '/');
            if (pattern.endsWith("()")) {
                addMethod(methods, pattern);
            } else if (pattern.endsWith("/**")) {
                subtrees.add(new String[] {pattern.substring(0, pattern.length() - 2), row[1]});
            } else if (pattern.endsWith("/*")) {
                packages.put(pattern.substring(0, pattern.length() - 2), row[1]);
            } else {
                classes.put(pattern, row[1]);
            }
        }
        for (String[] row : EXCEPTIONS) {
            String pattern = row[0].replace('.', '/');
            if (pattern.endsWith("()")) {
                addMethod(wovenMethods, pattern);
            } else {
                classes.put(pattern, null);
            }
        }
    }

    private static void addMethod(Map<String, Set<String>> methods, String pattern) {
        int slash = pattern.lastIndexOf('/');
        String owner = pattern.substring(0, slash);
        Set<String> names = methods.getOrDefault(owner, new HashSet<>());
        names.add(pattern.substring(slash + 1, pattern.length() - 2));
        methods.put(owner, names);
    }

    /** Why a class is left alone, or null if it is woven. */
    public String reason(String internalName) {
        int dollar = internalName.indexOf('$');
        if (dollar > 0 && classes.containsKey(internalName)) {
            return classes.get(internalName);
        }
        String outermost = dollar > 0 ? internalName.substring(0, dollar) : internalName;
        if (classes.containsKey(outermost)) {
            return classes.get(outermost);
        }
        int slash = internalName.lastIndexOf('/');
        String reason = slash < 0 ? null : packages.get(internalName.substring(0, slash));
        if (reason != null) {
            return reason;
        }
        for (String[] subtree : subtrees) {
            if (internalName.startsWith(subtree[0])) {
                return subtree[1];
            }
        }
        return null;
    }

    /** The methods of a class that is woven in which nothing is. */
    Set<String> methods(String internalName) {
        return methods.getOrDefault(internalName, Set.of());
    }

    /** The methods of a class that is left alone otherwise whose calls and accesses are woven. */
    Set<String> wovenMethods(String internalName) {
        return wovenMethods.getOrDefault(internalName, Set.of());
    }

    /** The rows: pattern and reason. */
    static String[][] rows() {
        return ROWS.clone();
    }

    /** The exceptions from the rows: class and reason. */
    static String[][] exceptions() {
        return EXCEPTIONS.clone();
    }
}
