package rr.agent.weave;

import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.TypePath;
import rr.agent.table.Operation;

/** Hands each original instruction to the weaver that is in charge of it; the others pass. */
final class MethodWeaver extends MethodVisitor {
    private final WovenCode code;
    private final References references;
    private final WeaveReport report;
    private final MonitorWeaver monitors;
    private final FieldWeaver fields;
    private final ElementWeaver elements;
    private final AccessWeaver accesses;
    private final CallWeaver calls;
    /** Null unless plain accesses are observed in this method. */
    private final PlainAccessWeaver plain;
    private final CopyWeaver copies;
    private final String methodName;
    /** In constructors of class files without frames: objects made whose constructors have not been called yet. */
    private int pendingNews;
    private boolean thisInitialised;

    MethodWeaver(WovenCode code, References references, WeaveReport report, String className, String methodName, Observation observation) {
        super(InstructionVisitor.API, code);
        this.code = code;
        this.references = references;
        this.report = report;
        monitors = new MonitorWeaver(code);
        fields = new FieldWeaver(code, references);
        elements = new ElementWeaver(code);
        accesses = new AccessWeaver(code);
        calls = new CallWeaver(code, references, report, className);
        plain = observation == null ? null : new PlainAccessWeaver(code, references, observation, className, methodName);
        copies = plain == null && !references.ordersRacingArrays() ? null : new CopyWeaver(code, references, plain);
        this.methodName = methodName;
        thisInitialised = !methodName.equals("<init>");
    }

    @Override
    public void visitInsn(int opcode) {
        if (opcode == Opcodes.MONITORENTER) {
            report.site(WeaveReport.Site.MONITOR);
            monitors.enter();
        } else if (opcode == Opcodes.MONITOREXIT) {
            monitors.exit();
        } else if (ElementWeaver.isRead(opcode) && ordersElement(opcode, opcode == Opcodes.AALOAD, 1)) {
            report.site(WeaveReport.Site.ELEMENT);
            elements.read(opcode);
        } else if (ElementWeaver.isWrite(opcode) && ordersElement(opcode, opcode == Opcodes.AASTORE, 2)) {
            report.site(WeaveReport.Site.ELEMENT);
            elements.write(opcode, opcode == Opcodes.AASTORE ? references.racesElementsOf(code.typeOfArray(2)) : references.mayRace(opcode));
        } else if (plain != null) {
            observe(opcode);
        } else {
            super.visitInsn(opcode);
        }
    }

    private boolean ordersElement(int opcode, boolean isReference, int depthOfArray) {
        if (!isReference) {
            return references.ordersElements() || references.mayRace(opcode);
        }
        String type = code.typeOfArray(depthOfArray);
        return references.ordersElementsOf(type) || references.ordersRacingArrays() && references.racesElementsOf(type);
    }

    private void observe(int opcode) {
        String array = opcode == Opcodes.AALOAD ? code.typeOfArray(1) : null;
        if (array != null && array.startsWith("[[")) {
            plain.arrayRead();
            return;
        }
        if (ElementWeaver.isRead(opcode)) {
            plain.elementRead(opcode);
        } else if (ElementWeaver.isWrite(opcode)) {
            plain.elementWrite(opcode);
        } else if (opcode == Opcodes.RETURN && methodName.equals("<clinit>")) {
            plain.initialised();
        }
        super.visitInsn(opcode);
    }

    @Override
    public void visitLineNumber(int line, Label start) {
        if (plain != null) {
            plain.at(line);
        }
        super.visitLineNumber(line, start);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
        if (opcode == Opcodes.NEW) {
            pendingNews++;
        }
        super.visitTypeInsn(opcode, type);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
        References.OrderedField field = references.orderedField(owner, name, descriptor);
        if (field == null
                || opcode == Opcodes.PUTFIELD && isPrivate(descriptor)
                || references.isInitialisersOwn(methodName, owner, name, descriptor)) {
            if (plain != null) {
                plain.field(opcode, owner, name, descriptor, field != null || opcode == Opcodes.PUTFIELD && isPrivate(descriptor));
            }
            super.visitFieldInsn(opcode, owner, name, descriptor);
            return;
        }
        report.site(
                opcode == Opcodes.GETFIELD || opcode == Opcodes.GETSTATIC
                        ? WeaveReport.Site.VOLATILE_READ
                        : WeaveReport.Site.VOLATILE_WRITE);
        if (plain == null || !field.plain()) {
            fields.weave(opcode, owner, name, descriptor, field);
            return;
        }
        boolean writes = opcode == Opcodes.PUTSTATIC;
        if (writes) {
            plain.reached(field.declaring(), name, descriptor);
        }
        fields.weave(opcode, owner, name, descriptor, field);
        plain.orderedStatic(writes, owner, field.declaring(), name, descriptor);
    }

    /**
     * A field that is set while no other thread can see the object. Before the superclass's constructor has run, no hook can take the
     * object either.
     */
    private boolean isPrivate(String descriptor) {
        int depth = Type.getType(descriptor).getSize();
        return code.hasTypes() ? code.isUninitializedThis(depth) || code.isPrivateThis(depth) : !thisInitialised;
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        if (opcode == Opcodes.INVOKESPECIAL && name.equals("<init>")) {
            if (pendingNews == 0) {
                thisInitialised = true;
            } else {
                pendingNews--;
            }
        } else if (copies != null && copies.weave(opcode, owner, name, descriptor) || weaveCall(opcode, owner, name, descriptor, isInterface)) {
            return;
        }
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    }

    private boolean weaveCall(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        if (owner.equals(AccessMode.VAR_HANDLE)) {
            AccessMode mode = opcode == Opcodes.INVOKEVIRTUAL ? references.varHandle(name, descriptor) : null;
            if (mode != null) {
                report.site(WeaveReport.Site.VAR_HANDLE);
                accesses.varHandle(name, descriptor, mode);
            }
            return mode != null;
        }
        if (AccessMode.isUnsafe(owner)) {
            AccessMode mode = opcode == Opcodes.INVOKEVIRTUAL ? references.unsafe(owner, name, descriptor) : null;
            if (mode != null) {
                report.site(WeaveReport.Site.UNSAFE);
                accesses.unsafe(owner, name, descriptor, mode);
                return true;
            }
        }
        Operation row = references.call(opcode == Opcodes.INVOKESTATIC, isInterface, owner, name, descriptor);
        if (row != null && row.kind() == Operation.Kind.RESULT) {
            calls.callForResult(opcode, owner, name, descriptor, row);
            return true;
        }
        return row != null && calls.call(opcode, row);
    }

    @Override
    public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
        calls.dynamicCall(name, descriptor, bootstrap, arguments);
    }

    @Override
    public void visitLdcInsn(Object value) {
        super.visitLdcInsn(calls.constant(value));
    }

    // Type annotations inside code point at rows of the exception table and at offsets, both of which change. Nobody can read them at
    // run time; they are left out.

    @Override
    public AnnotationVisitor visitInsnAnnotation(int typeRef, TypePath path, String descriptor, boolean visible) {
        return null;
    }

    @Override
    public AnnotationVisitor visitTryCatchAnnotation(int typeRef, TypePath path, String descriptor, boolean visible) {
        return null;
    }

    @Override
    public AnnotationVisitor visitLocalVariableAnnotation(
            int typeRef, TypePath path, Label[] start, Label[] end, int[] index, String descriptor, boolean visible) {
        return null;
    }
}
