package rr.agent.weave;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import rr.agent.table.Operation;
import rr.agent.table.OperationTable;

/** A woven java.base with stubs for hooks, to be put over the JDK's own with {@code --patch-module}. */
final class WovenJdk {
    private WovenJdk() {}

    /** Writes every class in which something was woven, and the stubs, below a folder; returns what was woven. */
    static WeaveReport write(Path folder) throws IOException {
        OperationTable table = OperationTable.forJdk(Runtime.version().feature());
        WeaveReport report = new WeaveReport();
        Weaver weaver = new Weaver(table, new ClassFacts(table, report), report);
        for (Path file : JdkClasses.of("java.base")) {
            String name = JdkClasses.internalName(file);
            byte[] woven = weaver.weave(null, name, Files.readAllBytes(file));
            if (woven != null) {
                write(folder, name, withPublicRows(table, name, woven));
            }
        }
        for (Map.Entry<String, byte[]> stub : HookStubs.make(table).entrySet()) {
            write(folder, stub.getKey(), stub.getValue());
        }
        return report;
    }

    /** Weaves a class of the test's class path. */
    static byte[] weave(String name) throws IOException {
        WeaveReport report = new WeaveReport();
        OperationTable table = OperationTable.forJdk(Runtime.version().feature());
        return new Weaver(table, new ClassFacts(table, report), report).weave(WovenJdk.class.getClassLoader(), name, WovenLoader.bytes(name));
    }

    private static void write(Path folder, String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name + ".class");
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    /** The stubs call what they stand for in plain Java, so it must be accessible to them. */
    private static byte[] withPublicRows(OperationTable table, String name, byte[] woven) {
        boolean declaresRow = false;
        for (Operation row : table.rows()) {
            declaresRow |= row.kind() == Operation.Kind.CALL && row.owner().equals(name);
        }
        if (!declaresRow && !name.equals("java/lang/Shutdown")) {
            return woven;
        }
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(woven).accept(new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public void visit(int version, int access, String className, String signature, String superName, String[] interfaces) {
                super.visit(version, access | Opcodes.ACC_PUBLIC, className, signature, superName, interfaces);
            }

            @Override
            public MethodVisitor visitMethod(int access, String method, String descriptor, String signature, String[] exceptions) {
                int opened = access;
                for (Operation row : table.callsNamed(method)) {
                    if (row.owner().equals(name) && row.descriptor().equals(descriptor)) {
                        opened = access & ~(Opcodes.ACC_PRIVATE | Opcodes.ACC_PROTECTED) | Opcodes.ACC_PUBLIC;
                    }
                }
                return super.visitMethod(opened, method, descriptor, signature, exceptions);
            }
        }, 0);
        return writer.toByteArray();
    }
}
