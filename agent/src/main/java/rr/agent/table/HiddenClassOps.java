package rr.agent.table;

import static rr.agent.table.Operation.instead;

import java.util.List;

/** Class files that reach the VM without any agent being told. */
final class HiddenClassOps {
    private static final String HOOKS = "rr/runtime/HiddenClasses";
    private static final String LOOKUP = "java.lang.invoke.MethodHandles$Lookup";
    private static final String OPTIONS = "java.lang.invoke.MethodHandles$Lookup$ClassOption[] options)";
    private static final String WOVEN = "with the woven file; the body runs for that, and for a file that stays as it is";

    private HiddenClassOps() {}

    static List<Operation> rows() {
        return List.of(
                instead(HOOKS, "define", LOOKUP, LOOKUP + " defineHiddenClass(byte[] bytes, boolean initialize, " + OPTIONS).because(WOVEN),
                instead(HOOKS, "defineWithData", LOOKUP,
                                LOOKUP + " defineHiddenClassWithClassData(byte[] bytes, Object classData, boolean initialize, " + OPTIONS)
                        .because(WOVEN));
    }
}
