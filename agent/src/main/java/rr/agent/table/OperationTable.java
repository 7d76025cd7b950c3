package rr.agent.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All rows that apply to one JDK, with the look-ups that weaving needs. Immutable. */
public final class OperationTable {
    private final List<Operation> rows;
    private final Map<String, List<Operation>> callsByName = new HashMap<>();
    private final Map<String, List<Operation>> bodiesByOwner = new HashMap<>();
    private final SkippedClasses skipped = new SkippedClasses();
    private final Map<String, Set<String>> orderedFields = new HashMap<>();
    private final Set<String> orderedAccesses = new HashSet<>();
    /** The classes in whose bodies alone a field is ordered. */
    private final Map<String, Set<String>> fieldAccessors = new HashMap<>();

    private OperationTable(List<Operation> rows, List<OrderedOps.Row> ordered) {
        this.rows = List.copyOf(rows);
        for (Operation row : rows) {
            if (row.kind() == Operation.Kind.CALL || row.kind() == Operation.Kind.RESULT) {
                add(callsByName, row.name(), row);
            } else if (row.kind() != Operation.Kind.PASS) {
                add(bodiesByOwner, row.owner(), row);
            }
        }
        for (OrderedOps.Row row : ordered) {
            if (row.kind() == OrderedOps.Kind.ACCESSES_IN) {
                orderedAccesses.add(row.owner());
            } else {
                Set<String> names = orderedFields.get(row.owner());
                if (names == null) {
                    names = new HashSet<>();
                    orderedFields.put(row.owner(), names);
                }
                names.addAll(row.fields());
                for (String field : row.accessors().isEmpty() ? List.<String>of() : row.fields()) {
                    fieldAccessors.put(row.owner() + '.' + field, Set.copyOf(row.accessors()));
                }
            }
        }
    }

    /** The table for a JDK of this feature version (17, 25). */
    public static OperationTable forJdk(int feature) {
        List<Operation> rows = new ArrayList<>();
        for (List<Operation> area : areas().values()) {
            for (Operation row : area) {
                if (row.existsOn(feature)) {
                    rows.add(row);
                }
            }
        }
        List<OrderedOps.Row> ordered = new ArrayList<>();
        for (OrderedOps.Row row : OrderedOps.rows()) {
            if (row.existsOn(feature)) {
                ordered.add(row);
            }
        }
        return new OperationTable(rows, ordered);
    }

    /** The areas in the order of the documentation, with all their rows. */
    static Map<String, List<Operation>> areas() {
        Map<String, List<Operation>> areas = new LinkedHashMap<>();
        areas.put("Time", TimeOps.rows());
        areas.put("Environment", EnvOps.rows());
        areas.put("Threads", ThreadOps.rows());
        areas.put("Virtual threads", VirtualThreadOps.rows());
        areas.put("Waiting and waking", SyncOps.rows());
        areas.put("Identity hash codes", HashOps.rows());
        areas.put("Names of hidden classes", NameOps.rows());
        areas.put("Hidden classes", HiddenClassOps.rows());
        areas.put("Natives", NativeOps.rows());
        areas.put("Random numbers", RandomOps.rows());
        areas.put("References", ReferenceOps.rows());
        areas.put("Management", ManagementOps.rows());
        areas.put("Processes", ProcessOps.rows());
        areas.put("Exit", ExitOps.rows());
        areas.put("Signals", SignalOps.rows());
        areas.put("Agents and tools", AgentOps.rows());
        areas.put("Suppressed regions", SuppressedOps.rows());
        return areas;
    }

    /** Every row that exists on this JDK. */
    public List<Operation> rows() {
        return rows;
    }

    /** The call rows of this method name, whatever their owners and descriptors. */
    public List<Operation> callsNamed(String name) {
        return callsByName.getOrDefault(name, List.of());
    }

    /** The rows for bodies of methods of this class. */
    public List<Operation> bodiesOf(String internalName) {
        return bodiesByOwner.getOrDefault(internalName, List.of());
    }

    /** Why nothing but the rows for bodies is woven in a class; null if everything is. */
    public String skipReason(String internalName) {
        return skipped.reason(internalName);
    }

    /** The methods of a class that is woven in which nothing is. */
    public Set<String> skippedMethods(String internalName) {
        return skipped.methods(internalName);
    }

    /** The methods of a class that is left alone otherwise whose calls and accesses are woven. */
    public Set<String> wovenMethods(String internalName) {
        return skipped.wovenMethods(internalName);
    }

    /** Whether accesses to a field, which is neither final nor volatile, are ordered like those to volatile ones. */
    public boolean ordersField(String declaringClass, String name) {
        Set<String> names = orderedFields.get(declaringClass);
        return names != null && (names.contains(name) || names.contains(OrderedOps.ALL_FIELDS));
    }

    /** Whether an ordered field is so in the bodies of a class. */
    public boolean ordersFieldIn(String declaringClass, String name, String accessor) {
        Set<String> accessors = fieldAccessors.get(declaringClass + '.' + name);
        return accessors == null || accessors.contains(accessor);
    }

    /** Whether a class's accesses to elements of arrays, and its plain ones through VarHandles and Unsafe, are ordered. */
    public boolean ordersAccessesIn(String internalName) {
        return orderedAccesses.contains(internalName);
    }

    private static void add(Map<String, List<Operation>> map, String key, Operation row) {
        List<Operation> list = map.get(key);
        if (list == null) {
            list = new ArrayList<>();
            map.put(key, list);
        }
        list.add(row);
    }
}
