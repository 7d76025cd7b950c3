package rr.agent.weave;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Reads and writes of volatile fields, and of those that are ordered like them.
 *
 * <p>The object of an access stays on the stack throughout: the VM's messages of NullPointerExceptions name the expression that it
 * came from, and would name a fresh local instead.
 */
final class FieldWeaver {
    private final WovenCode code;
    private final References references;

    FieldWeaver(WovenCode code, References references) {
        this.code = code;
        this.references = references;
    }

    void weave(int opcode, String owner, String name, String descriptor, References.OrderedField field) {
        code.beginSequence();
        Type type = Type.getType(descriptor);
        switch (opcode) {
            case Opcodes.GETFIELD:
                get(owner, name, type);
                break;
            case Opcodes.GETSTATIC:
                getStatic(owner, name, type, field);
                break;
            case Opcodes.PUTFIELD:
                put(owner, name, type, field);
                break;
            default:
                putStatic(owner, name, type, field);
                break;
        }
    }

    /** Stack: …, object. Becomes: …, value. */
    private void get(String owner, String name, Type type) {
        int value = code.freshLocal(type);
        code.read(() -> {
            code.visitInsn(Opcodes.DUP);
            code.visitFieldInsn(Opcodes.GETFIELD, owner, name, type.getDescriptor());
            code.visitVarInsn(type.getOpcode(Opcodes.ISTORE), value);
        }, () -> {
            code.visitInsn(Opcodes.DUP);
            Hook.READ.call(code);
        }, 0);
        code.visitInsn(Opcodes.POP);
        code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), value);
    }

    private void getStatic(String owner, String name, Type type, References.OrderedField field) {
        int value = code.freshLocal(type);
        code.read(() -> {
            code.visitFieldInsn(Opcodes.GETSTATIC, owner, name, type.getDescriptor());
            code.visitVarInsn(type.getOpcode(Opcodes.ISTORE), value);
        }, () -> {
            code.visitLdcInsn(field.key());
            call(Hook.READ_STATIC, field);
        }, 0);
        code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), value);
    }

    /** Stack: …, object, value. */
    private void put(String owner, String name, Type type, References.OrderedField field) {
        int value = code.freshLocal(type);
        code.visitVarInsn(type.getOpcode(Opcodes.ISTORE), value);
        if (field.foreign() && references.loaderRunsJava()) {
            // Between begin and end the chain is locked, and no loader of the program may run then: load the class now.
            code.visitInsn(Opcodes.DUP);
            code.visitTypeInsn(Opcodes.INSTANCEOF, owner);
            code.visitInsn(Opcodes.POP);
        }
        code.visitInsn(Opcodes.DUP);
        Hook.WRITE_BEGIN.call(code);
        endOfPut(Opcodes.PUTFIELD, owner, name, type, value, field);
    }

    /** Stack: …, value. */
    private void putStatic(String owner, String name, Type type, References.OrderedField field) {
        int value = code.freshLocal(type);
        code.visitVarInsn(type.getOpcode(Opcodes.ISTORE), value);
        if (field.foreign()) {
            // As above, but this time the class is initialised, too.
            code.visitFieldInsn(Opcodes.GETSTATIC, owner, name, type.getDescriptor());
            code.visitInsn(type.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
        }
        code.visitLdcInsn(field.key());
        call(Hook.WRITE_BEGIN_STATIC, field);
        endOfPut(Opcodes.PUTSTATIC, owner, name, type, value, field);
    }

    private void call(Hook hook, References.OrderedField field) {
        if (field.plain()) {
            ObservedCode.callPlain(hook, code);
        } else {
            hook.call(code);
        }
    }

    private void endOfPut(int opcode, String owner, String name, Type type, int value, References.OrderedField field) {
        boolean guarded = field.foreign();
        int token = code.freshLocal(Type.INT_TYPE);
        code.visitVarInsn(Opcodes.ISTORE, token);
        // A field of another class may turn out to be missing or inaccessible when it is resolved.
        WovenCode.Guard guard = guarded ? code.open(new EndWrite(token)) : null;
        code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), value);
        code.visitFieldInsn(opcode, owner, name, type.getDescriptor());
        if (guarded) {
            code.close(guard);
        }
        code.visitVarInsn(Opcodes.ILOAD, token);
        Hook.WRITE_END.call(code);
        if (field.races()) {
            Hook.RACED.call(code);
        }
    }
}
