package rr.agent.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Prints the table as {@code docs/operations.md}. */
final class OperationsPage {
    private OperationsPage() {}

    /** Writes the page to the file that is the only argument. */
    public static void main(String[] args) throws IOException {
        Files.writeString(Path.of(args[0]), text());
    }

    static String text() {
        StringBuilder page = new StringBuilder("# Operations\n\n")
                .append("Printed from the tables in `rr.agent.table`; a test compares the two. Calls of a *call* row go to the hook, ")
                .append("receiver first; a *start* row's body begins with the hook; an *instead* row's hook may answer in the body's place; a *suppressed* body runs without events; ")
                .append("a *pass* row needs nothing, and says why. Monitors, volatile fields, VarHandles, both Unsafes and class ")
                .append("initialisers are woven by their shape: see architecture.md, \"Weaving\". ")
                .append("Nothing is woven in the bodies of the JDK's intrinsics, which the compilers replace by code of their own, ")
                .append("except those of StringBuffer: the VM's flag OptimizeStringConcat, which lets the compiler replace buffers that ")
                .append("do not escape, is turned off.\n");
        for (Map.Entry<String, List<Operation>> area : OperationTable.areas().entrySet()) {
            page.append("\n## ").append(area.getKey()).append("\n| method | JDK | woven | why |\n|---|---|---|---|\n");
            for (Operation row : area.getValue()) {
                page.append("| `").append(method(row)).append("` | ").append(row.versions()).append(" | ");
                page.append(woven(row)).append(" | ").append(row.reason()).append(" |\n");
            }
        }
        page.append("\n## Ordered plain accesses\nFields, and accesses in bodies, that are not volatile and are woven as if they were. ");
        page.append("Of the JDK these are all static fields that are neither final nor volatile, but for those of java.lang and jdk.internal, outside of their class's initialiser; and the rows below. ");
        page.append("Outside of the JDK these are the fields that their class, or the one that it is nested in, looks up for a VarHandle or for Unsafe; ");
        page.append("all non-final fields of a class that, itself or in the one that it is nested in, calls fences; ");
        page.append("the elements of arrays of references in the classes that mention a volatile field with an array of that type; ");
        page.append("and plain accesses through VarHandles but for views of bytes.\n\n| class | what | JDK | why |\n|---|---|---|---|\n");
        for (OrderedOps.Row row : OrderedOps.rows()) {
            page.append("| `").append(row.owner().replace('/', '.')).append("` | ").append(row.what()).append(" | ");
            page.append(row.versions()).append(" | ").append(row.reason()).append(" |\n");
        }
        page.append("\n## Classes in which nothing else is woven\n| classes | why |\n|---|---|\n");
        for (String[] row : SkippedClasses.rows()) {
            page.append("| `").append(row[0]).append("` | ").append(row[1]).append(" |\n");
        }
        page.append("\nExceptions, woven all the same:\n\n| class | why |\n|---|---|\n");
        for (String[] row : SkippedClasses.exceptions()) {
            page.append("| `").append(row[0]).append("` | ").append(row[1]).append(" |\n");
        }
        return page.toString();
    }

    private static String method(Operation row) {
        String name = row.owner().replace('/', '.') + "." + row.name();
        if (row.descriptor().isEmpty()) {
            return row.name().equals(Operation.ALL_METHODS) ? name : name + "(…)";
        }
        return name + "(" + String.join(", ", row.parameterNames()) + ")";
    }

    private static String woven(Operation row) {
        switch (row.kind()) {
            case CALL:
                return "call → `" + hook(row) + "`";
            case RESULT:
                return "result → `" + hook(row) + "`";
            case AT_START:
                return "start → `" + hook(row) + "`";
            case AT_END:
                return "end → `" + hook(row) + "`";
            case INSTEAD:
                return "instead → `" + hook(row) + "`";
            case SUPPRESS:
                return row.hookOwner() == null ? "suppressed" : "suppressed → `" + hook(row) + "`";
            default:
                return "pass";
        }
    }

    private static String hook(Operation row) {
        return row.hookOwner().substring(row.hookOwner().lastIndexOf('/') + 1) + "." + row.hookName();
    }
}
