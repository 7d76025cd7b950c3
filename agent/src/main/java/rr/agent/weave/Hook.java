package rr.agent.weave;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The methods of {@code rr.runtime.Hooks} that woven code calls. */
enum Hook {
    MONITOR_BEGIN("monitorBegin", "(Ljava/lang/Object;)J"),
    MONITOR_ENTERED("monitorEntered", "(Ljava/lang/Object;J)V"),
    MONITOR_EXITING("monitorExiting", "(Ljava/lang/Object;)V"),
    METHOD_ENTERED("methodEntered", "(Ljava/lang/Object;)V"),
    READ_BEGIN("readBegin", "(Ljava/lang/Object;)J"),
    READ_END("readEnd", "(Ljava/lang/Object;J)Z"),
    READ_BEGIN_STATIC("readBeginStatic", "(I)J"),
    READ_END_STATIC("readEndStatic", "(IJ)Z"),
    READ_BEGIN_HANDLE("readBeginHandle", "(Ljava/lang/Object;)J"),
    READ_END_HANDLE("readEndHandle", "(Ljava/lang/Object;J)Z"),
    READ_BEGIN_AT("readBeginAt", "(Ljava/lang/Object;J)J"),
    READ_END_AT("readEndAt", "(Ljava/lang/Object;JJ)Z"),
    WRITE_BEGIN("writeBegin", "(Ljava/lang/Object;)I"),
    WRITE_BEGIN_STATIC("writeBeginStatic", "(I)I"),
    WRITE_BEGIN_HANDLE("writeBeginHandle", "(Ljava/lang/Object;)I"),
    WRITE_BEGIN_AT("writeBeginAt", "(Ljava/lang/Object;J)I"),
    WRITE_END("writeEnd", "(I)V"),
    INIT_BEGIN("initBegin", "(Ljava/lang/String;)V"),
    INIT_END("initEnd", "()V"),
    SUPPRESS("suppress", "()V"),
    RESUME("resume", "()V");

    static final String OWNER = "rr/runtime/Hooks";

    private final String methodName;
    private final String descriptor;

    Hook(String methodName, String descriptor) {
        this.methodName = methodName;
        this.descriptor = descriptor;
    }

    String methodName() {
        return methodName;
    }

    String descriptor() {
        return descriptor;
    }

    void call(MethodVisitor mv) {
        mv.visitMethodInsn(Opcodes.INVOKESTATIC, OWNER, methodName, descriptor, false);
    }
}
