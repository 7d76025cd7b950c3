package rr.agent;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import rr.agent.table.OperationTable;
import rr.agent.weave.ClassFacts;
import rr.agent.weave.Observation;
import rr.agent.weave.OrderedFields;
import rr.agent.weave.WeaveCache;
import rr.agent.weave.WeaveReport;
import rr.agent.weave.Weaver;

/** Weaves each class that the VM loads or that is retransformed. What the cache knows is taken from there, without loading ASM. */
final class Transformer implements ClassFileTransformer {
    private final ClassLoader own = Transformer.class.getClassLoader();
    /** Made before the first class comes: the classes that its making loads come here as well. */
    private final Weaver weaver;
    private final WeaveCache cache;
    private final OrderedFields racing;
    private final boolean pristine;
    private volatile Throwable failure;

    /**
     * A transformer that looks into this cache first.
     *
     * @param racing      plain fields that are ordered, too
     * @param observation what is observed of plain accesses, or null
     * @param pristine    whether the JDK's loaded classes are those of its image, so that the cache can tell by name what needs no weaving
     */
    Transformer(WeaveCache cache, OrderedFields racing, Observation observation, boolean pristine) {
        this.weaver = newWeaver(racing, observation);
        this.racing = racing;
        this.cache = cache;
        this.pristine = pristine;
    }

    /** The weaver for the JDK that runs this code. */
    static Weaver newWeaver(OrderedFields racing, Observation observation) {
        WeaveReport report = new WeaveReport();
        OperationTable table = OperationTable.forJdk(Runtime.version().feature());
        return new Weaver(table, new ClassFacts(table, report, racing), report, observation);
    }

    /** Whether a loaded class may have something to weave, judged by its name. */
    boolean wants(Class<?> c) {
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
    public byte[] transform(Module module, ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
        if (name == null || loader == own && own != null) {
            return null;
        }
        try {
            if (WeaveCache.isCacheable(loader) && !racing.mayConcern(name, bytes)) {
                byte[] woven = cache.find(name, bytes);
                if (woven != null) {
                    return woven == WeaveCache.NOTHING ? null : woven;
                }
            }
            return weaver.mayNeedWeaving(name) ? weaver.weave(loader, name, bytes) : null;
        } catch (Throwable t) { // the VM would swallow it, and the class would run unwoven in silence
            failure = t;
            return null;
        }
    }

    /** Refuses to go on when a class could not be woven because of a fault of ours. */
    void requireSound() {
        if (failure != null) {
            throw new Refusal("weaving", failure.toString(), "every class woven", "report this with the name of the JDK");
        }
    }
}
