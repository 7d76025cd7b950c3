package rr.agent.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Class files that no compiler of today makes: without frames, with subroutines, with writes before the super call. */
class OldClassesTest {
    private static final String NAME = "Old";

    private final WovenLoader loader = new WovenLoader("guest.");
    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);

    @BeforeEach
    void noRepetitions() {
        HookLog.failReads(0);
    }

    private void begin(int version) {
        writer.visit(version, Opcodes.ACC_PUBLIC | Opcodes.ACC_SUPER, NAME, null, "java/lang/Object", new String[] {"java/lang/Runnable"});
        writer.visitField(Opcodes.ACC_VOLATILE, "number", "J", null, null);
    }

    private MethodVisitor method(int access, String name, String descriptor) {
        MethodVisitor mv = writer.visitMethod(access, name, descriptor, null, null);
        mv.visitCode();
        return mv;
    }

    private static void end(MethodVisitor mv) {
        mv.visitInsn(Opcodes.RETURN);
        mv.visitMaxs(0, 0);
        mv.visitEnd();
    }

    /** Writes the field once before and once after the constructor of the superclass. Without frames only the first one is known to be private. */
    private void constructor() {
        MethodVisitor mv = method(Opcodes.ACC_PUBLIC, "<init>", "()V");
        writeNumber(mv, 3);
        mv.visitVarInsn(Opcodes.ALOAD, 0);
        mv.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        writeNumber(mv, 4);
        end(mv);
    }

    private static void writeNumber(MethodVisitor mv, long value) {
        mv.visitVarInsn(Opcodes.ALOAD, 0);
        mv.visitLdcInsn(value);
        mv.visitFieldInsn(Opcodes.PUTFIELD, NAME, "number", "J");
    }

    private void make(String... expected) throws ReflectiveOperationException {
        writer.visitEnd();
        loader.add(NAME, writer.toByteArray());
        HookLog.take();
        loader.loadClass(NAME).getConstructor().newInstance();
        assertEquals(List.of(expected), HookLog.take());
    }

    @Test
    void writeBeforeSuperCall() throws Exception {
        begin(Opcodes.V17);
        constructor();
        end(method(Opcodes.ACC_PUBLIC, "run", "()V"));
        make(); // both writes are nobody else's business
        assertEquals(List.of(), loader.callsOf(NAME));
    }

    @Test
    void subroutinesAndNoFrames() throws Exception {
        begin(Opcodes.V1_4);
        constructor();
        MethodVisitor mv = method(Opcodes.ACC_PUBLIC, "run", "()V");
        Label subroutine = new Label();
        Label again = new Label();
        mv.visitInsn(Opcodes.ICONST_2);
        mv.visitVarInsn(Opcodes.ISTORE, 1);
        mv.visitLabel(again);
        mv.visitJumpInsn(Opcodes.JSR, subroutine);
        mv.visitIincInsn(1, -1);
        mv.visitVarInsn(Opcodes.ILOAD, 1);
        mv.visitJumpInsn(Opcodes.IFNE, again);
        mv.visitMethodInsn(Opcodes.INVOKESTATIC, NAME, "locked", "()V", false);
        mv.visitInsn(Opcodes.RETURN);
        mv.visitLabel(subroutine);
        mv.visitVarInsn(Opcodes.ASTORE, 2);
        mv.visitVarInsn(Opcodes.ALOAD, 0);
        mv.visitFieldInsn(Opcodes.GETFIELD, NAME, "number", "J");
        mv.visitInsn(Opcodes.POP2);
        mv.visitVarInsn(Opcodes.RET, 2);
        mv.visitMaxs(0, 0);
        mv.visitEnd();
        end(method(Opcodes.ACC_STATIC | Opcodes.ACC_SYNCHRONIZED, "locked", "()V"));
        make("writeBegin Old", "writeEnd true");
        assertEquals(
                List.of(
                        "read Old",
                        "read Old",
                        "methodEntered Old.class true",
                        "monitorExiting Old.class true"),
                loader.callsOf(NAME));
    }

    @Test
    void synchronizedMethodThatOverwritesItsReceiver() throws Exception {
        begin(Opcodes.V1_5);
        constructor();
        MethodVisitor mv = method(Opcodes.ACC_PUBLIC | Opcodes.ACC_SYNCHRONIZED, "run", "()V");
        mv.visitInsn(Opcodes.ACONST_NULL);
        mv.visitVarInsn(Opcodes.ASTORE, 0);
        end(mv);
        make("writeBegin Old", "writeEnd true");
        assertEquals(List.of("methodEntered Old true", "monitorExiting Old true"), loader.callsOf(NAME));
    }

    /** Some compilers leave the release on the normal way out of the block that releases on the exceptional one. */
    @Test
    void releaseOutsideOfTheGuardedBlock() throws Exception {
        begin(Opcodes.V1_5);
        constructor();
        MethodVisitor mv = method(Opcodes.ACC_PUBLIC, "run", "()V");
        Label start = new Label();
        Label end = new Label();
        Label handler = new Label();
        mv.visitTryCatchBlock(start, end, handler, null);
        mv.visitVarInsn(Opcodes.ALOAD, 0);
        mv.visitInsn(Opcodes.MONITORENTER);
        mv.visitInsn(Opcodes.NOP);
        mv.visitLabel(start);
        mv.visitInsn(Opcodes.NOP);
        mv.visitLabel(end);
        mv.visitVarInsn(Opcodes.ALOAD, 0);
        mv.visitInsn(Opcodes.MONITOREXIT);
        mv.visitInsn(Opcodes.RETURN);
        mv.visitLabel(handler);
        mv.visitVarInsn(Opcodes.ALOAD, 0);
        mv.visitInsn(Opcodes.MONITOREXIT);
        mv.visitInsn(Opcodes.ATHROW);
        mv.visitMaxs(0, 0);
        mv.visitEnd();
        make("writeBegin Old", "writeEnd true");
        assertEquals(List.of("monitorBegin Old", "monitorEntered Old true", "monitorExiting Old true"), loader.callsOf(NAME));
    }
}
