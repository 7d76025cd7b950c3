package rr.agent.weave;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import rr.agent.table.OperationTable;
import rr.recorder.Unwoven;

/** What the weaver looks at, changes, and leaves alone. */
class WeaverTest {
    private final OperationTable table = OperationTable.forJdk(Runtime.version().feature());
    private final WeaveReport report = new WeaveReport();
    private final Weaver weaver =
            new Weaver(table, new ClassFacts(table, report), report);

    private byte[] weave(Class<?> type) throws Exception {
        String name = type.getName().replace('.', '/');
        return weaver.weave(type.getClassLoader(), name, WovenLoader.bytes(name));
    }

    @Test
    void leavesAloneWhatHasNothingToWeave() throws Exception {
        assertNull(weave(java.util.function.Function.class));
        assertNull(weave(java.util.ArrayDeque.class));
        assertEquals(0, report.wovenClasses());
    }

    @Test
    void leavesAloneWhatTheTableSkips() throws Exception {
        assertNull(weave(java.lang.module.ModuleDescriptor.class));
        assertNull(weave(java.lang.ref.WeakReference.class));
        assertNull(weave(rr.boot.Launcher.class));
    }

    @Test
    void isAFunctionOfItsInputs() throws Exception {
        assertArrayEquals(weave(java.util.concurrent.ForkJoinPool.class), weave(java.util.concurrent.ForkJoinPool.class));
    }

    @Test
    void changesBodiesOnly() throws Exception {
        Class<?> type = java.util.concurrent.ConcurrentHashMap.class;
        byte[] woven = weave(type);
        assertNotNull(woven);
        assertEquals(members(WovenLoader.bytes(type.getName().replace('.', '/'))), members(woven));
    }

    private static List<String> members(byte[] classFile) {
        List<String> members = new ArrayList<>();
        new ClassReader(classFile).accept(new ClassVisitor(Opcodes.ASM9) {
            @Override
            public void visit(int version, int access, String name, String signature, String superName, String[] interfaces) {
                members.add(version + " " + access + " " + name + " " + superName + " " + List.of(interfaces));
            }

            @Override
            public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
                members.add(access + " " + name + descriptor);
                return null;
            }

            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                members.add(access + " " + name + descriptor);
                return null;
            }
        }, ClassReader.SKIP_CODE);
        return members;
    }

    /** A field whose class file is nowhere: woven as volatile, and said. */
    @Test
    void treatsUnknownFieldsAsVolatile() {
        byte[] woven = weaver.weave(getClass().getClassLoader(), "Reader", readerOf("Nowhere", 1));
        assertNotNull(woven);
        assertEquals(1, report.count(WeaveReport.Site.VOLATILE_READ));
        assertEquals(List.of("Nowhere: class file not found; its field field is treated as volatile"), report.problems());
    }

    /** What is lost is listed in the trace; what is merely woven otherwise is not. */
    @Test
    void listsLosses(@TempDir Path trace) throws IOException {
        WeaveReport told = new WeaveReport(trace);
        Weaver telling = new Weaver(table, new ClassFacts(table, told), told);
        telling.weave(getClass().getClassLoader(), "Reader", readerOf("Nowhere", 1));
        assertEquals(List.of(), Unwoven.read(trace));
        telling.weave(getClass().getClassLoader(), "Reader", readerOf("Reader", 6_000));
        assertNull(telling.weave(getClass().getClassLoader(), "Damaged", new byte[] {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 0, 0, 99}));
        List<String> lines = Unwoven.read(trace);
        assertEquals(2, lines.size(), lines::toString);
        assertTrue(lines.get(0).startsWith("Reader: method ") && lines.get(0).endsWith("too large"), lines::toString);
        assertTrue(lines.get(1).startsWith("Damaged: left alone: "), lines::toString);
    }

    /** A method that would not fit any more is left alone, and the rest of its class woven. */
    @Test
    void leavesTooLargeMethodsAlone() {
        byte[] woven = weaver.weave(getClass().getClassLoader(), "Reader", readerOf("Reader", 6_000));
        assertNotNull(woven);
        assertEquals(1, report.problemCount());
        assertTrue(report.problems().get(0).contains("too large"), report.problems()::toString);
    }

    @Test
    void survivesGarbage() {
        assertNull(weaver.weave(null, "Garbage", new byte[] {1, 2, 3}));
        byte[] tooNew = readerOf("Reader", 1);
        tooNew[6] = 2;
        assertNull(weaver.weave(null, "Reader", tooNew));
        assertEquals(2, report.problemCount());
    }

    /** Compilers of other languages than Java name the receiver's class, whether it declares the method or not. */
    @Test
    void findsInheritedHashCodesByAnyOwner() {
        ClassLoader loader = getClass().getClassLoader();
        assertNotNull(weaver.weave(loader, "Hasher", hasherOf("java/lang/Object")));
        assertNotNull(weaver.weave(loader, "Hasher", hasherOf(getClass().getName().replace('.', '/'))));
        assertNotNull(weaver.weave(loader, "Hasher", hasherOf("[Ljava/lang/String;")));
        assertNull(weaver.weave(loader, "Hasher", hasherOf("java/lang/String")));
    }

    /** A class that does nothing but call hashCode through this one. */
    private static byte[] hasherOf(String owner) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "Hasher", null, "java/lang/Object", null);
        MethodVisitor mv = writer.visitMethod(Opcodes.ACC_STATIC, "hash", "(" + (owner.startsWith("[") ? owner : "L" + owner + ";") + ")I", null, null);
        mv.visitCode();
        mv.visitVarInsn(Opcodes.ALOAD, 0);
        mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner, "hashCode", "()I", false);
        mv.visitInsn(Opcodes.IRETURN);
        mv.visitMaxs(0, 0);
        mv.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }

    /** A class with one long method and a short synchronized one; the long one reads a field as often as told. */
    private static byte[] readerOf(String owner, int reads) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "Reader", null, "java/lang/Object", null);
        writer.visitField(Opcodes.ACC_VOLATILE | Opcodes.ACC_STATIC, "field", "I", null, null);
        MethodVisitor mv = writer.visitMethod(Opcodes.ACC_STATIC, "read", "()V", null, null);
        mv.visitCode();
        for (int i = 0; i < reads; i++) {
            mv.visitFieldInsn(Opcodes.GETSTATIC, owner, "field", "I");
            mv.visitInsn(Opcodes.POP);
        }
        mv.visitInsn(Opcodes.RETURN);
        mv.visitMaxs(0, 0);
        MethodVisitor locked = writer.visitMethod(Opcodes.ACC_SYNCHRONIZED, "locked", "()V", null, null);
        locked.visitCode();
        locked.visitInsn(Opcodes.RETURN);
        locked.visitMaxs(0, 0);
        return writer.toByteArray();
    }
}
