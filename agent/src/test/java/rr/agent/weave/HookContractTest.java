package rr.agent.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import rr.agent.table.Operation;
import rr.agent.table.OperationTable;

/** The runtime has every hook that woven code may call. Read from class files: loading them would want the native library. */
class HookContractTest {
    private final Map<String, Set<String>> methods = new HashMap<>();

    private boolean has(String owner, String method) throws IOException {
        Set<String> known = methods.get(owner);
        if (known == null) {
            known = publicStaticMethods(owner);
            methods.put(owner, known);
        }
        return known.contains(method);
    }

    private static Set<String> publicStaticMethods(String owner) throws IOException {
        Set<String> found = new HashSet<>();
        new ClassReader(WovenLoader.bytes(owner)).accept(new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                int wanted = Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC;
                if ((access & wanted) == wanted) {
                    found.add(name + descriptor);
                }
                return null;
            }
        }, ClassReader.SKIP_CODE);
        return found;
    }

    @Test
    void runtimeHasEveryHook() throws IOException {
        Set<String> missing = new TreeSet<>();
        for (Hook hook : Hook.values()) {
            if (!has(Hook.OWNER, hook.methodName() + hook.descriptor())) {
                missing.add(Hook.OWNER + "." + hook.methodName() + hook.descriptor());
            }
        }
        if (!has(Hook.OWNER, FirstUseCode.HOOK + "()V")) {
            missing.add(FirstUseCode.HOOK);
        }
        for (Operation row : OperationTable.forJdk(Runtime.version().feature()).rows()) {
            if (row.hookOwner() != null) {
                for (String hook : hooksOf(row)) {
                    if (!has(row.hookOwner(), hook + row.hookDescriptor())) {
                        missing.add(row.hookOwner() + "." + hook + row.hookDescriptor());
                    }
                }
            }
        }
        assertEquals(Set.of(), missing);
    }

    /** The methods of the hook class that woven code calls because of a row. */
    static List<String> hooksOf(Operation row) {
        if (row.kind() == Operation.Kind.SUPPRESS) {
            return List.of(Hook.SUPPRESS.methodName(), Hook.RESUME.methodName());
        }
        boolean calledBySuper = row.kind() == Operation.Kind.CALL && row.superCallHookName() != null;
        List<String> hooks = new ArrayList<>(row.hookNames());
        if (calledBySuper) {
            hooks.add(row.superCallHookName());
        }
        return hooks;
    }
}
