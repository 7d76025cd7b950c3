package rr.agent.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.util.CheckClassAdapter;
import rr.agent.table.OperationTable;

/** Accesses that are plain in the class file and woven like volatile ones. */
class OrderedAccessTest {
    private static final String POOL = "java/util/concurrent/ForkJoinPool";

    private final OperationTable table = OperationTable.forJdk(Runtime.version().feature());
    private final WeaveReport report = new WeaveReport();
    private final Weaver weaver = new Weaver(table, new ClassFacts(table, report), report);
    private final WovenLoader loader = new WovenLoader("guest.");

    @BeforeEach
    void noRepetitions() {
        HookLog.failReads(0);
    }

    @Test
    void fieldsOfClassesWithFences() throws Exception {
        assertEquals(
                List.of(
                        "writeBegin Fenced",
                        "writeEnd true",
                        "writeBeginStatic",
                        "writeEnd true",
                        "readStatic",
                        "read Fenced"),
                loader.callsOf("guest.Racing$Fenced"));
    }

    @Test
    void fieldsWithHandles() throws Exception {
        assertEquals(
                List.of(
                        "read Handled",
                        "read Handled",
                        "writeBegin Handled",
                        "writeEnd true"),
                loader.callsOf("guest.Racing$Handled"));
    }

    @Test
    void inheritedFieldsOfClassesWithFences() throws Exception {
        assertEquals(
                List.of("writeBegin Padded", "writeEnd true", "read Padded"), loader.callsOf("guest.Racing$Padded"));
    }

    @Test
    void elementsOfArraysInVolatileFields() throws Exception {
        assertEquals(
                List.of("read Tabled", "read Integer[]", "writeBegin Integer[]", "writeEnd true", "read Tabled"),
                loader.callsOf("guest.Racing$Tabled"));
    }

    @Test
    void staticFieldsOfPrograms() throws Exception {
        assertEquals(List.of("readStatic", "writeBeginStatic", "writeEnd true", "readStatic"), loader.callsOf("guest.Racing$Shared"));
        assertEquals(List.of("writeBeginStatic", "writeEnd true"), loader.callsOf("guest.Settled"));
    }

    /** Recordings pause behind writes to what is known to race, and only there. */
    @Test
    void writesThatRace() throws Exception {
        WovenLoader knowing = new WovenLoader("guest.", new OrderedFields(List.of("field guest.Racing$Raced.count:I", "elements [I in guest.Racing$Raced")));
        assertEquals(
                List.of(
                        "read Raced", "writeBegin Raced", "writeEnd true", "raced", "read Raced", "writeBegin int[]", "writeEnd true", "raced"),
                knowing.callsOf("guest.Racing$Raced"));
    }

