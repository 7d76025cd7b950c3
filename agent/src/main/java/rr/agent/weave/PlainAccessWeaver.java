package rr.agent.weave;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Hooks before plain accesses, in an observed replay. The stack is the same before and behind each, and no frame is needed. */
final class PlainAccessWeaver {
    private static final String HOOKS = "rr/runtime/races/Accesses";
    private static final int UNKNOWN = 0;
    /** The instructions for elements in their order; bytes stand for booleans, too. */
    private static final String NUMBERS = "IJFD BCS";
    private static final int REFERENCES = 4;
    private static final String OBJECTS = "[Ljava/lang/Object;";

    private final WovenCode code;
    private final References references;
    private final Observation observation;
    private final String className;
    private final String methodName;
    private int line = UNKNOWN;

    PlainAccessWeaver(WovenCode code, References references, Observation observation, String className, String methodName) {
        this.code = code;
        this.references = references;
        this.observation = observation;
        this.className = className;
        this.methodName = methodName;
    }

    void at(int lineNumber) {
        line = lineNumber;
    }

    /** Before the access. {@code isPrivate}: nobody else can know the object yet. */
    void field(int opcode, String owner, String name, String descriptor, boolean isPrivate) {
        String declaring = references.plainField(owner, name, descriptor);
        boolean writes = opcode == Opcodes.PUTFIELD || opcode == Opcodes.PUTSTATIC;
        if (declaring != null && !isPrivate && Observation.matters(declaring, name)) {
            int site = observation.site(declaring, name, descriptor, className, methodName, line);
            if (opcode == Opcodes.GETSTATIC || opcode == Opcodes.PUTSTATIC) {
                staticAccess(writes ? "writeStatic" : "readStatic", owner, site);
            } else {
                access(opcode, Type.getType(descriptor).getSize(), site);
            }
        }
        if (writes) {
            reached(declaring == null ? owner : declaring, name, descriptor);
        }
    }

    /** Before a field of that class is set. Stack: …, value. */
    void reached(String declaring, String name, String descriptor) {
        if (descriptor.charAt(0) == '[') {
            code.visitInsn(Opcodes.DUP);
            code.visitLdcInsn(observation.fieldNumber(declaring, name, descriptor));
            hook("reached", "(Ljava/lang/Object;I)V");
        }
    }

    /** Behind the access to a static field that is ordered and may race all the same: it is now its turn. */
    void orderedStatic(boolean writes, String owner, String declaring, String name, String descriptor) {
        staticAccess(writes ? "writeStatic" : "readStatic", owner, observation.site(declaring, name, descriptor, className, methodName, line));
    }

    /** The class itself says which field it is: loaders may define several classes of one name. */
    private void staticAccess(String name, String owner, int site) {
        if (references.hasClassConstants()) {
            code.visitLdcInsn(Type.getObjectType(owner));
        } else {
            code.visitInsn(Opcodes.ACONST_NULL);
        }
        code.visitLdcInsn(site);
        hook(name, "(Ljava/lang/Class;I)V");
    }

    private void access(int opcode, int size, int site) {
        if (opcode == Opcodes.GETFIELD) {
            code.visitInsn(Opcodes.DUP);
            code.visitLdcInsn(site);
            hook("read", "(Ljava/lang/Object;I)V");
        } else {
            write(size, site);
        }
    }

    /** Stack: …, object, value. */
    private void write(int size, int site) {
        if (size == 1) {
            code.visitInsn(Opcodes.DUP2);
            code.visitInsn(Opcodes.POP);
        } else {
            code.visitInsn(Opcodes.DUP2_X1);
            code.visitInsn(Opcodes.POP2);
            code.visitInsn(Opcodes.DUP);
        }
        code.visitLdcInsn(site);
        hook("write", "(Ljava/lang/Object;I)V");
        if (size == 2) {
            code.visitInsn(Opcodes.DUP_X2);
            code.visitInsn(Opcodes.POP);
        }
    }

    /** Before a read of an element. Stack: …, array, index. */
    void elementRead(int opcode) {
        code.visitInsn(Opcodes.DUP2);
        code.visitLdcInsn(elementSite(opcode - Opcodes.IALOAD, 1));
        hook("readElement", "(Ljava/lang/Object;II)V");
    }

    /** Before a write of an element. Stack: …, array, index, value. */
    void elementWrite(int opcode) {
        Type type = ElementWeaver.typeOf(opcode - Opcodes.IASTORE);
        int site = elementSite(opcode - Opcodes.IASTORE, 1 + type.getSize());
        code.beginSequence();
        int value = code.freshLocal(type);
        code.visitVarInsn(type.getOpcode(Opcodes.ISTORE), value);
        code.visitInsn(Opcodes.DUP2);
        code.visitLdcInsn(site);
        hook("writeElement", "(Ljava/lang/Object;II)V");
        code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), value);
    }

    /** In place of a read of an element that is an array itself. Stack: …, array, index. */
    void arrayRead() {
        elementRead(Opcodes.AALOAD);
        code.visitInsn(Opcodes.DUP2);
        code.visitInsn(Opcodes.AALOAD);
        code.visitInsn(Opcodes.DUP_X2);
        code.visitInsn(Opcodes.SWAP);
        code.visitInsn(Opcodes.POP);
        hook("reachedThrough", "(Ljava/lang/Object;Ljava/lang/Object;)V");
    }

    /** In the place of {@code System.arraycopy}. Always true. */
    boolean copyBetween(String array) {
        code.visitLdcInsn(observation.elementSite(array == null ? OBJECTS : array, className, methodName, line));
        hook("copy", "(Ljava/lang/Object;ILjava/lang/Object;III)V");
        return true;
    }

    /** Before a copy is made of an array in a local: of its first elements, of a range, or, without other arguments, of all. */
    void copyOf(String array, int source, boolean range, int[] others) {
        code.visitVarInsn(Opcodes.ALOAD, source);
        if (range) {
            code.visitVarInsn(Opcodes.ILOAD, others[0]);
            code.visitVarInsn(Opcodes.ILOAD, others[1]);
        } else {
            code.visitInsn(Opcodes.ICONST_0);
            if (others.length == 0) {
                code.visitLdcInsn(Integer.MAX_VALUE);
            } else {
                code.visitVarInsn(Opcodes.ILOAD, others[0]);
            }
        }
        code.visitLdcInsn(observation.elementSite(array == null ? OBJECTS : array, className, methodName, line));
        hook("readElements", "(Ljava/lang/Object;III)V");
    }

    private int elementSite(int place, int depthOfArray) {
        String array = place == REFERENCES ? code.typeOfArray(depthOfArray) : "[" + NUMBERS.charAt(place);
        return observation.elementSite(array == null ? OBJECTS : array, className, methodName, line);
    }

    /** Before the end of a class initialiser. */
    void initialised() {
        hook("initialised", "()V");
    }

    private void hook(String name, String descriptor) {
        code.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, name, descriptor, false);
    }
}
