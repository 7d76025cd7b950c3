package rr.agent.table;

import static rr.agent.table.Operation.atEnd;
import static rr.agent.table.Operation.atStart;
import static rr.agent.table.Operation.instead;
import static rr.agent.table.Operation.passes;

import java.util.List;

/** What others ask of the VM that attach to it, and what agents ask of it. */
final class AgentOps {
    private static final String HOOKS = "rr/runtime/AgentHooks";
    private static final String SUPPORT = "jdk.internal.vm.VMSupport";
    private static final String INSTRUMENTATION = "sun.instrument.InstrumentationImpl";
    private static final String SHIM = "a native of libinstrument that is a row of the shim's table as a whole";

    private AgentOps() {}

    static List<Operation> rows() {
        return List.of(
                atStart(HOOKS, "propertiesAsked", SUPPORT, "static byte[] serializePropertiesToByteArray()")
                        .because("the VM calls it when somebody attaches, and it fills caches of the JDK"),
                atEnd(HOOKS, "ended", SUPPORT, "static byte[] serializePropertiesToByteArray()"),
                atStart(HOOKS, "agentPropertiesAsked", SUPPORT, "static byte[] serializeAgentPropertiesToByteArray()"),
                atEnd(HOOKS, "ended", SUPPORT, "static byte[] serializeAgentPropertiesToByteArray()"),
                instead(HOOKS, "passesAsAttachable", "sun.tools.attach.HotSpotAttachProvider", "void testAttachable(String id)")
                        .because("looks into the memory of the other JVM, which on replay is not there; who does not take requests is found out behind it, too"),
                passes(INSTRUMENTATION, "appendToClassLoaderSearch0(...)", SHIM),
                passes(INSTRUMENTATION, "getAllLoadedClasses0(...)", SHIM),
                passes(INSTRUMENTATION, "getInitiatedClasses0(...)", SHIM));
    }
}
