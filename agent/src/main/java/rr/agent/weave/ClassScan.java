package rr.agent.weave;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import rr.agent.table.Operation;
import rr.agent.table.OperationTable;

/**
 * One quick pass over a class file's bytes that says for each method whether and what there is to weave. Most methods have nothing;
 * they are then copied as bytes and never visited.
 */
final class ClassScan {
    /** What the pass found in one method. */
    static final class Method {
        final int access;
        final String name;
        final String descriptor;
        /** There is code that the compilers do not replace by their own. */
        boolean hasCode;
        int maxLocals;
        /** Instructions are woven. */
        boolean sites;
        /** Instructions use other classes, for which the thread is made to wait. */
        boolean usesOthers;
        /** Woven instructions need to know the types of locals and stack. */
        boolean needsFrames;
        boolean storesThis;
        boolean hasSubroutines;
        /** There may be jumps to earlier instructions. */
        boolean loops;
        boolean bracketsInitialiser;
        boolean suppressed;
        /** Of a method that is suppressed for some receivers only, the class that knows them; else null. */
        String suppressor;
        final List<Operation> rows = new ArrayList<>(0);

        Method(int access, String name, String descriptor) {
            this.access = access;
            this.name = name;
            this.descriptor = descriptor;
        }

        boolean isStatic() {
            return (access & Opcodes.ACC_STATIC) != 0;
        }

        boolean isSynchronized() {
            return (access & Opcodes.ACC_SYNCHRONIZED) != 0;
        }

        /** Whether hooks at its exits are told the receiver. */
        boolean tellsThis() {
            return !isStatic() && (isSynchronized() || suppressor != null);
        }

        /** Whether something is woven at the body's start or end. */
        boolean bodyWoven(boolean skippedClass) {
            return hasCode && (!rows.isEmpty() || !skippedClass && (isSynchronized() || bracketsInitialiser));
        }
    }

    private static final String STRING_BUFFER = "java/lang/StringBuffer";
    private static final String INTRINSIC = "Ljdk/internal/vm/annotation/IntrinsicCandidate;";

    private static final byte UNDECIDED = 0;
    private static final byte IRRELEVANT = 1;
    private static final byte CALL = 2;
    private static final byte ACCESS = 3;

    private static final int TAG_FIELD = 9;
    private static final int TAG_INTERFACE_METHOD = 11;
    private static final int TAG_METHOD_HANDLE = 15;
    private static final int TAG_DYNAMIC = 17;

    private final ClassReader reader;
    private final References references;
    private final OperationTable table;
    private final boolean skippedClass;
    private final Set<String> skippedMethods;
    /** Of a skipped class, the methods whose instructions are woven all the same. */
    private final Set<String> wovenMethods;
    private final char[] buffer;
    private final byte[] decisions;
    private final Method[] methods;
    private Boolean handlesRows;

    ClassScan(ClassReader reader, References references, OperationTable table, boolean skippedClass) {
        this.reader = reader;
        this.references = references;
        this.table = table;
        this.skippedClass = skippedClass;
        skippedMethods = table.skippedMethods(reader.getClassName());
        wovenMethods = table.wovenMethods(reader.getClassName());
        buffer = new char[reader.getMaxStringLength()];
        decisions = new byte[reader.getItemCount()];
        if (!skippedClass && (references.knowsRacingFields() || !ClassFacts.isJdk(reader.getClassName()))) {
            orderedArrays();
        }
        int offset = HeaderReader.methodsOffset(reader);
        methods = new Method[reader.readUnsignedShort(offset)];
        offset += 2;
        List<Operation> bodies = table.bodiesOf(reader.getClassName());
        for (int i = 0; i < methods.length; i++) {
            methods[i] = scanMethod(offset, bodies);
            offset = HeaderReader.skipMember(reader, offset);
        }
    }

    /** The methods in the order of the class file. */
    Method[] methods() {
        return methods;
    }

    boolean anythingToWeave() {
        for (Method method : methods) {
            if (method.sites || method.usesOthers || method.bodyWoven(skippedClass)) {
                return true;
            }
        }
        return false;
    }

