package rr.agent.weave;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.AnalyzerAdapter;

/**
 * What the weavers write into: the method's instructions, with fresh locals, repeated reads, and guards.
 *
 * <p>A <em>guard</em> is a piece of woven code with a clean-up that runs if the piece throws. The clean-ups stand behind the method's
 * last instruction, out of the way; they then throw on, and the exception must reach the handlers that would have caught it at the
 * guarded piece. So the exception table is held back until the end and written in this order: guards (innermost, hence first), then
 * the original blocks, each followed by a copy for every clean-up that belongs into it.
 */
final class WovenCode extends InstructionVisitor {
    /** What is to be undone when a guarded piece throws. */
    interface CleanUp {
        void write(MethodVisitor mv);
    }

    /** A piece of code between {@link #open} and {@link #close}. */
    static final class Guard {
        private final Label start = new Label();
        private final Label end = new Label();
        private final Label handler = new Label();
        private final Label handlerEnd = new Label();
        private final Object[] locals;
        private final CleanUp cleanUp;

        private Guard(Object[] locals, CleanUp cleanUp) {
            this.locals = locals;
            this.cleanUp = cleanUp;
        }
    }

    /** A row of the original exception table. */
    private static final class Block {
        private final Label start;
        private final Label end;
        private final Label handler;
        private final String type;
        private final List<Guard> guards = new ArrayList<>(0);
        private boolean active;

        Block(Label start, Label end, Label handler, String type) {
            this.start = start;
            this.end = end;
            this.handler = handler;
            this.type = type;
        }
    }

    private static final Object[] THROWN = {"java/lang/Throwable"};
    private static final Object[] NO_STACK = {};
    private static final Type OBJECT = Type.getObjectType("java/lang/Object");

    private final List<Block> blocks = new ArrayList<>();
    private final List<Guard> guards = new ArrayList<>();
    private final List<Label> releasingHandlers = new ArrayList<>(0);
    private final int firstFreshLocal;
    private AnalyzerAdapter types;
    private int nextFreshLocal;
    private Type[] freshTypes = new Type[8];
    private int freshCount;
    private boolean monitorJustEntered;

    WovenCode(MethodVisitor next, int firstFreshLocal) {
        super(next);
        this.firstFreshLocal = firstFreshLocal;
        nextFreshLocal = firstFreshLocal;
    }

    /** Names the source of types for frames; without one, no frames are written. */
    void typesFrom(AnalyzerAdapter adapter) {
        types = adapter;
    }

    /** Begins a woven sequence: the fresh locals of earlier ones are free again. */
    void beginSequence() {
        nextFreshLocal = firstFreshLocal;
        freshCount = 0;
    }

    /** A local that the method does not use. It counts as set for frames from now on. */
    int freshLocal(Type type) {
        int local = nextFreshLocal;
        nextFreshLocal += type.getSize();
        if (freshCount == freshTypes.length) {
            freshTypes = Arrays.copyOf(freshTypes, 2 * freshCount);
        }
        freshTypes[freshCount++] = type;
        return local;
    }

    /** Whether the types of locals and stack are known here. */
    boolean hasTypes() {
        return types != null && types.stack != null;
    }

    /** Whether the value at this depth of the original stack, in slots from the top, is an object whose constructor has not run. */
    boolean isUninitializedThis(int depth) {
        return types.stack.get(types.stack.size() - 1 - depth) == Opcodes.UNINITIALIZED_THIS;
    }

    /** Whether the value at this depth is the object that a constructor makes, while nobody else can know it. */
    boolean isPrivateThis(int depth) {
        return types instanceof ConstructorTypes && ((ConstructorTypes) types).isPrivate(depth);
    }

    /** The type of the array at this depth of the original stack; null if it is not known. */
    String typeOfArray(int depth) {
        Object array = hasTypes() ? types.stack.get(types.stack.size() - 1 - depth) : null;
        return array instanceof String && ((String) array).startsWith("[") ? (String) array : null;
    }

    /** The type of the references in the array at this depth of the original stack; Object if it is not known. */
    Type typeOfElements(int depth) {
        String array = typeOfArray(depth);
        return array == null ? OBJECT : Type.getType(array.substring(1));
    }

