package rr.agent.weave;

import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.AnalyzerAdapter;

/**
 * The types in a constructor, and how long nobody else can know the object that it makes. A field that is set before then needs no
 * order: whoever sees the object at all sees it through a later access.
 *
 * <p>The object is followed by the identity of the string that stands for its type. Where it is lost sight of, it counts as known.
 */
final class ConstructorTypes extends AnalyzerAdapter {
    /** Says what constructors of other classes do. */
    interface Superclasses {
        /** Whether a constructor may make its object known to others. */
        boolean publish(String owner, String descriptor);
    }

    private final String self;
    private final Superclasses superclasses;
    private boolean published;

    /** For a constructor without subroutines; {@link #isPrivate} is right only if it has no loops either. */
    ConstructorTypes(String className, int access, String descriptor, MethodVisitor next, Superclasses superclasses) {
        this(new StringBuilder(className).toString(), superclasses, access, descriptor, next);
    }

    private ConstructorTypes(String self, Superclasses superclasses, int access, String descriptor, MethodVisitor next) {
        super(InstructionVisitor.API, self, access, "<init>", descriptor, next);
        this.self = self;
        this.superclasses = superclasses;
    }

    /** Whether the value at this depth of the stack, in slots from the top, is the new object, and nobody else can know it yet. */
    boolean isPrivate(int depth) {
        return !published && isSelf(depth);
    }

    /** Whether anything was done so far that could make the object known. */
    boolean published() {
        return published;
    }

    private boolean isSelf(int depth) {
        return stack != null && depth < stack.size() && stack.get(stack.size() - 1 - depth) == self;
    }

    private void publishIf(int firstSlot, int slots) {
        for (int i = firstSlot; i < firstSlot + slots; i++) {
            published |= isSelf(i);
        }
    }

    @Override
    public void visitInsn(int opcode) {
        if (opcode == Opcodes.AASTORE || opcode == Opcodes.ARETURN || opcode == Opcodes.ATHROW || opcode == Opcodes.MONITORENTER) {
            publishIf(0, 1);
        }
        super.visitInsn(opcode);
    }

    @Override
    public void visitVarInsn(int opcode, int local) {
        if (opcode == Opcodes.ASTORE) {
            publishIf(0, 1); // a frame would not tell the copy from another object of the class
            published |= local == 0;
        }
        super.visitVarInsn(opcode, local);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
        if (opcode == Opcodes.CHECKCAST) {
            publishIf(0, 1);
        }
        super.visitTypeInsn(opcode, type);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
        if (opcode == Opcodes.PUTFIELD || opcode == Opcodes.PUTSTATIC) {
            publishIf(0, 1);
        }
        super.visitFieldInsn(opcode, owner, name, descriptor);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        int slots = (Type.getArgumentsAndReturnSizes(descriptor) >> 2) - 1;
        boolean constructsThis = opcode == Opcodes.INVOKESPECIAL
                && name.equals("<init>")
                && stack != null
                && stack.get(stack.size() - 1 - slots) == Opcodes.UNINITIALIZED_THIS;
        if (constructsThis) {
            published |= superclasses.publish(owner, descriptor);
        } else {
            publishIf(0, opcode == Opcodes.INVOKESTATIC ? slots : slots + 1);
        }
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    }

    @Override
    public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
        publishIf(0, (Type.getArgumentsAndReturnSizes(descriptor) >> 2) - 1);
        super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
    }

    /** Where ways meet, the object is looked for in its own local only. */
    @Override
    public void visitFrame(int type, int localCount, Object[] locals, int stackCount, Object[] stackTypes) {
        super.visitFrame(type, localCount, locals, stackCount, stackTypes);
        for (int i = 0; i < stackCount; i++) {
            published |= stackTypes[i] instanceof String;
        }
        if (!this.locals.isEmpty() && self.equals(this.locals.get(0))) {
            this.locals.set(0, self);
        }
    }
}
