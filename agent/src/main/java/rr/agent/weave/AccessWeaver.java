package rr.agent.weave;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Calls that access memory on behalf of their caller: those of VarHandles and of both Unsafes. */
final class AccessWeaver {
    /** The chain of all accesses to memory outside of the heap, which has many objects for one place. */
    private static final int OFF_HEAP = "memory outside of the heap".hashCode();

    /** How the chain of an access is named: by what the receiver is a handle of, by an argument, by an argument and an offset, or by a constant. */
    private enum Chain {
        HANDLE(Hook.READ_HANDLE, Hook.WRITE_BEGIN_HANDLE),
        ARGUMENT(Hook.READ, Hook.WRITE_BEGIN),
        ARGUMENT_AND_OFFSET(Hook.READ_AT, Hook.WRITE_BEGIN_AT),
        MEMORY(Hook.READ_STATIC, Hook.WRITE_BEGIN_STATIC);

        private final Hook read;
        private final Hook writeBegin;

        Chain(Hook read, Hook writeBegin) {
            this.read = read;
            this.writeBegin = writeBegin;
        }
    }

    private final WovenCode code;
    private String owner;
    private String name;
    private String descriptor;
    private Type[] argumentTypes;
    private int[] arguments;
    private Chain chain;

    AccessWeaver(WovenCode code) {
        this.code = code;
    }

    void varHandle(String method, String methodDescriptor, AccessMode mode) {
        begin(AccessMode.VAR_HANDLE, method, methodDescriptor);
        int coordinates = argumentTypes.length - AccessMode.valuesOfVarHandle(method);
        if (coordinates <= 0 || argumentTypes[0].getSort() < Type.ARRAY) {
            chain = Chain.HANDLE;
        } else {
            chain = isOffHeap(argumentTypes[0].getInternalName()) ? Chain.MEMORY : Chain.ARGUMENT;
        }
        weave(mode);
    }

    void unsafe(String unsafeOwner, String method, String methodDescriptor, AccessMode mode) {
        begin(unsafeOwner, method, methodDescriptor);
        chain = Chain.ARGUMENT_AND_OFFSET;
        weave(mode);
    }

    private static boolean isOffHeap(String coordinate) {
        return coordinate.equals("java/nio/ByteBuffer") || coordinate.equals("java/lang/foreign/MemorySegment");
    }

    private void begin(String methodOwner, String method, String methodDescriptor) {
        owner = methodOwner;
        name = method;
        descriptor = methodDescriptor;
        argumentTypes = Type.getArgumentTypes(methodDescriptor);
    }

    /** Stack: …, receiver, arguments. */
    private void weave(AccessMode mode) {
        code.beginSequence();
        int slots = 0;
        arguments = new int[argumentTypes.length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = code.freshLocal(argumentTypes[i]);
            slots += argumentTypes[i].getSize();
        }
        for (int i = arguments.length - 1; i >= 0; i--) {
            code.visitVarInsn(argumentTypes[i].getOpcode(Opcodes.ISTORE), arguments[i]);
        }
        if (mode == AccessMode.READ) {
            read(slots);
        } else {
            write();
        }
    }

    /** Stack: …, receiver. Becomes: …, result. */
    private void read(int argumentSlots) {
        Type result = Type.getReturnType(descriptor);
        int value = result.getSize() == 0 ? -1 : code.freshLocal(result);
        code.read(() -> {
            code.visitInsn(Opcodes.DUP);
            call();
            if (value >= 0) {
                code.visitVarInsn(result.getOpcode(Opcodes.ISTORE), value);
            }
        }, () -> {
            loadChain();
            chain.read.call(code);
        }, argumentSlots);
        code.visitInsn(Opcodes.POP);
        if (value >= 0) {
            code.visitVarInsn(result.getOpcode(Opcodes.ILOAD), value);
        }
    }

    /** Stack: …, receiver. Becomes: …, result. */
    private void write() {
        loadChain();
        chain.writeBegin.call(code);
        int token = code.freshLocal(Type.INT_TYPE);
        code.visitVarInsn(Opcodes.ISTORE, token);
        WovenCode.Guard guard = code.open(new EndWrite(token));
        call();
        code.close(guard);
        code.visitVarInsn(Opcodes.ILOAD, token);
        Hook.WRITE_END.call(code);
    }

    private void call() {
        for (int i = 0; i < arguments.length; i++) {
            code.visitVarInsn(argumentTypes[i].getOpcode(Opcodes.ILOAD), arguments[i]);
        }
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner, name, descriptor, false);
    }

    private void loadChain() {
        switch (chain) {
            case HANDLE:
                code.visitInsn(Opcodes.DUP);
                break;
            case ARGUMENT:
                code.visitVarInsn(Opcodes.ALOAD, arguments[0]);
                break;
            case ARGUMENT_AND_OFFSET:
                code.visitVarInsn(Opcodes.ALOAD, arguments[0]);
                code.visitVarInsn(Opcodes.LLOAD, arguments[1]);
                break;
            default:
                code.visitLdcInsn(OFF_HEAP);
                break;
        }
    }
}
