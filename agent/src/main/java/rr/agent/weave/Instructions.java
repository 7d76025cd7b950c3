package rr.agent.weave;

import java.util.Arrays;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;

/** Lengths of instructions, for walking over code without decoding it. */
final class Instructions {
    static final int LDC_W = 19;
    static final int ASTORE_0 = 75;
    static final int WIDE = 196;
    static final int GOTO_W = 200;
    static final int JSR_W = 201;

    private static final int LAST = JSR_W;
    private static final byte[] LENGTHS = lengths();

    private Instructions() {}

    /** The length of the instruction at an offset of the class file; {@code codeStart} is where the method's code begins. */
    static int length(ClassReader reader, int at, int codeStart) {
        int opcode = reader.readByte(at) & 0xff;
        switch (opcode) {
            case Opcodes.TABLESWITCH: {
                int operands = operandsOfSwitch(at, codeStart);
                return operands - at + 12 + 4 * (reader.readInt(operands + 8) - reader.readInt(operands + 4) + 1);
            }
            case Opcodes.LOOKUPSWITCH: {
                int operands = operandsOfSwitch(at, codeStart);
                return operands - at + 8 + 8 * reader.readInt(operands + 4);
            }
            case WIDE:
                return (reader.readByte(at + 1) & 0xff) == Opcodes.IINC ? 6 : 4;
            default:
                if (opcode > LAST) {
                    throw new IllegalArgumentException("unknown instruction " + opcode);
                }
                return LENGTHS[opcode];
        }
    }

    /** Whether it jumps by an offset of two bytes. */
    static boolean isJump(int opcode) {
        return opcode >= Opcodes.IFEQ && opcode <= Opcodes.JSR || opcode == Opcodes.IFNULL || opcode == Opcodes.IFNONNULL;
    }

    /** Operands of switches are aligned to four bytes, counted from the start of the code. */
    private static int operandsOfSwitch(int at, int codeStart) {
        return at + 4 - (at - codeStart & 3);
    }

    private static byte[] lengths() {
        byte[] lengths = new byte[LAST + 1];
        Arrays.fill(lengths, (byte) 1);
        set(lengths, Opcodes.BIPUSH, Opcodes.BIPUSH, 2);
        set(lengths, Opcodes.SIPUSH, Opcodes.SIPUSH, 3);
        set(lengths, Opcodes.LDC, Opcodes.LDC, 2);
        set(lengths, LDC_W, LDC_W + 1, 3);
        set(lengths, Opcodes.ILOAD, Opcodes.ALOAD, 2);
        set(lengths, Opcodes.ISTORE, Opcodes.ASTORE, 2);
        set(lengths, Opcodes.IINC, Opcodes.IINC, 3);
        set(lengths, Opcodes.IFEQ, Opcodes.JSR, 3);
        set(lengths, Opcodes.RET, Opcodes.RET, 2);
        set(lengths, Opcodes.GETSTATIC, Opcodes.INVOKESTATIC, 3);
        set(lengths, Opcodes.INVOKEINTERFACE, Opcodes.INVOKEDYNAMIC, 5);
        set(lengths, Opcodes.NEW, Opcodes.NEW, 3);
        set(lengths, Opcodes.NEWARRAY, Opcodes.NEWARRAY, 2);
        set(lengths, Opcodes.ANEWARRAY, Opcodes.ANEWARRAY, 3);
        set(lengths, Opcodes.CHECKCAST, Opcodes.INSTANCEOF, 3);
        set(lengths, Opcodes.MULTIANEWARRAY, Opcodes.MULTIANEWARRAY, 4);
        set(lengths, Opcodes.IFNULL, Opcodes.IFNONNULL, 3);
        set(lengths, JSR_W - 1, JSR_W, 5);
        return lengths;
    }

    private static void set(byte[] lengths, int first, int last, int length) {
        Arrays.fill(lengths, first, last + 1, (byte) length);
    }
}
