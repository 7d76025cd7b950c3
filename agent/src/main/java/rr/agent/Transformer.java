package rr.agent;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import rr.agent.table.OperationTable;
import rr.agent.weave.ClassFacts;
import rr.agent.weave.WeaveReport;
import rr.agent.weave.Weaver;

/** Weaves each class that the VM loads or that is retransformed. */
final class Transformer implements ClassFileTransformer {
    private final WeaveReport report = new WeaveReport();
    private final Weaver weaver;
    private final ClassLoader own = Transformer.class.getClassLoader();
    private volatile Throwable failure;

    Transformer() {
        OperationTable table = OperationTable.forJdk(Runtime.version().feature());
        weaver = new Weaver(table, new ClassFacts(table, report), report);
    }

    /** Whether a loaded class may have something to weave, judged by its name. */
    boolean wants(Class<?> c) {
        return c.getClassLoader() != own && weaver.mayNeedWeaving(c.getName().replace('.', '/'));
    }

    @Override
    public byte[] transform(Module module, ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
        if (name == null || loader == own && own != null || !weaver.mayNeedWeaving(name)) {
            return null;
        }
        try {
            return weaver.weave(loader, name, bytes);
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

    WeaveReport report() {
        return report;
    }
}
