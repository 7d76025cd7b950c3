package rr.agent.weave;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Calls that copy elements of arrays: {@code System.arraycopy}, {@code Arrays.copyOf} and {@code copyOfRange}, {@code clone}. Woven where they are
 * called, as the compilers replace their bodies. One that makes an array is one read of the other; {@code arraycopy} is a read and a write.
 */
final class CopyWeaver {
    private static final Type OBJECT = Type.getObjectType("java/lang/Object");
    private static final String ARRAY_HOOKS = "rr/runtime/ArrayHooks";
    private static final String COPY = "(Ljava/lang/Object;ILjava/lang/Object;II)V";
    private static final int BETWEEN_SOURCE = 4;
    private static final int BETWEEN_TARGET = 2;

    private final WovenCode code;
    private final References references;
    private final PlainAccessWeaver plain;

    CopyWeaver(WovenCode code, References references, PlainAccessWeaver plain) {
        this.code = code;
        this.references = references;
        this.plain = plain;
    }

    /** Whether a call copies elements. */
    static boolean isCopy(String owner, String name, String descriptor) {
        boolean clones = name.equals("clone") && (owner.startsWith("[") || owner.equals(OBJECT.getInternalName()));
        return isBetween(owner, name) || owner.equals("java/util/Arrays") && name.startsWith("copyOf") || clones;
    }

    private static boolean isBetween(String owner, String name) {
        return owner.equals("java/lang/System") && name.equals("arraycopy");
    }

    /** Writes the call with what belongs to it; false if nothing does. */
    boolean weave(int opcode, String owner, String name, String descriptor) {
        if (!isCopy(owner, name, descriptor)) {
            return false;
        }
        if (isBetween(owner, name)) {
            if (races(code.typeOfArray(BETWEEN_SOURCE)) || races(code.typeOfArray(BETWEEN_TARGET))) {
                code.visitMethodInsn(Opcodes.INVOKESTATIC, ARRAY_HOOKS, "copy", COPY, false);
                return true;
            }
            return plain != null && plain.copyBetween(code.typeOfArray(BETWEEN_TARGET));
        }
        Type[] arguments = Type.getArgumentTypes(descriptor);
        boolean clones = opcode != Opcodes.INVOKESTATIC;
        Type array = clones ? Type.getObjectType(owner) : arguments[0];
        // The type that the code has is a better one than that of the parameter, which may be Object[].
        String known = code.typeOfArray(clones ? 0 : arguments.length - 1);
        // Old compilers call the clone method of Object, whatever is cloned; of class files without frames nothing more is known.
        boolean anything = array.equals(OBJECT);
        if (anything && known == null && (opcode != Opcodes.INVOKEVIRTUAL || code.hasTypes())) {
            return false;
        }
        String declared = anything ? null : array.getDescriptor();
        boolean races = references.ordersRacingArrays() && races(known == null ? declared : known);
        if (!races && plain == null) {
            return false;
        }
        code.beginSequence();
        int source = code.freshLocal(array);
        int[] others = new int[clones ? 0 : arguments.length - 1];
        int slots = 1;
        for (int i = 0; i < others.length; i++) {
            others[i] = code.freshLocal(arguments[i + 1]);
            slots += arguments[i + 1].getSize();
        }
        for (int i = others.length - 1; i >= 0; i--) {
            code.visitVarInsn(arguments[i + 1].getOpcode(Opcodes.ISTORE), others[i]);
        }
        code.visitVarInsn(Opcodes.ASTORE, source);
        Runnable call = () -> {
            code.visitVarInsn(Opcodes.ALOAD, source);
            for (int i = 0; i < others.length; i++) {
                code.visitVarInsn(arguments[i + 1].getOpcode(Opcodes.ILOAD), others[i]);
            }
            code.visitMethodInsn(opcode, owner, name, descriptor, false);
        };
        if (!races) {
            plain.copyOf(known == null ? declared : known, source, name.equals("copyOfRange"), others);
            call.run();
            return true;
        }
        Type result = Type.getReturnType(descriptor);
        int value = code.freshLocal(result);
        code.read(() -> {
            call.run();
            code.visitVarInsn(Opcodes.ASTORE, value);
        }, () -> {
            code.visitVarInsn(Opcodes.ALOAD, source);
            Hook.READ.call(code);
        }, slots);
        code.visitVarInsn(Opcodes.ALOAD, value);
        return true;
    }

    /** Whether elements of arrays of this type are ordered here; null stands for an unknown type. */
    private boolean races(String array) {
        if (!references.ordersRacingArrays()) {
            return false;
        }
        return array == null || references.racesElementsOf(array);
    }
}