    private Method scanMethod(int offset, List<Operation> bodies) {
        Method method = new Method(
                reader.readUnsignedShort(offset), reader.readUTF8(offset + 2, buffer), reader.readUTF8(offset + 4, buffer));
        int code = codeOffset(offset);
        if (code == 0 || isIntrinsic(offset) || skippedMethods.contains(method.name)) {
            return method;
        }
        for (Operation row : bodies) {
            boolean all = row.name().equals(Operation.ALL_METHODS);
            boolean callable = method.name.charAt(0) != '<' && (method.access & Opcodes.ACC_PRIVATE) == 0;
            if (row.matchesBody(method.name, method.descriptor) && (!all || callable)) {
                method.rows.add(row);
                if (row.kind() == Operation.Kind.SUPPRESS) {
                    method.suppressed = true;
                    method.suppressor = row.hookOwner();
                }
            }
        }
        method.hasCode = true;
        method.maxLocals = reader.readUnsignedShort(code + 8);
        boolean weavesSites = !skippedClass || wovenMethods.contains(method.name);
        if (weavesSites || !method.rows.isEmpty()) {
            CodeScan scan = new CodeScan(method);
            scan.walk(code + 14, reader.readInt(code + 10));
            method.bracketsInitialiser = method.name.equals("<clinit>") && scan.runsForeignCode;
        }
        if (!weavesSites) {
            method.sites = method.usesOthers = false;
        }
        return method;
    }

    /** The offset of the Code attribute's name index, or 0 if there is none. */
    private int codeOffset(int member) {
        return attribute(member, "Code");
    }

    /** The offset of an attribute's name index, or 0 if there is none. */
    private int attribute(int member, String name) {
        int offset = member + 8;
        for (int i = reader.readUnsignedShort(member + 6); i > 0; i--) {
            if (name.equals(reader.readUTF8(offset, buffer))) {
                return offset;
            }
            offset += 6 + reader.readInt(offset + 2);
        }
        return 0;
    }

    /**
     * Whether the compilers may replace the method's body by code of their own. Events in it would come while it is interpreted and
     * stop when it is compiled, at another moment in each run. The methods of StringBuffer, which are synchronized, are
     * replaced only by a VM flag's leave, which native code takes back: see vmflags.h.
     */
    private boolean isIntrinsic(int member) {
        if (STRING_BUFFER.equals(reader.getClassName())) {
            return false;
        }
        int annotations = attribute(member, "RuntimeVisibleAnnotations");
        if (annotations == 0) {
            return false;
        }
        int offset = annotations + 8;
        for (int i = reader.readUnsignedShort(annotations + 6); i > 0; i--) {
            if (INTRINSIC.equals(reader.readUTF8(offset, buffer))) {
                return true;
            }
            if (reader.readUnsignedShort(offset + 2) != 0) {
                // An annotation with values. The JDK writes the one that is looked for before such.
                return false;
            }
            offset += 4;
        }
        return false;
    }

    private void orderedArrays() {
        for (int i = 1; i < decisions.length; i++) {
            int item = reader.getItem(i);
            if (item != 0 && reader.readByte(item - 1) == TAG_FIELD) {
                String descriptor = reader.readUTF8(reader.getItem(reader.readUnsignedShort(item + 2)) + 2, buffer);
                boolean ofReferences = descriptor.startsWith("[[") || descriptor.startsWith("[L");
                if (ofReferences && !ClassFacts.isJdk(reader.getClassName()) && fieldDecision(i) == ACCESS) {
                    references.mentionsArray(descriptor);
                }
                String name = reader.readUTF8(reader.getItem(reader.readUnsignedShort(item + 2)), buffer);
                if (descriptor.startsWith("[") && references.holdsRacingArrays(reader.readClass(item, buffer), name, descriptor)) {
                    references.mentionsRacingArray(descriptor);
                }
            }
        }
    }

    private byte fieldDecision(int index) {
        if (decisions[index] == UNDECIDED) {
            int item = reader.getItem(index);
            int nameAndType = reader.getItem(reader.readUnsignedShort(item + 2));
            decisions[index] = references.orderedField(
                                    reader.readClass(item, buffer),
                                    reader.readUTF8(nameAndType, buffer),
                                    reader.readUTF8(nameAndType + 2, buffer))
                            == null
                    ? IRRELEVANT
                    : ACCESS;
        }
        return decisions[index];
    }

