package rr.agent.weave;

import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import rr.agent.table.Operation;

/** Calls, and method handles, of methods with a row: they go to the row's hook. */
final class CallWeaver {
    private static final String METAFACTORIES = "java/lang/invoke/LambdaMetafactory";
    private static final int FLAG_SERIALIZABLE = 1;
    private static final int FLAGS_ARGUMENT = 3;

    private final WovenCode code;
    private final References references;
    private final WeaveReport report;
    private final String className;

    CallWeaver(WovenCode code, References references, WeaveReport report, String className) {
        this.code = code;
        this.references = references;
        this.report = report;
        this.className = className;
    }

    /** Writes the hook's call instead of the method's; false if the call has to stay. */
    boolean call(int opcode, Operation row) {
        String hook = opcode == Opcodes.INVOKESPECIAL ? row.superCallHookName() : row.hookNameIn(className);
        if (hook == null) {
            report.loss(className, "super call of " + row + " is left alone: it can be overridden, and the hook would call the override");
            return false;
        }
        report.row(row.toString());
        code.visitMethodInsn(Opcodes.INVOKESTATIC, row.hookOwner(), hook, row.hookDescriptor(), false);
        return true;
    }

    /** Writes the call, and behind it that of the hook that takes the result. */
    void callForResult(int opcode, String owner, String name, String descriptor, Operation row) {
        report.row(row.toString());
        code.visitMethodInsn(opcode, owner, name, descriptor, opcode == Opcodes.INVOKEINTERFACE);
        code.visitMethodInsn(Opcodes.INVOKESTATIC, row.hookOwner(), row.hookName(), row.hookDescriptor(), false);
        if (row.resultType().length() > 1) {
            code.visitTypeInsn(Opcodes.CHECKCAST, Type.getType(row.resultType()).getInternalName());
        }
    }

    /** Writes an {@code invokedynamic} with handles of hooks where it had handles of rows' methods. */
    void dynamicCall(String name, String descriptor, Handle bootstrap, Object[] arguments) {
        boolean lambda = bootstrap.getOwner().equals(METAFACTORIES);
        if (lambda && isSerializable(arguments)) {
            reportSerializable(arguments);
            code.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
            return;
        }
        Object[] changed = arguments;
        String factory = descriptor;
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof Handle) {
                Handle hook = hookFor((Handle) arguments[i], lambda);
                if (hook != arguments[i]) {
                    changed = changed == arguments ? arguments.clone() : changed;
                    changed[i] = hook;
                    factory = lambda ? withCapturedReceiver(descriptor, hook) : descriptor;
                }
            }
        }
        code.visitInvokeDynamicInsn(name, factory, bootstrap, changed);
    }

    /**
     * The descriptor of a call site that makes a lambda, with the hook's type for a receiver that the lambda captures: the metafactory
     * converts receivers of virtual methods, but wants the types of captured arguments of static ones to be equal.
     */
    private static String withCapturedReceiver(String descriptor, Handle hook) {
        Type[] captured = Type.getArgumentTypes(descriptor);
        if (captured.length == 0) {
            return descriptor;
        }
        captured[0] = Type.getArgumentTypes(hook.getDesc())[0];
        return Type.getMethodDescriptor(Type.getReturnType(descriptor), captured);
    }

    /** A constant with the handle of a hook if it was a handle of a row's method. */
    Object constant(Object value) {
        return value instanceof Handle ? hookFor((Handle) value, false) : value;
    }

    /** {@code converts}: whoever gets the handle converts the receiver, so the hook may take a superclass of it. */
    private Handle hookFor(Handle handle, boolean converts) {
        Operation row = references.handle(handle);
        if (row == null) {
            return handle;
        }
        if (row.kind() == Operation.Kind.RESULT) {
            report.loss(className, "method handle of " + row + " is left alone: its result would not be recorded");
            return handle;
        }
        String hook = handle.getTag() == Opcodes.H_INVOKESPECIAL ? row.superCallHookName() : row.hookNameIn(className);
        boolean sameType = row.isStatic() || handle.getOwner().equals(row.owner()) && !row.receiverIsObject();
        if (hook == null || !converts && !sameType) {
            report.loss(className, "method handle of " + row + " is left alone: the hook's type differs");
            return handle;
        }
        report.row(row.toString());
        return new Handle(Opcodes.H_INVOKESTATIC, row.hookOwner(), hook, row.hookDescriptor(), false);
    }

    private void reportSerializable(Object[] arguments) {
        for (Object argument : arguments) {
            if (argument instanceof Handle && references.handle((Handle) argument) != null) {
                report.loss(className, "serializable method reference of " + references.handle((Handle) argument) + " is left alone");
            }
        }
    }

    /** A serialized lambda carries its implementation's name, which must stay the program's. */
    private static boolean isSerializable(Object[] arguments) {
        return arguments.length > FLAGS_ARGUMENT
                && arguments[FLAGS_ARGUMENT] instanceof Integer
                && ((Integer) arguments[FLAGS_ARGUMENT] & FLAG_SERIALIZABLE) != 0;
    }
}
