package rr.runtime;

import jdk.internal.vm.annotation.Hidden;

/**
 * What other processes ask of the VM when they attach to it, as far as Java code runs for it: loading an agent, whose {@code agentmain} is called, and
 * listing properties, which fills caches of the JDK on the way. The VM's thread for such requests has a lane meanwhile. On replay a thread of
 * the recorder is in its place, and does the same when it is due (native-syscall-shim, io_agents.c).
 */
public final class AgentHooks implements Runnable {
    private static final VmThread LISTENER = new VmThread(Threads.AGENTS, "Attach Listener");
    private static final int AGENT = 0;
    private static final int PROPERTIES = 1;
    private static final int AGENT_PROPERTIES = 2;
    private static boolean begun;
    /** Record: how many requests are under way, one inside of the other. Changed by the VM's thread alone. */
    private static int within;

    private AgentHooks() {}

    /** From now on what is asked is an event. Called on the main thread. */
    static void begin() {
        Shim.tellOfAgents(AgentHooks.class, LoadedClasses.class);
        if (Mode.REPLAY) {
            LISTENER.stand(new AgentHooks());
        }
        begun = true;
    }

    /** Record, called from native code: the running thread, which has no lane, is about to load an agent. */
    static void begins() {
        if (!asked(AGENT)) {
            Shim.refuse("agents: found one that is loaded by another thread than those before; expected the VM's one thread for that; do load it with -javaagent");
        }
    }

    /** Record: what was asked is done. */
    @Hidden
    public static void ended() {
        if (!Mode.REPLAY && LISTENER.isRecorded(Thread.currentThread()) && --within == 0) {
            LISTENER.leave();
        }
    }

    /** {@code VMSupport} begins to list the system properties. */
    @Hidden
    public static void propertiesAsked() {
        asked(PROPERTIES);
    }

    /** It begins to list the properties of agents. */
    @Hidden
    public static void agentPropertiesAsked() {
        asked(AGENT_PROPERTIES);
    }

    /** A recorded thread is about to attach, and asks whether the other JVM takes requests. True: it is not looked at. */
    @Hidden
    public static boolean passesAsAttachable(Object provider, String pid) {
        return Lane.current() != null;
    }

    private static boolean asked(int what) {
        if (Mode.REPLAY || !begun) {
            return false;
        }
        if (within > 0 && LISTENER.isRecorded(Thread.currentThread())) {
            within++; // an agent asks by itself
            return true;
        }
        Lane lane = LISTENER.enter();
        if (lane == null) {
            return false;
        }
        within = 1;
        Shim.sample(lane.at);
        Tape.value(lane, Op.ATTACHED, what);
        lane.countFenced();
        return true;
    }

    /** Replay: does what was asked, then waits for a turn that does not come. */
    @Override
    public void run() {
        Lane lane = Lane.current();
        while (true) {
            lane.gate();
            lane.count();
            int what = (int) Tape.takeValue(lane, Op.ATTACHED);
            if (what == AGENT) {
                Shim.loadAgent();
            } else {
                Shim.listProperties(what == PROPERTIES ? "serializePropertiesToByteArray" : "serializeAgentPropertiesToByteArray");
            }
        }
    }
}
