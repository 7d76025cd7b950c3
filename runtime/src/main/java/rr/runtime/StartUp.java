package rr.runtime;

import static rr.runtime.Memory.U;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Undoes what the VM's start left in an order of its own and the program can see later: which module comes first where two share a place
 * in a table, and so which provider of a service. Done before the first event, in both modes.
 */
final class StartUp {
    private static final String VM_PROPERTIES = "java.vm.";

    private StartUp() {}

    /**
     * The modules of the boot layer were defined in the order of a set that is iterated differently in each process.
     *
     * @throws ReflectiveOperationException if this JDK lacks one of the classes
     */
    static void sortModules() throws ReflectiveOperationException {
        ModuleLayer boot = ModuleLayer.boot();
        long modules = U.objectFieldOffset(ModuleLayer.class, "nameToModule");
        Object byName = U.getReference(boot, modules);
        if (byName instanceof HashMap<?, ?>) {
            U.putReference(boot, modules, new HashMap<>(new TreeMap<>((Map<?, ?>) byName)));
        }
        U.putReferenceVolatile(boot, U.objectFieldOffset(ModuleLayer.class, "servicesCatalog"), null); // made again when it is asked for
        long valuesAt = U.objectFieldOffset(ClassLoader.class, "classLoaderValueMap");
        Class<?> loaders = Class.forName("jdk.internal.loader.ClassLoaders");
        Object bootLoader = U.getReference(loaders, U.staticFieldOffset(loaders.getDeclaredField("BOOT_LOADER"))); // parent of the others, but they say null
        sortCatalogsAmong(U.getReference(bootLoader, valuesAt));
        for (ClassLoader loader = ClassLoader.getSystemClassLoader(); loader != null; loader = loader.getParent()) {
            sortCatalogsAmong(U.getReference(loader, valuesAt));
        }
    }

    /**
     * Sets the system properties in which the VM describes itself to the recorded ones. They follow from its flags, the size of the heap
     * among them, which a replay may choose otherwise; programs print them, and the JDK makes seeds of them.
     */
    static void describeVm(Lane lane) {
        lane.hold();
        Properties properties = System.getProperties();
        TreeMap<String, String> present = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith(VM_PROPERTIES)) {
                present.put(name, properties.getProperty(name));
            }
        }
        String[] texts = new String[2 * present.size()];
        int n = 0;
        for (Map.Entry<String, String> property : present.entrySet()) {
            texts[n++] = property.getKey();
            texts[n++] = property.getValue();
        }
        lane.release();
        texts = ValueHooks.texts(lane, texts);
        lane.hold();
        for (String name : present.keySet()) {
            properties.remove(name);
        }
        for (int i = 0; i < texts.length; i += 2) {
            properties.setProperty(texts[i], texts[i + 1]); // in both modes: names that share a place are listed in the order in which they came
        }
        lane.release();
    }

    private static void sortCatalogsAmong(Object loaderValues) throws ReflectiveOperationException {
        if (loaderValues instanceof Map<?, ?>) {
            for (Object value : ((Map<?, ?>) loaderValues).values()) {
                sortProviders(value);
            }
        }
    }

    /** Sorts the services, and the providers of each by module; those of one module keep their order. */
    @SuppressWarnings("unchecked")
    private static void sortProviders(Object catalog) throws ReflectiveOperationException {
        Class<?> type = Class.forName("jdk.internal.module.ServicesCatalog");
        if (catalog.getClass() != type) {
            return;
        }
        long moduleOf = U.objectFieldOffset(Class.forName("jdk.internal.module.ServicesCatalog$ServiceProvider"), "module");
        Map<String, Object> services = (Map<String, Object>) U.getReference(catalog, U.objectFieldOffset(type, "map"));
        Map<String, Object> sorted = new TreeMap<>(services);
        services.clear(); // names that share a place are looked through in the order in which they came
        services.putAll(sorted);
        for (Object list : sorted.values()) {
            if (list instanceof CopyOnWriteArrayList<?>) {
                sort(list, moduleOf);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static void sort(Object providers, long moduleOf) {
        List<Object> list = (List<Object>) providers;
        Object[] all = list.toArray();
        for (int i = 1; i < all.length; i++) {
            Object moved = all[i];
            String name = moduleName(moved, moduleOf);
            int k = i;
            while (k > 0 && moduleName(all[k - 1], moduleOf).compareTo(name) > 0) {
                all[k] = all[k - 1];
                k--;
            }
            all[k] = moved;
        }
        for (int i = 0; i < all.length; i++) {
            list.set(i, all[i]);
        }
    }

    private static String moduleName(Object provider, long moduleOf) {
        return String.valueOf(((Module) U.getReference(provider, moduleOf)).getName());
    }
}
