package rr.agent.weave;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Reads and writes of arrays' elements in the classes where they are ordered; the chain is that of the array. Array and index stay on the stack
 * throughout, for the same reason as in {@link FieldWeaver}.
 */
final class ElementWeaver {
    private static final Type OBJECT = Type.getObjectType("java/lang/Object");

    private final WovenCode code;

    ElementWeaver(WovenCode code) {
        this.code = code;
    }

    static boolean isRead(int opcode) {
        return opcode >= Opcodes.IALOAD && opcode <= Opcodes.SALOAD;
    }

    static boolean isWrite(int opcode) {
        return opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE;
    }

    /** Stack: …, array, index. Becomes: …, value. */
    void read(int opcode) {
        code.beginSequence();
        Type type = opcode == Opcodes.AALOAD ? code.typeOfElements(1) : typeOf(opcode - Opcodes.IALOAD);
        int value = code.freshLocal(type);
        code.read(() -> {
            code.visitInsn(Opcodes.DUP2);
            code.visitInsn(opcode);
            code.visitVarInsn(type.getOpcode(Opcodes.ISTORE), value);
        }, () -> {
            loadArray();
            Hook.READ.call(code);
        }, 0);
        code.visitInsn(Opcodes.POP2);
        code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), value);
    }

    /** Stack: …, array, index, value. {@code races}: that is known of elements like this one. */
    void write(int opcode, boolean races) {
        code.beginSequence();
        Type type = typeOf(opcode - Opcodes.IASTORE);
        int value = code.freshLocal(type);
        code.visitVarInsn(type.getOpcode(Opcodes.ISTORE), value);
        loadArray();
        Hook.WRITE_BEGIN.call(code);
        int token = code.freshLocal(Type.INT_TYPE);
        code.visitVarInsn(Opcodes.ISTORE, token);
        // The index may be out of bounds, the value of a wrong type.
        WovenCode.Guard guard = code.open(new EndWrite(token));
        code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), value);
        code.visitInsn(opcode);
        code.close(guard);
        code.visitVarInsn(Opcodes.ILOAD, token);
        Hook.WRITE_END.call(code);
        if (races) {
            Hook.RACED.call(code);
        }
    }

    /** Stack: …, array, index. Becomes: …, array, index, array. */
    private void loadArray() {
        code.visitInsn(Opcodes.DUP2);
        code.visitInsn(Opcodes.POP);
    }

    /** The type of the value, by the place of the instruction in its family. Bytes, booleans, chars and shorts are ints in locals. */
    static Type typeOf(int place) {
        switch (place) {
            case 1:
                return Type.LONG_TYPE;
            case 2:
                return Type.FLOAT_TYPE;
            case 3:
                return Type.DOUBLE_TYPE;
            case 4:
                return OBJECT;
            default:
                return Type.INT_TYPE;
        }
    }
}
