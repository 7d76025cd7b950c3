package rr.runtime;

/**
 * The native side of the runtime (native-syscall-shim, shim_jni.c and shim_agents.c). The only native methods of this package; bound with RegisterNatives
 * by the agent before any other class of the package is initialised.
 */
final class Shim {
    private Shim() {}

    /** 1 recording, 2 replaying: enum rr_mode. */
    static native int mode();

    /** Replay: whether plain accesses are observed, to find data races. */
    static native boolean observed();

    /** Address of a struct rr_io_marks for each thread lane: how often it has sent and received something. */
    static native long ioMarks();

    /** Observed replay: address of the last accesses to what races, laid out as in findings.h; 0 in others. */
    static native long accesses();

    /** Observed replay: appends to the file with what was found. */
    static native void report(byte[] text);

    /** Address of the control page, which is the base of the shared memory. */
    static native long base();

    /** Address of the first order chain. */
    static native long chains();

    /** Whether the VM keeps the monitors of objects in a table, and not in their headers: {@code UseObjectMonitorTable}. */
    static native boolean monitorTable();

    /** Whether {@link #barrier()} can be had: membarrier(2), MEMBARRIER_CMD_PRIVATE_EXPEDITED. */
    static native boolean hasBarrier();

    /** Every thread of this process has passed a full memory barrier between call and return. Only if {@link #hasBarrier()}. */
    static native void barrier();

    /** The VM's flag LockingMode, -1 where it has none: 0 monitors only, 1 headers on the stacks of lockers, 2 objects on stacks of threads. */
    static native int lockingMode();

    /** Address of the calling thread's cell (struct rr_thread). */
    static native long bindThread();

    /** Address of the lane's table of edges already logged, 0 for class lanes. */
    static native long seen(int lane);

    /** Record: makes room for an entry of so many bytes in the lane's block. */
    static native void room(long lane, int bytes);

    /** Replay: waits for the lane's next turn. */
    static native void gate(long lane);

    /** Behind the lane's last event on replay: waits if what comes before the next one is to wait, too. Loading: a built-in loader is asked for a class. */
    static native void pause(long lane, boolean loading);

    /** Replay: the same, while every hold of the calling thread on the monitor is given up. */
    static native void gateReleasing(long lane, Object monitor);

    /** Replay: the running virtual thread stays on its carrier from now on. */
    static native void pin();

    /** Record: hands the lane's block to the scribe, though there is room in it. */
    static native void giveBlock(long lane);

    /** Lets other threads have the processor; a virtual thread keeps its carrier. */
    static native void yield();

    /** A free thread lane, 0 for none. Record only. */
    static native int newLane();

    /** Fills in the occupant of a thread lane. */
    static native void openLane(int lane, int kind, int parent, long parentCount, String name);

    /** The first event of a thread lane's occupant, on its own thread: BEGIN entry, kernel thread id. */
    static native void begin(long lane);

    /** The last event of a thread lane's occupant, on its own thread: END entry; replay: hands the baton on. */
    static native void end(long lane);

    /** A lane for a class initialiser that has its first event; 0: none (replay: it had no event in the recording). */
    static native int classLane(String name, int parent, long parentCount);

    /** The class initialiser on this lane is done; parent: address of the lane that goes on. */
    static native void endClassLane(long lane, long parent);

    /** Record: upto-edges from other lanes at the lane's present event; from some of them where there are many. */
    static native void sample(long lane);

    /** Record: the same from all lanes. */
    static native void sampleAll(long lane);

    /** Record: the lane's next event ends the process; no other lane sends or receives anything from now on. */
    static native void endIo(long lane);

    /** The lane of a kind of which there is one: record: one that had no occupant; replay: the recorded one; 0 for none. */
    static native int laneOfKind(int kind);

    /** Has a signal handled as the VM does: Signal.dispatch. */
    static native void dispatch(int signal);

    /** Puts a reference into its queue, as the collector does: ReferenceQueue.enqueue. */
    static native void enqueue(Object queue, Object reference);

    /** {@code begins} and {@code ended} of the first class are called when the VM loads an agent (record), {@code listed} of the other when an agent lists classes. */
    static native void tellOfAgents(Class<?> agents, Class<?> lists);

    /** Replay: loads the recorded agent, as the VM does. */
    static native void loadAgent();

    /** Calls a method of {@code VMSupport} that takes nothing and gives bytes. */
    static native void listProperties(String method);

    /** Starts the thread for real: Thread.start0. */
    static native void start0(Thread thread);

    /** Ends the process for real: Shutdown.halt0. Replay: after the check that all was replayed. */
    static native void halt(long lane, int status);

    /** Reports a divergence and ends the process. */
    static native void diverge(long lane, String what);

    /** Refuses something that cannot be recorded yet, and ends the process. */
    static native void refuse(String what);

    /** Whether instances of the class have a hashCode other than Object's. */
    static native boolean overridesHashCode(Class<?> type);

    /** Whether {@code get} of a reference's class is none of the JDK's. */
    static native boolean overridesGet(Class<?> type);

    /** Replay: whether the recorded program got the reference of this number from a queue. */
    static native boolean isTaken(int number);

    /** Replay: hands the first segment out. */
    static native void startBaton();

    /** From now on new threads call {@link Threads#began()} before anything else. */
    static native void watchThreads();

    /** From now on each class file goes through {@link Weaving#weave}. */
    static native void weaveClasses();

    /** Calls {@link HashHooks#giveHash} with each class that is there, and from now on with each that is loaded. */
    static native void hashClasses(Class<?> hashes);
}
