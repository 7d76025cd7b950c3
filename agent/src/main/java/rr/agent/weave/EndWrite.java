package rr.agent.weave;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Unlocks the chain of a write that failed. */
record EndWrite(int token) implements WovenCode.CleanUp {
    @Override
    public void write(MethodVisitor mv) {
        mv.visitVarInsn(Opcodes.ILOAD, token);
        Hook.WRITE_END.call(mv);
    }
}
