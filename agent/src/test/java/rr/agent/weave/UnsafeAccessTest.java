package rr.agent.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import rr.agent.table.OperationTable;

/** Calls of sun.misc.Unsafe. The class that makes them is generated: javac warns of each such call and cannot be told not to. */
class UnsafeAccessTest {
    private static final String NAME = "Raw";
    private static final String UNSAFE = "sun/misc/Unsafe";

    private final WovenLoader loader = new WovenLoader("guest.");
    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    private MethodVisitor run;

    @BeforeEach
    void begin() {
        HookLog.failReads(0);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, NAME, null, "java/lang/Object", new String[] {"java/lang/Runnable"});
        writer.visitField(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "unsafe", "L" + UNSAFE + ";", null, null);
        MethodVisitor constructor = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
        constructor.visitCode();
        constructor.visitVarInsn(Opcodes.ALOAD, 0);
        constructor.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        constructor.visitInsn(Opcodes.RETURN);
        constructor.visitMaxs(0, 0);
        run = writer.visitMethod(Opcodes.ACC_PUBLIC, "run", "()V", null, null);
        run.visitCode();
        run.visitInsn(Opcodes.ICONST_1);
        run.visitIntInsn(Opcodes.NEWARRAY, Opcodes.T_LONG);
        run.visitVarInsn(Opcodes.ASTORE, 1);
    }

    /** Writes a call on the array's first element with one or two constants as values. */
    private void access(String method, String descriptor, long... values) {
        run.visitFieldInsn(Opcodes.GETSTATIC, NAME, "unsafe", "L" + UNSAFE + ";");
        run.visitVarInsn(Opcodes.ALOAD, 1);
        run.visitFieldInsn(Opcodes.GETSTATIC, UNSAFE, "ARRAY_LONG_BASE_OFFSET", "I");
        run.visitInsn(Opcodes.I2L);
        for (long value : values) {
            run.visitLdcInsn(value);
        }
        run.visitMethodInsn(Opcodes.INVOKEVIRTUAL, UNSAFE, method, descriptor, false);
        switch (descriptor.charAt(descriptor.length() - 1)) {
            case 'J':
                run.visitInsn(Opcodes.POP2);
                break;
            case 'Z':
                run.visitInsn(Opcodes.POP);
                break;
            default:
                break;
        }
    }

    private List<String> calls() throws Exception {
        run.visitInsn(Opcodes.RETURN);
        run.visitMaxs(0, 0);
        loader.add(NAME, writer.toByteArray());
        Field instance = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        loader.loadClass(NAME).getField("unsafe").set(null, instance.get(null));
        return loader.callsOf(NAME).stream().filter(call -> !call.equals("readStatic")).toList(); // of its own field
    }

    /** They are events of Unsafe's own methods, which calls by reflection reach, too. */
    @Test
    void orderedAccesses() throws Exception {
        access("compareAndSwapLong", "(Ljava/lang/Object;JJJ)Z", 0, 6);
        access("getLongVolatile", "(Ljava/lang/Object;J)J");
        access("putOrderedLong", "(Ljava/lang/Object;JJ)V", 7);
        assertEquals(List.of(), calls());
        assertEquals(List.of("writeBeginAt", "writeEnd"), hooksIn("compareAndSwapLong"));
        assertEquals(List.of("readAgain", "readAt"), hooksIn("getLongVolatile"));
        assertEquals(List.of("writeBeginAt", "writeEnd"), hooksIn("putOrderedLong"));
        assertEquals(List.of(), hooksIn("getLong"));
    }

    /** The hooks that a method of the woven sun.misc.Unsafe calls, each once. */
    private static List<String> hooksIn(String method) throws IOException {
        byte[] original;
        try (InputStream in = ClassLoader.getSystemResourceAsStream(UNSAFE + ".class")) {
            original = in.readAllBytes();
        }
        OperationTable table = OperationTable.forJdk(Runtime.version().feature());
        WeaveReport report = new WeaveReport();
        byte[] woven = new Weaver(table, new ClassFacts(table, report), report).weave(null, UNSAFE, original);
        Set<String> hooks = new TreeSet<>();
        new ClassReader(woven).accept(new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                return !name.equals(method) || descriptor.startsWith("(J") ? null : new MethodVisitor(Opcodes.ASM9) {
                    @Override
                    public void visitMethodInsn(int opcode, String owner, String called, String calledDescriptor, boolean isInterface) {
                        if (owner.equals(Hook.OWNER)) {
                            hooks.add(called);
                        }
                    }
                };
            }
        }, 0);
        return List.copyOf(hooks);
    }

    @Test
    void plainAccesses() throws Exception {
        access("getLong", "(Ljava/lang/Object;J)J");
        access("putLong", "(Ljava/lang/Object;JJ)V", 7);
        assertEquals(List.of(), calls());
    }

    @Test
    void modesByName() {
        String cas = "(Ljava/lang/Object;JII)Z";
        assertEquals(AccessMode.WRITE, AccessMode.ofUnsafe("weakCompareAndSetIntPlain", cas));
        assertEquals(AccessMode.WRITE, AccessMode.ofUnsafe("compareAndExchangeIntAcquire", cas));
        assertEquals(AccessMode.WRITE, AccessMode.ofUnsafe("getAndBitwiseXorByteRelease", "(Ljava/lang/Object;JB)B"));
        assertEquals(AccessMode.READ, AccessMode.ofUnsafe("getReferenceAcquire", "(Ljava/lang/Object;J)Ljava/lang/Object;"));
        assertEquals(AccessMode.WRITE, AccessMode.ofUnsafe("putBooleanOpaque", "(Ljava/lang/Object;JZ)V"));
        assertNull(AccessMode.ofUnsafe("getLongUnaligned", "(Ljava/lang/Object;J)J"));
        assertNull(AccessMode.ofUnsafe("putInt", "(Ljava/lang/Object;JI)V"));
        assertNull(AccessMode.ofUnsafe("getInt", "(J)I"));
    }
}
