package rr.agent.table;

import java.util.ArrayList;
import java.util.List;

/**
 * One row of the table: a Java method that the weaver treats specially, and how. Immutable; the {@code with}-like methods return
 * changed copies, so that a row reads from left to right.
 */
public final class Operation {
    /** What the weaver does with the method of a row. */
    public enum Kind {
        /** Calls of it are replaced by a static method of a hook class, receiver first. */
        CALL,
        /** Behind calls of it a static method of a hook class takes the result, and gives the one that the program gets. */
        RESULT,
        /** Its body begins with a call of a hook. */
        AT_START,
        /** Its body ends with a call of a hook where it returns. */
        AT_END,
        /** Its body begins with a hook that gets the receiver and the arguments, and may answer in the body's place. */
        INSTEAD,
        /** Its body runs without events. */
        SUPPRESS,
        /** Nothing is woven; the row says why nothing has to be. */
        PASS
    }

    /** Which owners in a caller's constant pool mean the method of a {@link Kind#CALL} row. */
    public enum Owners {
        /** Only the declaring class: the method can be overridden, so another owner may mean another method. */
        EXACT,
        /** The declaring class and its subclasses: the method is final or static. */
        SUBCLASSES,
        /** The declaring class and its subclasses, although the method can be overridden: the hook calls it by its name. */
        OVERRIDABLE,
        /** Every owner: a final method of java.lang.Object. */
        ANY
    }

    /** Stands for all methods of a class that have a body and are not private. */
    public static final String ALL_METHODS = "*";

    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private final Kind kind;
    private final Signature signature;
    private final String owner;
    private final Owners owners;
    private final String hookOwner;
    private final String hookName;
    private final String specialHookName;
    private final String classesHookName;
    private final List<String> hookedClasses;
    private final boolean receiverIsObject;
    private final int since;
    private final int until;
    private final String reason;

    private Operation(Draft draft) {
        kind = draft.kind;
        signature = draft.signature;
        owner = draft.owner;
        owners = draft.owners;
        hookOwner = draft.hookOwner;
        hookName = draft.hookName;
        specialHookName = draft.specialHookName;
        classesHookName = draft.classesHookName;
        hookedClasses = draft.hookedClasses;
        receiverIsObject = draft.receiverIsObject;
        since = draft.since;
        until = draft.until;
        reason = draft.reason;
    }

    /** A row whose calls go to the method of the same name in {@code hookOwner}. */
    static Operation call(String hookOwner, String owner, String signature) {
        Draft draft = new Draft(Kind.CALL, owner, Signature.parse(signature));
        draft.hookOwner = hookOwner;
        draft.hookName = draft.signature.name();
        draft.owners = draft.signature.isStatic() ? Owners.SUBCLASSES : Owners.EXACT;
        return new Operation(draft);
    }

    /** A row whose results go through {@code ValueHooks}: the native is called in both modes, and what it answers is a value. */
    static Operation result(String owner, String signature) {
        Draft draft = new Draft(Kind.RESULT, owner, Signature.parse(signature));
        draft.hookOwner = "rr/runtime/ValueHooks";
        draft.hookName = "value";
        return new Operation(draft);
    }

    /** A row whose body first calls {@code hookOwner.hookName} with its receiver, if it has one. */
    static Operation atStart(String hookOwner, String hookName, String owner, String signature) {
        Draft draft = new Draft(Kind.AT_START, owner, Signature.parse(signature));
        draft.hookOwner = hookOwner;
        draft.hookName = hookName;
        return new Operation(draft);
    }

    /** A row whose body calls {@code hookOwner.hookName} with its receiver before it returns, but not when it throws. */
    static Operation atEnd(String hookOwner, String hookName, String owner, String signature) {
        Draft draft = new Draft(Kind.AT_END, owner, Signature.parse(signature));
        draft.hookOwner = hookOwner;
        draft.hookName = hookName;
        return new Operation(draft);
    }