    /** Compilers before Java 5 call the clone method of Object for arrays. */
    @Test
    void clonesOfOldClassFiles() throws Exception {
        String name = "guest.OldClone";
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V1_4, Opcodes.ACC_PUBLIC, name.replace('.', '/'), null, "java/lang/Object", new String[] {"java/lang/Runnable"});
        MethodVisitor constructor = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
        constructor.visitVarInsn(Opcodes.ALOAD, 0);
        constructor.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        constructor.visitInsn(Opcodes.RETURN);
        constructor.visitMaxs(0, 0);
        MethodVisitor run = writer.visitMethod(Opcodes.ACC_PUBLIC, "run", "()V", null, null);
        run.visitInsn(Opcodes.ICONST_1);
        run.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/String");
        run.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/Object", "clone", "()Ljava/lang/Object;", false);
        run.visitTypeInsn(Opcodes.CHECKCAST, "[Ljava/lang/String;");
        run.visitInsn(Opcodes.POP);
        run.visitInsn(Opcodes.RETURN);
        run.visitMaxs(0, 0);
        for (String racing : new String[] {name, "guest.Other"}) {
            WovenLoader knowing = new WovenLoader("guest.", new OrderedFields(List.of("elements [Ljava/lang/String; in " + racing)));
            knowing.add(name, writer.toByteArray());
            assertEquals(racing.equals(name) ? List.of("read String[]") : List.of(), knowing.callsOf(name));
        }
    }

    /** Every access to a field of a row is woven, in the row's class and in the others of its nest. */
    @Test
    void fieldsOfRows() throws Exception {
        for (String name : new String[] {
            POOL, POOL + "$WorkQueue", "java/util/concurrent/ConcurrentSkipListMap", "java/util/concurrent/CompletableFuture$UniApply"
        }) {
            Fields found = new Fields(name);
            found.check(name.startsWith(POOL) ? 20 : 3);
        }
    }

    /** Counts the accesses to ordered fields in a woven class, and those among them without a hook: behind a read, in front of a write. */
    private final class Fields extends ClassVisitor {
        private final List<String> bare = new ArrayList<>();
        private int woven;

        Fields(String name) throws IOException {
            super(Opcodes.ASM9);
            byte[] classFile = weaver.weave(null, name, WovenLoader.bytes(name));
            assertNotNull(classFile);
            new ClassReader(classFile).accept(this, ClassReader.SKIP_DEBUG);
        }

        void check(int atLeast) {
            assertEquals(List.of(), bare);
            assertTrue(woven >= atLeast, () -> "only " + woven);
        }

        @Override
        public MethodVisitor visitMethod(int access, String method, String descriptor, String signature, String[] exceptions) {
            return new MethodVisitor(Opcodes.ASM9) {
                private boolean writing = method.equals("<init>");
                private String read;

                @Override
                public void visitMethodInsn(int opcode, String owner, String name, String type, boolean isInterface) {
                    boolean hook = owner.equals(Hook.OWNER);
                    if (hook) {
                        writing = name.startsWith("writeBegin") || method.equals("<init>");
                    }
                    if (read != null && !(hook && name.startsWith("read"))) {
                        bare.add(read);
                    }
                    read = null;
                }

                @Override
                public void visitFieldInsn(int opcode, String owner, String name, String type) {
                    if (table.ordersField(owner, name)) {
                        woven++;
                        String access = owner + "." + name + " in " + method;
                        if (opcode == Opcodes.GETFIELD || opcode == Opcodes.GETSTATIC) {
                            read = access;
                        } else if (!writing) {
                            bare.add(access);
                        }
                    }
                }
            };
        }
    }

    /** The other kinds of elements than references occur in no class with a row; they are woven alike. */
    @Test
    void elementsOfEveryType() {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, POOL, null, "java/lang/Object", null);
        Object[][] families = {
            {"I", Opcodes.IALOAD}, {"J", Opcodes.LALOAD}, {"F", Opcodes.FALOAD}, {"D", Opcodes.DALOAD}, {"Ljava/lang/String;", Opcodes.AALOAD},
            {"Z", Opcodes.BALOAD}, {"C", Opcodes.CALOAD}, {"S", Opcodes.SALOAD}
        };
        for (Object[] family : families) {
            int load = (Integer) family[1];
            MethodVisitor mv = writer.visitMethod(Opcodes.ACC_STATIC, "copy", "([" + family[0] + ")V", null, null);
            mv.visitCode();
            mv.visitVarInsn(Opcodes.ALOAD, 0);
            mv.visitInsn(Opcodes.ICONST_0);
            mv.visitVarInsn(Opcodes.ALOAD, 0);
            mv.visitInsn(Opcodes.ICONST_1);
            mv.visitInsn(load);
            mv.visitInsn(load + Opcodes.IASTORE - Opcodes.IALOAD);
            mv.visitInsn(Opcodes.RETURN);
            mv.visitMaxs(0, 0);
        }
        byte[] woven = weaver.weave(null, POOL, writer.toByteArray());
        assertNotNull(woven);
        assertEquals(2L * families.length, report.count(WeaveReport.Site.ELEMENT));
        StringWriter problems = new StringWriter();
        CheckClassAdapter.verify(new ClassReader(woven), false, new PrintWriter(problems));
        assertEquals("", problems.toString());
    }
}
