package rr.agent.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.util.CheckClassAdapter;
import rr.agent.table.OperationTable;

/** What is woven for data races verifies, and calls hooks that exist. */
class ObservedWeavingTest {
    private static final String RUNTIME = "rr/runtime/";
    private static final List<String> CLASSES = List.of("HashMap", "HashMap$TreeNode", "LinkedHashMap", "TreeMap", "ArrayDeque", "ArrayList", "Arrays",
        "DualPivotQuicksort", "BitSet", "PriorityQueue", "IdentityHashMap", "Random", "Formatter", "Collections", "Vector", "StringJoiner", "EnumMap");

    private final OperationTable table = OperationTable.forJdk(Runtime.version().feature());
    private final WeaveReport report = new WeaveReport();

    @Test
    void observedClassesVerify() throws IOException {
        Weaver weaver = new Weaver(table, new ClassFacts(table, report), report, new Observation(), false);
        Set<String> called = new TreeSet<>();
        for (String name : CLASSES) {
            called.addAll(hooksIn(verified(weaver, null, "java/util/" + name)));
        }
        called.addAll(hooksIn(verified(weaver, getClass().getClassLoader(), WovenLoader.class.getName().replace('.', '/'))));
        called.addAll(hooksIn(verified(weaver, null, "java/util/concurrent/ConcurrentHashMap")));
        assertExist(called);
        for (String hook : List.of("read", "write", "readElement", "writeElement", "copy", "readElements", "reached")) {
            assertTrue(called.stream().anyMatch(each -> each.startsWith("rr/runtime/races/Accesses." + hook + "(")), () -> hook + " in " + called);
        }
    }

    @Test
    void observedHooksAreAllHooks() throws IOException {
        Set<String> hooks = new HashSet<>();
        for (Hook hook : Hook.values()) {
            hooks.add("rr/runtime/races/ObservedHooks." + hook.methodName() + hook.descriptor());
        }
        assertExist(hooks);
    }

    @Test
    void orderedClassesVerify() throws IOException {
        OrderedFields racing = new OrderedFields(List.of("field java.util.HashMap.size:I", "field java.util.HashMap.table:[Ljava/util/HashMap$Node;",
            "elements java.util.HashMap.table:[Ljava/util/HashMap$Node;", "elements [Ljava/lang/Object; in java.util.ArrayList",
            "elements [Ljava/lang/Object; in java.util.Arrays", "elements [I in java.util.Arrays", "elements [J in java.util.Arrays", "elements [J in java.util.BitSet",
            "elements [Z in java.util.Arrays", "elements [D in java.util.DualPivotQuicksort", "field java.util.AbstractList.modCount:I",
            "field java.util.ArrayList.elementData:[Ljava/lang/Object;", "elements java.util.ArrayDeque.elements:[Ljava/lang/Object;"));
        Weaver weaver = new Weaver(table, new ClassFacts(table, report, racing), report);
        for (String name : List.of("HashMap", "HashMap$TreeNode", "HashMap$HashIterator", "ArrayList", "ArrayList$Itr", "ArrayDeque", "Arrays",
            "BitSet", "DualPivotQuicksort")) {
            Set<String> called = hooksIn(verified(weaver, null, "java/util/" + name));
            assertExist(called);
            assertTrue(called.stream().anyMatch(each -> each.startsWith("rr/runtime/Hooks.read(")), () -> name + " calls " + called);
        }
        assertTrue(hooksIn(verified(weaver, null, "java/util/ArrayList")).stream().anyMatch(each -> each.startsWith("rr/runtime/ArrayHooks.copy(")));
    }

    private static byte[] verified(Weaver weaver, ClassLoader loader, String name) throws IOException {
        byte[] woven = weaver.weave(loader, name, WovenLoader.bytes(name));
        assertNotNull(woven, name);
        StringWriter problems = new StringWriter();
        CheckClassAdapter.verify(new ClassReader(woven), false, new PrintWriter(problems));
        assertEquals("", problems.toString(), name);
        return woven;
    }

    private static void assertExist(Set<String> hooks) throws IOException {
        Set<String> missing = new TreeSet<>();
        for (String hook : hooks) {
            int dot = hook.indexOf('.');
            if (!publicMethods(hook.substring(0, dot)).contains(hook.substring(dot + 1))) {
                missing.add(hook);
            }
        }
        assertEquals(Set.of(), missing);
    }

    private static Set<String> hooksIn(byte[] woven) {
        Set<String> called = new TreeSet<>();
        new ClassReader(woven).accept(new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                return new MethodVisitor(Opcodes.ASM9) {
                    @Override
                    public void visitMethodInsn(int opcode, String owner, String method, String type, boolean isInterface) {
                        if (owner.startsWith(RUNTIME)) {
                            called.add(owner + '.' + method + type);
                        }
                    }
                };
            }
        }, 0);
        return called;
    }

    private static List<String> publicMethods(String owner) throws IOException {
        List<String> found = new ArrayList<>();
        new ClassReader(WovenLoader.bytes(owner)).accept(new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                if ((access & Opcodes.ACC_PUBLIC) != 0) {
                    found.add(name + descriptor);
                }
                return null;
            }
        }, ClassReader.SKIP_CODE);
        return found;
    }
}
