package rr.agent.weave;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The methods of {@code rr.runtime.Hooks} that woven code calls. */
enum Hook {
    MONITOR_BEGIN("monitorBegin", "(Ljava/lang/Object;)V"),
    MONITOR_ENTERED("monitorEntered", "(Ljava/lang/Object;)V"),
    MONITOR_EXITING("monitorExiting", "(Ljava/lang/Object;)V"),
    METHOD_ENTERED("methodEntered", "(Ljava/lang/Object;)V"),
    READ("read", "(Ljava/lang/Object;)Z"),
    READ_STATIC("readStatic", "(I)Z"),
    READ_HANDLE("readHandle", "(Ljava/lang/Object;)Z"),
    READ_AT("readAt", "(Ljava/lang/Object;J)Z"),
    READ_AGAIN("readAgain", "()V"),
    WRITE_BEGIN("writeBegin", "(Ljava/lang/Object;)I"),
    WRITE_BEGIN_STATIC("writeBeginStatic", "(I)I"),
    WRITE_BEGIN_HANDLE("writeBeginHandle", "(Ljava/lang/Object;)I"),
    WRITE_BEGIN_AT("writeBeginAt", "(Ljava/lang/Object;J)I"),
    WRITE_END("writeEnd", "(I)V"),
    RACED("raced", "()V"),
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
