package rr.runtime;

/** Numbers of the operations whose results Java hooks log; part of the trace format, never given out again. */
public final class Op {
    private Op() {}

    static final int NANO_TIME = 1;
    static final int CURRENT_TIME_MILLIS = 2;
    static final int NANO_TIME_ADJUSTMENT = 3;
    static final int AVAILABLE_PROCESSORS = 4;
    static final int FREE_MEMORY = 5;
    static final int TOTAL_MEMORY = 6;
    static final int MAX_MEMORY = 7;
    static final int WAIT = 8;
    static final int SLEEP = 9;
    static final int IS_ALIVE = 10;
    static final int GET_STATE = 11;
    static final int STACK_TRACE = 12;
    static final int ALL_STACK_TRACES = 13;
    static final int IDENTITY_HASH = 14;
    static final int THREAD_START = 15;
    static final int HALT = 16;
    static final int SALT = 17;
    static final int THREAD_ID = 18;
    static final int LISTED = 19;
    static final int CLASS_NAME = 20;
    static final int REFERENCE_CLEARED = 21;
    static final int REFERENCE_TAKEN = 22;
    static final int REFERENCE_NUMBERS = 23;
    static final int REFERENCE_ENQUEUE = 24;
    static final int REFERENCE_ENQUEUED = 25;
    static final int VM_VALUE = 26;
    static final int JOIN = 27;
    static final int THREAD_TEXT = 28;
    static final int VM_TEXTS = 29;
    static final int SIGNAL = 30;
    static final int IS_INTERRUPTED = 31;
    static final int LOADED_CLASSES = 32;
    static final int ATTACHED = 33;

    private static final String[] NAMES = {"?", "System.nanoTime", "System.currentTimeMillis", "VM.getNanoTimeAdjustment",
        "Runtime.availableProcessors", "Runtime.freeMemory", "Runtime.totalMemory", "Runtime.maxMemory", "Object.wait", "Thread.sleep",
        "Thread.isAlive", "Thread.getState", "Thread.getStackTrace", "Thread.getAllStackTraces", "System.identityHashCode", "Thread.start",
        "Runtime.halt", "ImmutableCollections.SALT32L", "Thread.threadId", "Class.getDeclaredMethods",
        "Class.getName", "a cleared reference", "ReferenceQueue.poll or remove", "numbers of references", "Reference.enqueue",
        "Reference.isEnqueued", "a figure of the VM", "Thread.join", "VirtualThread.toString", "texts of the VM", "a signal",
        "Thread.isInterrupted", "a list of loaded classes", "a request of a process that attaches"};

    /** What an operation is called in messages. */
    public static String name(int op) {
        return op > 0 && op < NAMES.length ? NAMES[op] : "operation ".concat(String.valueOf(op));
    }
}
