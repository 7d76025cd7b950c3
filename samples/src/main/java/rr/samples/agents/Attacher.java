package rr.samples.agents;

import com.sun.tools.attach.VirtualMachine;

/** Attaches to a JVM and has it load an agent. Arguments: its pid, the agent's jar, the agent's arguments. */
public final class Attacher {
    private Attacher() {}

    public static void main(String[] args) throws Exception {
        VirtualMachine vm = VirtualMachine.attach(args[0]);
        System.out.println("attached to java " + vm.getSystemProperties().getProperty("java.specification.version"));
        vm.loadAgent(args[1], args[2]);
        vm.detach();
    }
}
