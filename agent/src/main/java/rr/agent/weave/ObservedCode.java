package rr.agent.weave;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** In an observed replay: calls the hooks that keep the threads' clocks in the place of those that do not. */
final class ObservedCode extends MethodVisitor {
    private static final String HOOKS = "rr/runtime/races/ObservedHooks";
    private static final String UPDATE_END = "updateEnd";
    private static final String PLAIN = "Plain";

    /** The last access was one that looks at the old value before it writes. */
    private boolean updates;

    ObservedCode(MethodVisitor next) {
        super(InstructionVisitor.API, next);
    }

    /** Calls a hook for a field that is ordered without being volatile: it orders nothing but itself. */
    static void callPlain(Hook hook, MethodVisitor code) {
        code.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, hook.methodName() + PLAIN, hook.descriptor(), false);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        if (!owner.equals(Hook.OWNER)) {
            updates = (owner.equals(AccessMode.VAR_HANDLE) || AccessMode.isUnsafe(owner)) && !name.startsWith("set") && !name.startsWith("put");
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            return;
        }
        boolean update = updates && name.equals(Hook.WRITE_END.methodName());
        updates = false;
        super.visitMethodInsn(opcode, HOOKS, update ? UPDATE_END : name, descriptor, isInterface);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
        updates = false;
        super.visitFieldInsn(opcode, owner, name, descriptor);
    }

    @Override
    public void visitInsn(int opcode) {
        updates &= opcode != Opcodes.ATHROW;
        super.visitInsn(opcode);
    }
}