    /**
     * A row whose body first calls {@code hookOwner.hookName} with its receiver and arguments. The body does not run if the hook of a
     * method without result returns true, or that of another one something else than null: that is the result then.
     */
    static Operation instead(String hookOwner, String hookName, String owner, String signature) {
        Draft draft = new Draft(Kind.INSTEAD, owner, Signature.parse(signature));
        draft.hookOwner = hookOwner;
        draft.hookName = hookName;
        return new Operation(draft);
    }

    /** A row whose body runs without events. */
    static Operation suppress(String owner, String signature, String reason) {
        Draft draft = new Draft(Kind.SUPPRESS, owner, Signature.parse(signature));
        draft.reason = reason;
        return new Operation(draft);
    }

    /** All methods of a class, each run without events. */
    static Operation suppressAll(String owner, String reason) {
        Draft draft = new Draft(Kind.SUPPRESS, owner, Signature.allMethods());
        draft.reason = reason;
        return new Operation(draft);
    }

    /** Only some receivers' bodies run without events: {@code hookOwner}'s methods {@code suppress} and {@code resume} know which. */
    Operation by(String hookOwner) {
        Draft draft = new Draft(this);
        draft.hookOwner = hookOwner;
        draft.hookName = "suppress";
        return new Operation(draft);
    }

    /** A source of non-determinism for which nothing has to be woven. */
    static Operation passes(String owner, String signature, String reason) {
        Draft draft = new Draft(Kind.PASS, owner, Signature.parse(signature));
        draft.reason = reason;
        return new Operation(draft);
    }

    /** The method is final: calls through subclasses mean it, too. */
    Operation isFinal() {
        Draft draft = new Draft(this);
        draft.owners = "java/lang/Object".equals(owner) ? Owners.ANY : Owners.SUBCLASSES;
        return new Operation(draft);
    }

    /** Gives the hook another name than the method's. */
    Operation as(String name) {
        Draft draft = new Draft(this);
        draft.hookName = name;
        return new Operation(draft);
    }

    /** Names the hook for {@code super.} calls, which must not be dispatched on the receiver's class. */
    Operation superCallAs(String name) {
        Draft draft = new Draft(this);
        draft.specialHookName = name;
        return new Operation(draft);
    }

    /** Names another hook for calls, but those of {@code super}, in some classes. */
    Operation inClassesAs(String name, String... classes) {
        Draft draft = new Draft(this);
        draft.classesHookName = name;
        draft.hookedClasses = internalNames(classes);
        return new Operation(draft);
    }

    /** The method can be overridden; calls through subclasses go to the hook, which calls the method by its name, {@code super.} calls stay. */
    Operation withOverrides() {
        Draft draft = new Draft(this);
        draft.owners = Owners.OVERRIDABLE;
        return new Operation(draft);
    }

    /** The hook takes the receiver as a plain Object, so that one hook serves several classes. */
    Operation receiverAsObject() {
        Draft draft = new Draft(this);
        draft.receiverIsObject = true;
        return new Operation(draft);
    }

    /** The first JDK that has the method. */
    Operation since(int feature) {
        Draft draft = new Draft(this);
        draft.since = feature;
        return new Operation(draft);
    }

    /** The last JDK that has the method. */
    Operation until(int feature) {
        Draft draft = new Draft(this);
        draft.until = feature;
        return new Operation(draft);
    }

    /** Says why the row is as it is. */
    Operation because(String why) {
        Draft draft = new Draft(this);
        draft.reason = why;
        return new Operation(draft);
    }

    /** Without a lambda: the first one of a VM takes milliseconds of its start. */
    static List<String> internalNames(String... classes) {
        String[] names = new String[classes.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = classes[i].replace('.', '/');
        }
        return List.of(names);
    }

    public Kind kind() {
        return kind;
    }

    /** The internal name of the declaring class. */
    public String owner() {
        return owner;
    }

    public Owners owners() {
        return owners;
    }

    public boolean isStatic() {
        return signature.isStatic();
    }

    /** The name of the method, or {@link #ALL_METHODS}. */
    public String name() {
        return signature.name();
    }

