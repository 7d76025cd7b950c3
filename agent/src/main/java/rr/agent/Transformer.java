package rr.agent;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import rr.agent.table.OperationTable;
import rr.agent.weave.ClassFacts;
import rr.agent.weave.ClassFiles;
import rr.agent.weave.Observation;
import rr.agent.weave.OrderedFields;
import rr.agent.weave.WeaveCache;
import rr.agent.weave.WeaveReport;
import rr.agent.weave.Weaver;
import rr.runtime.Weaving;

/** Weaves each class that the VM loads or that is retransformed. What the cache knows is taken from there, without loading ASM. */
final class Transformer implements Weaving.Weaver {
    /** A class with much of what is woven: monitors, waits, volatile fields, constructors, calls. */
    private static final String SAMPLE = "java/io/PipedInputStream";

    private final ClassLoader own = Transformer.class.getClassLoader();
    /** Made before the first class comes: the classes that its making loads come here as well. */
    private final Weaver weaver;
    private final WeaveCache cache;
    private final OrderedFields racing;
    private final boolean pristine;
    private volatile Throwable failure;
    /** The class at which the weaver failed last, until that is told. */
    private volatile String untold;

    /**
     * A transformer that looks into this cache first.
     *
     * @param racing      plain fields that are ordered, too
     * @param observation what is observed of plain accesses, or null
     * @param replay      whether threads are made to wait before they use classes for the first time
     * @param pristine    whether the JDK's loaded classes are those of its image, so that the cache can tell by name what needs no weaving
     * @param trace       where to tell what could not be woven, or null
     */
    Transformer(WeaveCache cache, OrderedFields racing, Observation observation, boolean replay, boolean pristine, Path trace) {
        this.weaver = newWeaver(racing, observation, replay, trace);
        this.racing = racing;
        this.cache = cache;
        this.pristine = pristine;
    }

    /** The weaver for the JDK that runs this code. It tells in the trace's folder what it could not weave, unless that is null. */
    static Weaver newWeaver(OrderedFields racing, Observation observation, boolean replay, Path trace) {
        WeaveReport report = new WeaveReport(trace);
        OperationTable table = OperationTable.forJdk(Runtime.version().feature());
        return new Weaver(table, new ClassFacts(table, report, racing), report, observation, replay);
    }

    /**
     * From now on classes are woven when they are loaded, and those that are there at once.
     *
     * @throws IOException            if this JDK lacks a class file that every JDK has
     * @throws ClassNotFoundException if it lacks such a class
     */
    void begin(Instrumentation instrumentation) throws UnmodifiableClassException, IOException, ClassNotFoundException {
        warmUp();
        Weaving.by(this);
        List<Class<?>> loaded = new ArrayList<>();
        for (Class<?> c : instrumentation.getAllLoadedClasses()) {
            if ((wants(c) || readsSalt(c)) && instrumentation.isModifiableClass(c)) {
                loaded.add(c);
            }
        }
        instrumentation.retransformClasses(loaded.toArray(new Class<?>[0]));
        if (failure != null) {
            throw new Refusal("weaving", failure.toString(), "every class woven", "report this with the name of the JDK");
        }
    }

    /**
     * Loads and initialises what weaving takes. From here on each class that is loaded comes to the weaver first, also those that it needs
     * itself, so they have to be there; and what a program finds initialised must not depend on whether the cache had all that there was to weave so far.
     */
    private void warmUp() throws IOException, ClassNotFoundException {
        Class.forName("java.lang.ClassCircularityError"); // the VM's answer to that; it takes a class, too
        byte[] file = ClassFiles.ofJdk(SAMPLE);
        weave(null, SAMPLE, file);
        weaver.weave(null, SAMPLE, file);
    }

    /** Whether compiled code of a class may hold the salt, which replaces a constant when the program begins: it is compiled anew. */
    private static boolean readsSalt(Class<?> c) {
        return c.getName().startsWith("java.util.ImmutableCollections");
    }

    /** Whether a loaded class may have something to weave, judged by its name. */
    private boolean wants(Class<?> c) {
        ClassLoader loader = c.getClassLoader();
        if (c.isArray() || c.isPrimitive() || loader == own) {
            return false;
        }
        String name = c.getName().replace('.', '/');
        if (pristine && WeaveCache.isCacheable(loader)) {
            return !name.startsWith("rr/runtime/") && (!cache.hasNothingToWeave(name) || racing.mayConcern(name));
        }
        return weaver.mayNeedWeaving(name);
    }

    @Override
    public byte[] weave(ClassLoader loader, String internalName, byte[] bytes) {
        if (loader == own && own != null) {
            return null;
        }
        try {
            tellFailure();
            String name = internalName != null ? internalName : Weaver.nameOf(bytes);
            if (name == null) {
                return null;
            }
            if (WeaveCache.isCacheable(loader) && !racing.mayConcern(name, bytes)) {
                byte[] woven = cache.find(name, bytes);
                if (woven != null) {
                    return woven == WeaveCache.NOTHING ? null : woven;
                }
            }
            return weaver.mayNeedWeaving(name) ? weaver.weave(loader, name, bytes) : null;
        } catch (Throwable t) { // the VM would swallow it, and the class would run unwoven in silence
            failure = t;
            untold = internalName;
            try {
                tellFailure();
            } catch (Throwable again) { // where a stack or the heap is at its end: with the next class
                untold = internalName;
            }
            return null;
        }
    }

    /** Tells of a class that was left alone because the weaver failed. */
    private void tellFailure() {
        String name = untold;
        if (name != null) {
            untold = null;
            weaver.failed(name, failure);
        }
    }
}