    private byte methodDecision(int index, boolean isStatic) {
        if (decisions[index] == UNDECIDED) {
            int item = reader.getItem(index);
            int nameAndType = reader.getItem(reader.readUnsignedShort(item + 2));
            String owner = reader.readClass(item, buffer);
            String name = reader.readUTF8(nameAndType, buffer);
            String descriptor = reader.readUTF8(nameAndType + 2, buffer);
            byte decision = IRRELEVANT;
            if (owner.equals(AccessMode.VAR_HANDLE)) {
                decision = references.varHandle(name, descriptor) == null ? IRRELEVANT : ACCESS;
            } else if (AccessMode.isUnsafe(owner) && references.unsafe(owner, name, descriptor) != null) {
                decision = ACCESS;
            } else if (references.call(isStatic, reader.readByte(item - 1) == TAG_INTERFACE_METHOD, owner, name, descriptor) != null) {
                decision = CALL;
            }
            decisions[index] = decision;
        }
        return decisions[index];
    }

    /** Whether any method handle of the class means a method with a row. */
    private boolean handlesRows() {
        if (handlesRows == null) {
            boolean found = false;
            for (int i = 1; i < decisions.length && !found; i++) {
                int item = reader.getItem(i);
                if (item != 0 && reader.readByte(item - 1) == TAG_METHOD_HANDLE) {
                    int member = reader.getItem(reader.readUnsignedShort(item + 1));
                    int nameAndType = reader.getItem(reader.readUnsignedShort(member + 2));
                    // The exact match is made when the instruction is woven.
                    found = !table.callsNamed(reader.readUTF8(nameAndType, buffer)).isEmpty();
                }
            }
            handlesRows = found;
        }
        return handlesRows;
    }

    /** Walks the instructions of one method. */
    private final class CodeScan {
        private final Method method;
        /** A class initialiser that runs no code but its own is not worth a lane. */
        private boolean runsForeignCode;

        CodeScan(Method method) {
            this.method = method;
        }

        void walk(int start, int length) {
            int end = start + length;
            for (int at = start; at < end; at += Instructions.length(reader, at, start)) {
                int opcode = reader.readByte(at) & 0xff;
                switch (opcode) {
                    case Opcodes.LDC:
                        constant(reader.readByte(at + 1) & 0xff);
                        break;
                    case Instructions.LDC_W:
                        constant(reader.readUnsignedShort(at + 1));
                        break;
                    case Opcodes.ASTORE:
                        method.storesThis |= reader.readByte(at + 1) == 0;
                        break;
                    case Instructions.ASTORE_0:
                        method.storesThis = true;
                        break;
                    case Instructions.WIDE:
                        method.storesThis |= (reader.readByte(at + 1) & 0xff) == Opcodes.ASTORE && reader.readUnsignedShort(at + 2) == 0;
                        break;
                    case Opcodes.JSR:
                    case Instructions.JSR_W:
                    case Opcodes.RET:
                        method.hasSubroutines = true;
                        break;
                    case Instructions.GOTO_W:
                    case Opcodes.TABLESWITCH:
                    case Opcodes.LOOKUPSWITCH:
                        method.loops = true;
                        break;
                    case Opcodes.GETSTATIC:
                    case Opcodes.PUTSTATIC:
                    case Opcodes.GETFIELD:
                    case Opcodes.PUTFIELD:
                        field(opcode, reader.readUnsignedShort(at + 1));
                        break;
                    case Opcodes.INVOKEVIRTUAL:
                    case Opcodes.INVOKESPECIAL:
                    case Opcodes.INVOKESTATIC:
                    case Opcodes.INVOKEINTERFACE:
                        runsForeignCode = true;
                        decide(methodDecision(reader.readUnsignedShort(at + 1), opcode == Opcodes.INVOKESTATIC));
                        copy(reader.readUnsignedShort(at + 1));
                        call(opcode == Opcodes.INVOKESTATIC, reader.getItem(reader.readUnsignedShort(at + 1)));
                        break;
                    case Opcodes.INVOKEDYNAMIC:
                        runsForeignCode = true;
                        method.sites |= handlesRows();
                        break;
                    case Opcodes.NEW:
                        runsForeignCode = true;
                        use(at + 1);
                        break;
                    case Opcodes.MONITORENTER:
                    case Opcodes.MONITOREXIT:
                        runsForeignCode = true;
                        decide(ACCESS);
                        break;
                    default:
                        method.loops |= Instructions.isJump(opcode) && reader.readShort(at + 1) < 0;
                        if (ElementWeaver.isRead(opcode) || ElementWeaver.isWrite(opcode)) {
                            element(opcode);
                        } else if (opcode == Opcodes.RETURN && references.observation() != null && method.name.equals("<clinit>")) {
                            method.sites = true;
                        }
                        break;
                }
            }
        }