    /**
     * Writes a read and the hook behind it, which says whether the read holds; if not, the read is made once more. Without a loop, which
     * would cost the VM's compilers dearly. The stack is the original one without its {@code popped} topmost slots, before and after.
     */
    void read(Runnable read, Runnable hook, int popped) {
        Label done = new Label();
        read.run();
        hook.run();
        visitJumpInsn(Opcodes.IFNE, done);
        read.run();
        Hook.READ_AGAIN.call(this);
        visitLabel(done);
        if (types != null && types.locals != null) {
            Object[] locals = localTypes();
            Object[] stack = compact(types.stack, types.stack.size() - popped);
            super.visitFrame(Opcodes.F_NEW, locals.length, locals, stack.length, stack);
        }
    }

    Guard open(CleanUp cleanUp) {
        Guard guard = new Guard(types == null || types.locals == null ? null : localTypes(), cleanUp);
        for (Block block : blocks) {
            if (block.active) {
                block.guards.add(guard);
            }
        }
        guards.add(guard);
        mv.visitLabel(guard.start);
        return guard;
    }

    void close(Guard guard) {
        mv.visitLabel(guard.end);
    }

    /** Tells that a {@code monitorenter} and what is woven behind it have been written. */
    void monitorEntered() {
        monitorJustEntered = true;
    }

    /**
     * Whether an exception here reaches the handler that the compiler made for releasing a monitor: the handler of a catch-all block
     * that starts right behind a {@code monitorenter}. A guard of our own around the hook would then release the monitor twice.
     */
    boolean monitorIsReleasedByHandler() {
        for (Block block : blocks) {
            if (block.active && releasingHandlers.contains(block.handler)) {
                return true;
            }
        }
        return false;
    }

    @Override
    void beforeInstruction() {
        monitorJustEntered = false;
    }

    @Override
    public void visitInsn(int opcode) {
        boolean entered = monitorJustEntered;
        super.visitInsn(opcode);
        // Some compilers put a nop between the monitorenter and the block that releases the monitor.
        monitorJustEntered = entered && opcode == Opcodes.NOP;
    }

    @Override
    public void visitLabel(Label label) {
        for (Block block : blocks) {
            if (block.end == label) {
                block.active = false;
            }
            if (block.start == label) {
                block.active = true;
                if (monitorJustEntered && block.type == null) {
                    releasingHandlers.add(block.handler);
                }
            }
        }
        super.visitLabel(label);
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, String type) {
        blocks.add(new Block(start, end, handler, type));
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
        for (Guard guard : guards) {
            mv.visitLabel(guard.handler);
            if (guard.locals != null) {
                mv.visitFrame(Opcodes.F_NEW, guard.locals.length, guard.locals, 1, THROWN);
            }
            guard.cleanUp.write(mv);
            mv.visitInsn(Opcodes.ATHROW);
            mv.visitLabel(guard.handlerEnd);
        }
        for (Guard guard : guards) {
            mv.visitTryCatchBlock(guard.start, guard.end, guard.handler, null);
        }
        for (Block block : blocks) {
            mv.visitTryCatchBlock(block.start, block.end, block.handler, block.type);
            for (Guard guard : block.guards) {
                mv.visitTryCatchBlock(guard.handler, guard.handlerEnd, block.handler, block.type);
            }
        }
        super.visitMaxs(maxStack, maxLocals);
    }

    /** The original locals followed by the fresh ones, in the form of an expanded frame. */
    private Object[] localTypes() {
        if (freshCount == 0) {
            return compact(types.locals, types.locals.size());
        }
        List<Object> locals = new ArrayList<>(types.locals);
        while (locals.size() < firstFreshLocal) {
            locals.add(Opcodes.TOP);
        }
        for (int i = 0; i < freshCount; i++) {
            locals.add(frameType(freshTypes[i]));
            if (freshTypes[i].getSize() == 2) {
                locals.add(Opcodes.TOP);
            }
        }
        return compact(locals, locals.size());
    }

    /** Leaves out the second slots of longs and doubles, which the analysis lists and frames do not. */
    private static Object[] compact(List<Object> slots, int size) {
        if (size == 0) {
            return NO_STACK;
        }
        List<Object> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            Object value = slots.get(i);
            values.add(value);
            if (value == Opcodes.LONG || value == Opcodes.DOUBLE) {
                i++;
            }
        }
        return values.toArray();
    }

    private static Object frameType(Type type) {
        switch (type.getSort()) {
            case Type.LONG:
                return Opcodes.LONG;
            case Type.DOUBLE:
                return Opcodes.DOUBLE;
            case Type.FLOAT:
                return Opcodes.FLOAT;
            case Type.ARRAY:
            case Type.OBJECT:
                return type.getInternalName();
            default:
                return Opcodes.INTEGER;
        }
    }
}
