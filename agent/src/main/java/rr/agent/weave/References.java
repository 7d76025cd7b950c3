package rr.agent.weave;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import rr.agent.table.Operation;
import rr.agent.table.OperationTable;

/** What the fields and methods that one class mentions mean to the weaver. Decides each reference once. */
final class References {
    /**
     * A field that is volatile or ordered like one; {@code foreign} if another class declares it, {@code plain} if it is
     * observed, too, as it is not known whether it races; {@code races} if that is known.
     */
    record OrderedField(String declaring, boolean foreign, boolean plain, boolean races) {
        /**
         * The chain of the field if it is static. All static fields of a class share one, by a number that {@code rr.runtime.Statics} finds
         * from a VarHandle or from Unsafe's base object, too: the hash that the declaring class's name has as a string.
         */
        int key() {
            return declaring.replace('/', '.').hashCode();
        }
    }

    private static final int MAJOR_VERSION = 6;
    /** Methods that call others, whose classes they may be the first to use. */
    private static final Map<String, Set<String>> INITIALISING = Map.of(
        "java/lang/Class", Set.of("newInstance"),
        "java/lang/invoke/MethodHandle", Set.of("invoke", "invokeExact", "invokeWithArguments"),
        "java/lang/reflect/Constructor", Set.of("newInstance"),
        "java/lang/reflect/Method", Set.of("invoke"));
    private static final String HOOKS = "rr/runtime/";
    private static final String LANGUAGE = "java/lang/";
    /** {@code forName} may initialise any class. */
    private static final String CLASS = "java/lang/Class";
    private static final OrderedField PLAIN = new OrderedField("", false, false, false);

    private final ClassLoader loader;
    private final String className;
    private final OperationTable table;
    private final ClassFacts facts;
    private final Map<String, OrderedField> fields = new HashMap<>();
    private final boolean ordersElements;
    private final boolean classConstants;
    /** The types of the arrays whose elements are ordered although those of others are not. */
    private final Set<String> orderedArrays = new HashSet<>(0);
    /** The types of the arrays, of numbers too, whose elements are known to race in this class. */
    private final Set<String> racingArrays;
    /** What is observed in this class; null: nothing is. */
    private final Observation observation;
    private final boolean waits;
    private final Map<String, String> plainFields = new HashMap<>();
    private Boolean ordersPlainAccesses;

    /** {@code waits}: see {@link #mayWait}. */
    References(ClassLoader loader, ClassReader reader, OperationTable table, ClassFacts facts, Observation observation, boolean waits) {
        this.loader = loader;
        this.className = reader.getClassName();
        this.classConstants = reader.readUnsignedShort(MAJOR_VERSION) >= Opcodes.V1_5;
        this.table = table;
        this.facts = facts;
        this.observation = observation;
        this.waits = waits;
        ordersElements = table.ordersAccessesIn(className);
        racingArrays = facts.racing().arraysIn(className);
    }

    /** Whether elements of all arrays are ordered in this class. */
    boolean ordersElements() {
        return ordersElements;
    }

    /**
     * The class mentions an ordered field that holds an array of references. Tables that are replaced as a whole under a lock and looked
     * at without one are kept so, and their elements are set and read in the same way. Types stand for the field: where an array in a
     * local came from is not followed. Arrays of numbers are data more often than tables, and their loops would suffer.
     */
    void mentionsArray(String descriptor) {
        orderedArrays.add(descriptor);
    }

    /** Whether the class may access such an array. */
    boolean ordersReferences() {
        return !orderedArrays.isEmpty();
    }

    /** Whether elements of arrays of this type are ordered in this class; null stands for an unknown type. */
    boolean ordersElementsOf(String array) {
        return ordersElements || ordersReferences() && (array == null || orderedArrays.contains(array));
    }

    /** The class mentions a field that holds arrays, of arrays perhaps, whose elements are known to race. */
    void mentionsRacingArray(String descriptor) {
        for (String type = descriptor; type.startsWith("["); type = type.substring(1)) {
            racingArrays.add(type);
        }
    }

    boolean ordersRacingArrays() {
        return !racingArrays.isEmpty();
    }

    /** Whether an instruction may access elements that are known to race. */
    boolean mayRace(int opcode) {
        if (racingArrays.isEmpty()) {
            return false;
        }
        if (opcode == Opcodes.AALOAD || opcode == Opcodes.AASTORE) {
            return racesElementsOf(null);
        }
        int place = opcode - (opcode >= Opcodes.IASTORE ? Opcodes.IASTORE : Opcodes.IALOAD);
        return racingArrays.contains("[" + "IJFD BCS".charAt(place)) || opcode == Opcodes.BALOAD && racingArrays.contains("[Z")
                || opcode == Opcodes.BASTORE && racingArrays.contains("[Z");
    }

    /** Whether elements of arrays of references of this type are known to race in this class; null stands for an unknown type. */
    boolean racesElementsOf(String array) {
        if (array != null) {
            return racingArrays.contains(array);
        }
        for (String type : racingArrays) {
            if (type.length() > 2) {
                return true;
            }
        }
        return false;
    }

    /** Whether a field reference means one that holds arrays whose elements are known to race. */
    boolean holdsRacingArrays(String owner, String name, String descriptor) {
        return facts.holdsRacingArrays(loader, owner, name, descriptor);
    }

    boolean knowsRacingFields() {
        return facts.racing().hasHeldArrays();
    }

    /** Whether a class may be a constant of the class. */
    boolean hasClassConstants() {
        return classConstants;
    }

    /** Whether threads are made to wait before instructions that may initialise another class. */
    boolean mayWait() {
        return waits;
    }

