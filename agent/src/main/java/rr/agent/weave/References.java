package rr.agent.weave;

import java.util.HashMap;
import java.util.Map;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import rr.agent.table.Operation;
import rr.agent.table.OperationTable;

/** What the fields and methods that one class mentions mean to the weaver. Decides each reference once. */
final class References {
    /** A volatile field. {@code declaring} names its chain when it is static; {@code foreign} if another class declares it. */
    record VolatileField(String declaring, String name, boolean foreign) {
        /** Equal in every run and for every class that mentions the field: woven code has it as a constant. */
        int key() {
            return keyOf(declaring, name);
        }
    }

    private static final VolatileField PLAIN = new VolatileField("", "", false);
    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;

    private final ClassLoader loader;
    private final String className;
    private final OperationTable table;
    private final ClassFacts facts;
    private final Map<String, VolatileField> fields = new HashMap<>();

    References(ClassLoader loader, String className, OperationTable table, ClassFacts facts) {
        this.loader = loader;
        this.className = className;
        this.table = table;
        this.facts = facts;
    }

    /** The volatile field that a reference means, or null if it means another. */
    VolatileField volatileField(String owner, String name, String descriptor) {
        String reference = owner + '.' + name + descriptor;
        VolatileField known = fields.get(reference);
        if (known == null) {
            String declaring = facts.volatileFieldOwner(loader, owner, name, descriptor);
            known = declaring == null ? PLAIN : new VolatileField(declaring, name, !declaring.equals(className));
            fields.put(reference, known);
        }
        return known == PLAIN ? null : known;
    }

    /** The row that a method reference means, or null. */
    Operation call(boolean isStatic, String owner, String name, String descriptor) {
        for (Operation row : table.callsNamed(name)) {
            if (row.isStatic() == isStatic && row.descriptor().equals(descriptor) && means(row, owner, name.concat(descriptor))) {
                return row;
            }
        }
        return null;
    }

    /** The row that a method handle means, or null. */
    Operation handle(Handle handle) {
        switch (handle.getTag()) {
            case Opcodes.H_INVOKESTATIC:
                return call(true, handle.getOwner(), handle.getName(), handle.getDesc());
            case Opcodes.H_INVOKEVIRTUAL:
            case Opcodes.H_INVOKESPECIAL:
                return call(false, handle.getOwner(), handle.getName(), handle.getDesc());
            default:
                return null;
        }
    }

    /** Whether the VM may run Java code of the program's loaders to find a class that this one mentions. */
    boolean loaderRunsJava() {
        return loader != null;
    }

    private boolean means(Operation row, String owner, String method) {
        if (owner.equals(row.owner())) {
            return true;
        }
        switch (row.owners()) {
            case ANY:
                return true;
            case SUBCLASSES:
                return facts.resolvesTo(loader, owner, method, row.owner());
            default:
                return false;
        }
    }

    static int keyOf(String owner, String name) {
        int hash = FNV_OFFSET;
        for (int i = 0; i < owner.length(); i++) {
            hash = (hash ^ owner.charAt(i)) * FNV_PRIME;
        }
        hash = (hash ^ '.') * FNV_PRIME;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }
}
