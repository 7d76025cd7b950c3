package rr.agent.weave;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Looks through one constructor of a superclass: may it make its object known to other threads? */
final class ConstructorScan extends ClassVisitor {
    private final String descriptor;
    private final ConstructorTypes.Superclasses superclasses;
    private String className;
    private boolean hasFrames;
    private boolean hasSubroutines;
    private ConstructorTypes found;

    private ConstructorScan(String descriptor, ConstructorTypes.Superclasses superclasses) {
        super(InstructionVisitor.API);
        this.descriptor = descriptor;
        this.superclasses = superclasses;
    }

    /** True also if it cannot be told. */
    static boolean publishes(ClassReader reader, String descriptor, ConstructorTypes.Superclasses superclasses) {
        ConstructorScan scan = new ConstructorScan(descriptor, superclasses);
        try {
            reader.accept(scan, ClassReader.SKIP_DEBUG | ClassReader.EXPAND_FRAMES);
        } catch (RuntimeException malformed) {
            return true;
        }
        return scan.found == null || scan.hasSubroutines || scan.found.published();
    }

    @Override
    public void visit(int version, int access, String name, String signature, String superName, String[] interfaces) {
        className = name;
        hasFrames = (version & 0xffff) >= Opcodes.V1_7;
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] exceptions) {
        if (!hasFrames || !name.equals("<init>") || !type.equals(descriptor)) {
            return null;
        }
        found = new ConstructorTypes(className, access, type, new MethodVisitor(InstructionVisitor.API) {
            @Override
            public void visitJumpInsn(int opcode, Label label) {
                hasSubroutines |= opcode == Opcodes.JSR;
            }
        }, superclasses);
        return found;
    }
}
