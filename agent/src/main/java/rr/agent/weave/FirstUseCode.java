package rr.agent.weave;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * On replay: calls a hook before each instruction that may initialise another class, so that the thread can be made to wait there. The stack
 * is the same before and behind it.
 */
final class FirstUseCode extends InstructionVisitor {
    static final String HOOK = "firstUse";

    private final References references;
    /** The labels directly before the next instruction. */
    private final List<Label> here = new ArrayList<>();
    /** Frames name an object without constructor by the place of its {@code new}, which is behind the hook: the label that was there to the one that is. */
    private final Map<Label, Label> moved = new HashMap<>();

    FirstUseCode(MethodVisitor next, References references) {
        super(next);
        this.references = references;
    }

    @Override
    void beforeInstruction() {
        here.clear();
    }

    @Override
    public void visitLabel(Label label) {
        here.add(label);
        super.visitLabel(label);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
        if (opcode == Opcodes.NEW && use(type)) {
            Label at = new Label();
            mv.visitLabel(at);
            for (Label label : here) {
                moved.put(label, at);
            }
        }
        super.visitTypeInsn(opcode, type);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
        if (opcode == Opcodes.GETSTATIC || opcode == Opcodes.PUTSTATIC) {
            use(owner);
        }
        super.visitFieldInsn(opcode, owner, name, descriptor);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        if (opcode == Opcodes.INVOKESTATIC) {
            use(owner);
        } else if (references.mayWaitForAny(owner, name)) {
            hook();
        }
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    }

    private boolean use(String owner) {
        boolean mayWait = references.mayWaitFor(owner);
        if (mayWait) {
            hook();
        }
        return mayWait;
    }

    private void hook() {
        mv.visitMethodInsn(Opcodes.INVOKESTATIC, Hook.OWNER, HOOK, "()V", false);
    }

    @Override
    public void visitFrame(int type, int locals, Object[] local, int depth, Object[] stack) {
        super.visitFrame(type, locals, places(locals, local), depth, places(depth, stack));
    }

    private Object[] places(int size, Object[] types) {
        Object[] result = types;
        for (int i = 0; i < size; i++) {
            Label at = types[i] instanceof Label ? moved.get(types[i]) : null;
            if (at != null) {
                result = result == types ? types.clone() : result;
                result[i] = at;
            }
        }
        return result;
    }
}
