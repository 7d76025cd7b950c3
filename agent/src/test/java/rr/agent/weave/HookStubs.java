package rr.agent.weave;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import rr.agent.table.Operation;
import rr.agent.table.OperationTable;

/** Makes hook classes that do nothing: {@code Hooks} lets everything pass, the hooks of call rows call what they stand for. */
final class HookStubs {
    private HookStubs() {}

    /** Class files by internal name. */
    static Map<String, byte[]> make(OperationTable table) {
        Map<String, ClassWriter> writers = new LinkedHashMap<>();
        for (Hook hook : Hook.values()) {
            passing(writer(writers, Hook.OWNER), hook);
        }
        Set<String> shared = new HashSet<>(); // hooks that several rows name
        for (Operation row : table.rows()) {
            if (row.kind() == Operation.Kind.CALL) {
                for (String hook : row.hookNames()) {
                    forwarding(writer(writers, row.hookOwner()), hook, row);
                }
            } else if (row.hookOwner() != null) {
                for (String hook : HookContractTest.hooksOf(row)) {
                    if (!shared.add(row.hookOwner() + "." + hook + row.hookDescriptor())) {
                        continue;
                    }
                    MethodVisitor mv = method(writer(writers, row.hookOwner()), hook, row.hookDescriptor());
                    if (row.kind() == Operation.Kind.INSTEAD) {
                        boolean isTest = row.hookDescriptor().endsWith(")Z");
                        mv.visitInsn(isTest ? Opcodes.ICONST_0 : Opcodes.ACONST_NULL);
                        mv.visitInsn(isTest ? Opcodes.IRETURN : Opcodes.ARETURN);
                    } else if (row.kind() == Operation.Kind.RESULT) {
                        Type result = Type.getReturnType(row.hookDescriptor());
                        mv.visitVarInsn(result.getOpcode(Opcodes.ILOAD), 0);
                        mv.visitInsn(result.getOpcode(Opcodes.IRETURN));
                    } else {
                        mv.visitInsn(Opcodes.RETURN);
                    }
                    mv.visitMaxs(0, 0);
                }
            }
        }
        Map<String, byte[]> classes = new LinkedHashMap<>();
        for (Map.Entry<String, ClassWriter> each : writers.entrySet()) {
            classes.put(each.getKey(), each.getValue().toByteArray());
        }
        return classes;
    }

    private static ClassWriter writer(Map<String, ClassWriter> writers, String name) {
        return writers.computeIfAbsent(name, owner -> {
            ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
            writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL, owner, null, "java/lang/Object", null);
            return writer;
        });
    }

    private static MethodVisitor method(ClassWriter writer, String name, String descriptor) {
        MethodVisitor mv = writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, name, descriptor, null, null);
        mv.visitCode();
        return mv;
    }

    private static void passing(ClassWriter writer, Hook hook) {
        MethodVisitor mv = method(writer, hook.methodName(), hook.descriptor());
        Type result = Type.getReturnType(hook.descriptor());
        switch (result.getSort()) {
            case Type.VOID:
                break;
            case Type.LONG:
                mv.visitInsn(Opcodes.LCONST_0);
                break;
            default:
                // True for "the word has not changed", any number for tokens.
                mv.visitInsn(Opcodes.ICONST_1);
                break;
        }
        mv.visitInsn(result.getOpcode(Opcodes.IRETURN));
        mv.visitMaxs(0, 0);
    }

    private static void forwarding(ClassWriter writer, String name, Operation row) {
        // Both Unsafes share their hooks; a stub for one of them is enough here.
        if (row.receiverIsObject() && row.owner().startsWith("sun/")) {
            return;
        }
        MethodVisitor mv = method(writer, name, row.hookDescriptor());
        int local = 0;
        for (Type argument : Type.getArgumentTypes(row.hookDescriptor())) {
            mv.visitVarInsn(argument.getOpcode(Opcodes.ILOAD), local);
            if (local == 0 && row.receiverIsObject()) {
                mv.visitTypeInsn(Opcodes.CHECKCAST, row.owner());
            }
            local += argument.getSize();
        }
        mv.visitMethodInsn(row.isStatic() ? Opcodes.INVOKESTATIC : Opcodes.INVOKEVIRTUAL, row.owner(), row.name(), row.descriptor(), false);
        mv.visitInsn(Type.getReturnType(row.descriptor()).getOpcode(Opcodes.IRETURN));
        mv.visitMaxs(0, 0);
    }
}