    /**
     * Whether a thread is made to wait before an instruction that makes an object of a class, or gets at a static member of it. The
     * class whose code it is has been initialised, or is so by this thread; those of java.lang have been by the VM, and are used all the time.
     */
    boolean mayWaitFor(String owner) {
        return waits && !owner.equals(className) && (!owner.startsWith(LANGUAGE) || owner.indexOf('/', LANGUAGE.length()) >= 0 || owner.equals(CLASS))
                && !owner.startsWith(HOOKS);
    }

    /** Whether a thread is made to wait before a call that may initialise a class which its instruction does not name. */
    boolean mayWaitForAny(String owner, String name) {
        return waits && INITIALISING.getOrDefault(owner, Set.of()).contains(name);
    }

    /** What is observed; null: nothing is. */
    Observation observation() {
        return observation;
    }

    /** The class that declares the plain field that a reference means; null if it means a final one, or one that is not found. */
    String plainField(String owner, String name, String descriptor) {
        String reference = owner + '.' + name + descriptor;
        String known = plainFields.get(reference);
        if (known == null) {
            String declaring = facts.plainFieldOwner(loader, owner, name, descriptor);
            known = declaring == null ? "" : declaring;
            plainFields.put(reference, known);
        }
        return known.isEmpty() ? null : known;
    }

    /** The mode of a VarHandle's method in this class; null if the call is left alone. */
    AccessMode varHandle(String method, String descriptor) {
        AccessMode mode = AccessMode.ofVarHandle(method);
        boolean plain = mode == null && (ordersElements || !ClassFacts.isJdk(className));
        return plain ? AccessMode.ofPlainVarHandle(method, descriptor) : mode;
    }

    /** The mode of a method of either Unsafe in this class; null if the call is left alone. */
    AccessMode unsafe(String owner, String method, String descriptor) {
        AccessMode mode = AccessMode.ofUnsafe(method, descriptor);
        if (mode != null) {
            return AccessMode.passesOn(owner) ? null : mode;
        }
        AccessMode plain = AccessMode.ofPlainUnsafe(method, descriptor);
        return plain != null && ordersPlainAccesses() ? plain : null;
    }

    private boolean ordersPlainAccesses() {
        if (ordersPlainAccesses == null) {
            ordersPlainAccesses = facts.ordersPlainAccesses(loader, className);
        }
        return ordersPlainAccesses;
    }

    /** The ordered field that a reference means, or null if it means another. */
    OrderedField orderedField(String owner, String name, String descriptor) {
        String reference = owner + '.' + name + descriptor;
        OrderedField known = fields.get(reference);
        if (known == null) {
            String declaring = facts.orderedFieldOwner(loader, owner, name, descriptor);
            known = declaring == null || !table.ordersFieldIn(declaring, name, className) ? PLAIN
                    : new OrderedField(declaring, !declaring.equals(className),
                            observation != null && facts.isProgramsStatic(loader, declaring, name, descriptor),
                            facts.racing().hasField(declaring, name, descriptor));
            fields.put(reference, known);
        }
        return known == PLAIN ? null : known;
    }

    /** Whether a method is the class's initialiser and a field one of its own that is ordered only behind it. */
    boolean isInitialisersOwn(String method, String owner, String name, String descriptor) {
        return method.equals("<clinit>") && owner.equals(className) && facts.isSharedStatic(loader, owner, name, descriptor);
    }

    /** Whether a constructor, of this class or of its superclass, may make its object known to other threads. */
    boolean constructorPublishes(String owner, String descriptor) {
        return facts.constructorPublishes(loader, owner, descriptor, 0);
    }

    /**
     * The row that a method reference means, or null. The methods of Object belong to every interface: it may declare them again, but gives them
     * no body, so calls through it are dispatched as those of Object are. (Later compilers name the interface whether it declares them or not.)
     */
    Operation call(boolean isStatic, boolean isInterface, String owner, String name, String descriptor) {
        for (Operation row : table.callsNamed(name)) {
            if (row.isStatic() == isStatic
                    && row.descriptor().equals(descriptor)
                    && (isInterface ? throughInterface(row, owner) : means(row, owner, name.concat(descriptor)))) {
                return row;
            }
        }
        return null;
    }

    /** Whether a call through an interface can mean the row: those of the class Object, and rows for results of that very interface. */
    private static boolean throughInterface(Operation row, String owner) {
        return row.owner().equals("java/lang/Object") || row.kind() == Operation.Kind.RESULT && row.owner().equals(owner);
    }

    /** The row that a method handle means, or null. */
    Operation handle(Handle handle) {
        switch (handle.getTag()) {
            case Opcodes.H_INVOKESTATIC:
                return call(true, handle.isInterface(), handle.getOwner(), handle.getName(), handle.getDesc());
            case Opcodes.H_INVOKEVIRTUAL:
            case Opcodes.H_INVOKESPECIAL:
            case Opcodes.H_INVOKEINTERFACE:
                return call(false, handle.isInterface(), handle.getOwner(), handle.getName(), handle.getDesc());
            default:
                return null;
        }
    }

    /** Whether the VM may run Java code of the program's loaders to find a class that this one mentions. */
    boolean loaderRunsJava() {
        return loader != null;
    }

    private boolean means(Operation row, String owner, String method) {
        if (owner.equals(row.owner())) {
            return true;
        }
        switch (row.owners()) {
            case ANY:
                return true;
            case SUBCLASSES:
            case OVERRIDABLE:
                return facts.resolvesTo(loader, owner, method, row.owner());
            default:
                return false;
        }
    }
}
