package rr.runtime;

/**
 * Agents that are loaded while the program runs. Another process attaches to the VM and asks for it; the VM's thread for such requests loads the
 * agent and calls its {@code agentmain}. While it does so it has a lane. On replay a thread of the recorder is in its place: it loads the recorded
 * agents when that is due (native-syscall-shim, io_agents.c).
 */
public final class AgentHooks implements Runnable {
    private static final VmThread LISTENER = new VmThread(Threads.AGENTS, "Attach Listener");

    private AgentHooks() {}

    /** From now on agents that come are events. Called on the main thread. */
    static void begin() {
        Shim.tellOfAgents(AgentHooks.class, LoadedClasses.class);
        if (Mode.REPLAY) {
            LISTENER.stand(new AgentHooks());
        }
    }

    /** Record, called from native code: the running thread, which has no lane, is about to load an agent. */
    static void begins() {
        if (LISTENER.enter() == null) {
            Shim.refuse("agents: found one that is loaded by another thread than those before; expected the VM's one thread for that; do load it with -javaagent");
        }
    }

    /** Record, called from native code: it has loaded it. */
    static void ended() {
        LISTENER.leave();
    }

    /** Replay: loads the recorded agents, then waits for a turn that does not come. */
    @Override
    public void run() {
        while (true) {
            Shim.loadAgent();
        }
    }
}
