package rr.agent.weave;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * {@code monitorenter} and {@code monitorexit}.
 *
 * <p>The compilers of HotSpot refuse a method, for good, if an exception could leave it while it still holds a monitor. Every call can
 * throw as far as they know, and ours stand between the monitor's instructions and the block that the Java compiler guards. Hence the
 * guards here; without them each method with a woven monitor would stay interpreted.
 */
final class MonitorWeaver {
    private static final Type OBJECT = Type.getObjectType("java/lang/Object");

    private final WovenCode code;

    MonitorWeaver(WovenCode code) {
        this.code = code;
    }

    /** Stack: …, object. */
    void enter() {
        code.beginSequence();
        int lock = code.freshLocal(OBJECT);
        code.visitInsn(Opcodes.DUP);
        code.visitVarInsn(Opcodes.ASTORE, lock);
        code.visitInsn(Opcodes.DUP);
        Hook.MONITOR_BEGIN.call(code);
        code.visitInsn(Opcodes.MONITORENTER);
        WovenCode.Guard guard = code.open(new Release(lock));
        code.visitVarInsn(Opcodes.ALOAD, lock);
        Hook.MONITOR_ENTERED.call(code);
        code.close(guard);
        code.monitorEntered();
    }

    /** Stack: …, object. */
    void exit() {
        if (code.monitorIsReleasedByHandler()) {
            code.visitInsn(Opcodes.DUP);
            Hook.MONITOR_EXITING.call(code);
            code.visitInsn(Opcodes.MONITOREXIT);
            return;
        }
        code.beginSequence();
        int lock = code.freshLocal(OBJECT);
        code.visitInsn(Opcodes.DUP);
        code.visitVarInsn(Opcodes.ASTORE, lock);
        WovenCode.Guard guard = code.open(new Release(lock));
        code.visitVarInsn(Opcodes.ALOAD, lock);
        Hook.MONITOR_EXITING.call(code);
        code.close(guard);
        code.visitInsn(Opcodes.MONITOREXIT);
    }

    private record Release(int lock) implements WovenCode.CleanUp {
        @Override
        public void write(MethodVisitor mv) {
            mv.visitVarInsn(Opcodes.ALOAD, lock);
            mv.visitInsn(Opcodes.MONITOREXIT);
        }
    }
}