        private void constant(int index) {
            int tag = reader.readByte(reader.getItem(index) - 1);
            if (tag == TAG_METHOD_HANDLE) {
                method.sites |= handlesRows();
            }
            // Method handles, method types and dynamic constants; strings, classes and numbers run nothing.
            runsForeignCode |= tag >= TAG_METHOD_HANDLE && tag <= TAG_DYNAMIC;
        }

        private void field(int opcode, int index) {
            if (opcode == Opcodes.GETSTATIC || opcode == Opcodes.PUTSTATIC) {
                runsForeignCode |= !reader.readClass(reader.getItem(index), buffer).equals(reader.getClassName());
                use(reader.getItem(index));
            }
            byte decision = isInitialisersOwn(index) ? IRRELEVANT : fieldDecision(index);
            runsForeignCode |= decision == ACCESS;
            decide(decision);
            if (decision == IRRELEVANT && references.observation() != null) {
                method.sites = true;
                method.needsFrames |= opcode == Opcodes.PUTFIELD && method.name.equals("<init>");
            }
        }

        private void call(boolean isStatic, int item) {
            if (isStatic) {
                use(item);
            } else if (references.mayWait()) {
                String name = reader.readUTF8(reader.getItem(reader.readUnsignedShort(item + 2)), buffer);
                method.usesOthers = method.usesOthers || references.mayWaitForAny(reader.readClass(item, buffer), name);
            }
        }

        /** The instruction uses the class whose index stands at that offset. */
        private void use(int classIndexAt) {
            method.usesOthers = method.usesOthers || references.mayWait() && references.mayWaitFor(reader.readClass(classIndexAt, buffer));
        }

        private void copy(int index) {
            if (references.observation() != null || references.ordersRacingArrays()) {
                int item = reader.getItem(index);
                int nameAndType = reader.getItem(reader.readUnsignedShort(item + 2));
                String name = reader.readUTF8(nameAndType, buffer);
                if (CopyWeaver.isCopy(reader.readClass(item, buffer), name, reader.readUTF8(nameAndType + 2, buffer))) {
                    decide(ACCESS);
                }
            }
        }

        private void element(int opcode) {
            boolean ofReferences = opcode == Opcodes.AALOAD || opcode == Opcodes.AASTORE;
            if (references.ordersElements() || references.ordersReferences() && ofReferences || references.mayRace(opcode)) {
                runsForeignCode = true;
                decide(ACCESS);
            } else if (references.observation() != null) {
                method.sites = true;
                method.needsFrames |= ofReferences;
            }
        }

        private boolean isInitialisersOwn(int index) {
            if (!method.name.equals("<clinit>")) {
                return false;
            }
            int item = reader.getItem(index);
            int nameAndType = reader.getItem(reader.readUnsignedShort(item + 2));
            return references.isInitialisersOwn(
                    method.name,
                    reader.readClass(item, buffer),
                    reader.readUTF8(nameAndType, buffer),
                    reader.readUTF8(nameAndType + 2, buffer));
        }

        private void decide(byte decision) {
            method.sites |= decision != IRRELEVANT;
            method.needsFrames |= decision == ACCESS;
        }
    }
}
