package rr.agent.weave;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import rr.agent.table.Operation;

/**
 * Hooks at the start and at every exit of a body: synchronized methods, class initialisers, suppressed methods, rows that begin with a
 * hook. It stands behind all other weavers, so that its handler covers what they wrote.
 *
 * <p>The entry hooks stand outside of the covered range and so do the exit hooks: if one of them fails, none of the others runs twice.
 */
final class BodyWeaver extends InstructionVisitor {
    private static final Object[] THROWN = {"java/lang/Throwable"};
    private static final Object[] NO_LOCALS = {};

    private final String className;
    private final ClassScan.Method method;
    private final boolean skippedClass;
    private final boolean frames;
    private final Label handler = new Label();
    private final boolean hasExitHooks;
    private final List<Label[]> ranges = new ArrayList<>();
    private Label rangeStart;
    private boolean rangeEmpty;

    BodyWeaver(MethodVisitor next, String className, ClassScan.Method method, boolean skippedClass, boolean frames) {
        super(next);
        this.className = className;
        this.method = method;
        this.skippedClass = skippedClass;
        this.frames = frames;
        hasExitHooks = method.suppressed || !skippedClass && (method.isSynchronized() || method.bracketsInitialiser);
    }

    /** Whether the method overwrites the local that holds its receiver, so that a copy is kept for the exit hook. */
    static boolean keepsThis(ClassScan.Method method) {
        return method.storesThis && method.tellsThis();
    }

    @Override
    public void visitCode() {
        super.visitCode();
        rowsAt(Operation.Kind.AT_START);
        for (Operation row : method.rows) {
            if (row.kind() == Operation.Kind.INSTEAD) {
                answer(row);
            }
        }
        if (keepsThis(method)) {
            mv.visitVarInsn(Opcodes.ALOAD, 0);
            mv.visitVarInsn(Opcodes.ASTORE, method.maxLocals);
        }
        if (method.suppressed) {
            region(Hook.SUPPRESS);
        }
        if (!skippedClass && method.bracketsInitialiser) {
            mv.visitLdcInsn(className);
            Hook.INIT_BEGIN.call(mv);
        }
        if (!skippedClass && method.isSynchronized()) {
            loadMonitor();
            Hook.METHOD_ENTERED.call(mv);
        }
        openRange();
    }

    /** The hooks of the rows of this kind. Methods with rows at their ends leave their receiver in its local. */
    private void rowsAt(Operation.Kind kind) {
        for (Operation row : method.rows) {
            if (row.kind() == kind) {
                if (!row.isStatic()) {
                    mv.visitVarInsn(Opcodes.ALOAD, 0);
                }
                mv.visitMethodInsn(Opcodes.INVOKESTATIC, row.hookOwner(), row.hookName(), row.hookDescriptor(), false);
            }
        }
    }

    /** Calls the hook that may answer in the body's place, and returns what it answers. */
    private void answer(Operation row) {
        Type[] arguments = Type.getArgumentTypes(method.descriptor);
        List<Object> locals = new ArrayList<>();
        int local = 0;
        if (!method.isStatic()) {
            mv.visitVarInsn(Opcodes.ALOAD, local++);
            locals.add(className);
        }
        for (Type argument : arguments) {
            mv.visitVarInsn(argument.getOpcode(Opcodes.ILOAD), local);
            local += argument.getSize();
            locals.add(verified(argument));
        }
        mv.visitMethodInsn(Opcodes.INVOKESTATIC, row.hookOwner(), row.hookName(), row.hookDescriptor(), false);
        Label body = new Label();
        Type result = Type.getReturnType(method.descriptor);
        if (result.getSort() == Type.VOID) {
            mv.visitJumpInsn(Opcodes.IFEQ, body);
            mv.visitInsn(Opcodes.RETURN);
            frame(body, locals);
            return;
        }
        mv.visitInsn(Opcodes.DUP);
        Label none = new Label();
        mv.visitJumpInsn(Opcodes.IFNULL, none);
        unbox(result);
        mv.visitInsn(result.getOpcode(Opcodes.IRETURN));
        frame(none, locals, "java/lang/Object");
        mv.visitInsn(Opcodes.POP);
        frame(body, locals);
    }