    /** The descriptor of the method; empty when every overload is meant. */
    public String descriptor() {
        return signature.descriptor();
    }

    public List<String> parameterNames() {
        return signature.parameterNames();
    }

    /** The internal name of the hook class; null for rows without a hook. */
    public String hookOwner() {
        return hookOwner;
    }

    public String hookName() {
        return hookName;
    }

    /** The names of all hooks but the one for {@code super.} calls. */
    public List<String> hookNames() {
        return classesHookName == null ? List.of(hookName) : List.of(hookName, classesHookName);
    }

    /** The name of the hook for calls in the body of a class. */
    public String hookNameIn(String caller) {
        return hookedClasses.contains(caller) ? classesHookName : hookName;
    }

    /** The hook for {@code super.} calls; null if such calls cannot be replaced. */
    public String superCallHookName() {
        return specialHookName != null ? specialHookName : owners == Owners.EXACT || owners == Owners.OVERRIDABLE ? null : hookName;
    }

    public boolean receiverIsObject() {
        return receiverIsObject;
    }

    /** The descriptor of the static hook method. */
    public String hookDescriptor() {
        if (kind == Kind.SUPPRESS) {
            return "(Ljava/lang/Object;)V";
        }
        if (kind == Kind.INSTEAD) {
            int end = descriptor().indexOf(')') + 1;
            return (isStatic() ? "(" : "(Ljava/lang/Object;") + descriptor().substring(1, end) + (descriptor().endsWith(")V") ? "Z" : "Ljava/lang/Object;");
        }
        if (kind == Kind.AT_START || kind == Kind.AT_END) {
            return isStatic() ? "()V" : receiverIsObject ? "(Ljava/lang/Object;)V" : "(L" + owner + ";)V";
        }
        if (kind == Kind.RESULT) {
            String type = resultType();
            String taken = type.length() == 1 ? type : "Ljava/lang/Object;";
            return "(" + taken + ")" + taken;
        }
        if (isStatic()) {
            return descriptor();
        }
        String receiver = receiverIsObject ? "java/lang/Object" : owner;
        return "(L" + receiver + ";" + descriptor().substring(1);
    }

    /** The descriptor of what the method returns. */
    public String resultType() {
        return descriptor().substring(descriptor().indexOf(')') + 1);
    }

    public String reason() {
        return reason;
    }

    /** Whether a JDK of this feature version has the method. */
    public boolean existsOn(int feature) {
        return feature >= since && feature <= until;
    }

    /** The JDKs of the row in words; empty for all supported ones. */
    public String versions() {
        List<String> words = new ArrayList<>();
        if (since > 0) {
            words.add("since " + since);
        }
        if (until < NO_LIMIT) {
            words.add("until " + until);
        }
        return String.join(", ", words);
    }

    /** Whether the row means this method of its class. */
    public boolean matchesBody(String name, String descriptor) {
        return signature.matches(name, descriptor);
    }

    @Override
    public String toString() {
        return owner.replace('/', '.') + "." + name() + descriptor();
    }

    /** The mutable state while a row is written down. */
    private static final class Draft {
        private final Kind kind;
        private final String owner;
        private final Signature signature;
        private Owners owners = Owners.EXACT;
        private String hookOwner;
        private String hookName;
        private String specialHookName;
        private String classesHookName;
        private List<String> hookedClasses = List.of();
        private boolean receiverIsObject;
        private int since;
        private int until = NO_LIMIT;
        private String reason = "";

        Draft(Kind kind, String owner, Signature signature) {
            this.kind = kind;
            this.owner = owner.replace('.', '/');
            this.signature = signature;
        }

        Draft(Operation from) {
            this(from.kind, from.owner, from.signature);
            owners = from.owners;
            hookOwner = from.hookOwner;
            hookName = from.hookName;
            specialHookName = from.specialHookName;
            classesHookName = from.classesHookName;
            hookedClasses = from.hookedClasses;
            receiverIsObject = from.receiverIsObject;
            since = from.since;
            until = from.until;
            reason = from.reason;
        }
    }
}