    private void frame(Label at, List<Object> locals, Object... stack) {
        mv.visitLabel(at);
        if (frames) {
            mv.visitFrame(Opcodes.F_NEW, locals.size(), locals.toArray(), stack.length, stack);
        }
        mv.visitInsn(Opcodes.NOP); // the body may begin with a frame of its own
    }

    private void unbox(Type result) {
        switch (result.getSort()) {
            case Type.BOOLEAN:
                mv.visitTypeInsn(Opcodes.CHECKCAST, "java/lang/Boolean");
                mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/Boolean", "booleanValue", "()Z", false);
                break;
            case Type.LONG:
                mv.visitTypeInsn(Opcodes.CHECKCAST, "java/lang/Long");
                mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/Long", "longValue", "()J", false);
                break;
            case Type.OBJECT:
                mv.visitTypeInsn(Opcodes.CHECKCAST, result.getInternalName());
                break;
            default:
                throw new IllegalStateException("a result that no hook answers: " + className + "." + method.name + method.descriptor);
        }
    }

    private static Object verified(Type type) {
        switch (type.getSort()) {
            case Type.LONG:
                return Opcodes.LONG;
            case Type.DOUBLE:
                return Opcodes.DOUBLE;
            case Type.FLOAT:
                return Opcodes.FLOAT;
            case Type.OBJECT:
            case Type.ARRAY:
                return type.getInternalName();
            default:
                return Opcodes.INTEGER;
        }
    }

    @Override
    void beforeInstruction() {
        rangeEmpty = false;
    }

    @Override
    public void visitInsn(int opcode) {
        if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
            rowsAt(Operation.Kind.AT_END);
        }
        if (hasExitHooks && opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
            closeRange();
            exitHooks();
            mv.visitInsn(opcode);
            openRange();
        } else {
            super.visitInsn(opcode);
        }
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
        if (hasExitHooks) {
            closeRange();
            // Behind the rows that the method itself has, hence outermost.
            for (Label[] range : ranges) {
                mv.visitTryCatchBlock(range[0], range[1], handler, null);
            }
            mv.visitLabel(handler);
            if (frames) {
                Object[] locals = handlerLocals();
                mv.visitFrame(Opcodes.F_NEW, locals.length, locals, 1, THROWN);
            }
            exitHooks();
            mv.visitInsn(Opcodes.ATHROW);
        }
        super.visitMaxs(maxStack, maxLocals);
    }

    private void openRange() {
        if (hasExitHooks) {
            rangeStart = new Label();
            rangeEmpty = true;
            mv.visitLabel(rangeStart);
        }
    }

    private void closeRange() {
        if (!rangeEmpty) {
            Label end = new Label();
            mv.visitLabel(end);
            ranges.add(new Label[] {rangeStart, end});
        }
    }

    private void exitHooks() {
        if (!skippedClass && method.isSynchronized()) {
            loadMonitor();
            Hook.MONITOR_EXITING.call(mv);
        }
        if (!skippedClass && method.bracketsInitialiser) {
            Hook.INIT_END.call(mv);
        }
        if (method.suppressed) {
            region(Hook.RESUME);
        }
    }

    private void region(Hook hook) {
        if (method.suppressor == null) {
            hook.call(mv);
        } else {
            loadReceiver();
            mv.visitMethodInsn(Opcodes.INVOKESTATIC, method.suppressor, hook.methodName(), "(Ljava/lang/Object;)V", false);
        }
    }

    private void loadMonitor() {
        if (method.isStatic()) {
            mv.visitLdcInsn(Type.getObjectType(className));
        } else {
            loadReceiver();
        }
    }

    private void loadReceiver() {
        mv.visitVarInsn(Opcodes.ALOAD, keepsThis(method) ? method.maxLocals : 0);
    }

    private Object[] handlerLocals() {
        if (!method.tellsThis()) {
            return NO_LOCALS;
        }
        int local = keepsThis(method) ? method.maxLocals : 0;
        Object[] locals = new Object[local + 1];
        for (int i = 0; i < local; i++) {
            locals[i] = Opcodes.TOP;
        }
        locals[local] = className;
        return locals;
    }
}
