package rr.samples.harness;

import java.util.List;

/**
 * Where non-determinism enters a Java program, and the tests that show what becomes of it. A source without a test is a failing row of
 * {@code docs/fidelity.md}, which is made of this list and of what the tests of a run said ({@link FidelityTable}).
 */
enum Source {
    MONITOR_ENTRY("order in which threads enter monitors", "MonitorsIT.twoThreadsOneLock", "MonitorsIT.lockOrderDeadlock", "MonitorsIT.headersOnStacks"),
    SYNCHRONIZED_METHOD("synchronized methods, those of loaded classes of the JDK, too", "MonitorsIT.synchronizedForms", "MonitorsIT.sharedBuffers"),
    WAIT("outcome of Object.wait: notified, timed out, interrupted, spurious", "MonitorsIT.waitOutcomes"),
    NOTIFY("which waiter a notify wakes", "MonitorsIT.waitNotify"),
    PARK("park and unpark, spurious returns", "ThreadsIT.parkUnpark"),
    LOCKS("ReentrantLock, read/write locks, semaphores, latches", "LocksIT.reentrantLocks", "LocksIT.readWriteLocks", "LocksIT.conditions", "LocksIT.synchronizers"),
    OTHER_SYNCHRONIZERS("StampedLock, Phaser, Exchanger, transfer queues", "LocksIT.stampedLocks", "LocksIT.synchronizers", "CollectionsIT.transferQueues"),
    VOLATILE("volatile fields", "LockFreeIT.volatilePingPong", "LockFreeIT.seqLockReaders"),
    VAR_HANDLE("VarHandles, all modes of access", "LockFreeIT.varHandleModes"),
    ATOMIC("atomics, adders, field updaters", "LockFreeIT.atomics", "LockFreeIT.adders", "LockFreeIT.fieldUpdaters"),
    UNSAFE("sun.misc.Unsafe in libraries", "LockFreeIT.unsafeCas"),
    DATA_RACE("races on plain fields, once they are known", "RacesIT.fieldsAndElements", "RacesIT.collectionsOfTheJdk"),
    THREAD_IDENTITY("ids and names of threads", "ThreadsIT.lifecycle"),
    THREAD_LIFE("start, end, join, isAlive", "ThreadsIT.lifecycle", "ThreadsIT.daemonsAtExit"),
    INTERRUPT("interrupts", "ThreadsIT.interrupts"),
    SLEEP("sleep, yield, spin waits", "ThreadsIT.sleepAndYield", "LockFreeIT.spinBarriers"),
    THREAD_VIEWS("states, stacks and locks of other threads", "ThreadsIT.stacksOfOthers", "ThreadsIT.lifecycle"),
    VIRTUAL_THREAD("virtual threads (25)", "VirtualThreadsIT.perTaskExecutor", "VirtualThreadsIT.locksAndSleeps", "VirtualThreadsIT.waitingAndPinned",
        "VirtualThreadsIT.thousandThreads", "VirtualThreadsIT.virtualInterrupts"),
    IDENTITY_HASH("identity hash codes, and orders that follow from them", "ValuesIT.hashOrders", "ValuesIT.moduleHashes"),
    HASH_SEED("the VM's generator of hashes in each thread", "ValuesIT.hashOrders"),
    SET_ORDER("order of Set.of and Map.of", "ValuesIT.hashOrders"),
    HIDDEN_CLASS_NAME("names of lambdas and hidden classes", "InitIT.lambdaLinkage"),
    PROXY_NAME("names of proxies", "InitIT.proxyNames"),
    LINKAGE("which thread links a call site first", "InitIT.lambdaLinkage"),
    REFLECTION_INFLATION("accessors that reflection makes after some calls", "InitIT.reflections"),
    MEMBER_ORDER("order of getDeclaredMethods", "InitIT.reflections"),
    REFLECTION_CACHE("softly cached members of classes", "InitIT.reflections"),
    CLASS_INIT("which thread runs a class initialiser", "InitIT.initRace", "InitIT.initStartsThread", "InitIT.firstUses", "InitIT.lazyStatics"),
    CLASS_LOADING("order of class loading, loaders of the program", "InitIT.ownLoaders", "InitIT.callerClasses"),
    REFERENT("weak and soft references that the collector clears", "ReferencesIT.weakReferences", "ReferencesIT.softReferences", "ReferencesIT.weakMaps", "ReferencesIT.weakCaches",
        "ReferencesIT.collectedCaches", "ReferencesIT.deadThreadLocals"),
    REFERENCE_QUEUE("order of reference queues", "ReferencesIT.queueConsumers", "ThreadsIT.referenceWaiters"),
    CLEANER("cleaners and finalizers", "ReferencesIT.cleaners", "ReferencesIT.finalizers"),
    MEMORY_FIGURES("memory figures", "ValuesIT.managementBeans", "ValuesIT.environment"),
    PROCESSORS("number of processors", "ValuesIT.environment"),
    WALL_CLOCK("currentTimeMillis", "ValuesIT.clocks"),
    NANO_TIME("nanoTime", "ValuesIT.clocks"),
    INSTANT("Instant and Clock", "ValuesIT.clocks"),
    RANDOM_SEED("seeds of Random", "ValuesIT.randoms"),
    THREAD_LOCAL_RANDOM("ThreadLocalRandom and probes", "ValuesIT.randoms", "LockFreeIT.adders"),
    SPLITTABLE_RANDOM("SplittableRandom and RandomGenerator", "ValuesIT.randoms"),
    SECURE_RANDOM("SecureRandom and UUID", "ValuesIT.randoms"),
    TEMPORARY_NAME("names of temporary files", "FilesIT.directories"),
    FILE_IO("reading and writing files", "FilesIT.sharedAppend", "FilesIT.randomAccess", "FilesIT.largeReads", "FilesIT.repeatedReads", "InputsGoneIT.deleted", "InputsGoneIT.changed"),
    FILE_METADATA("what java.io.File tells of files", "FilesIT.directories"),
    NIO_FILES("java.nio.file", "FilesIT.directories"),
    FILE_CHANNEL("FileChannel", "FilesIT.channels"),
    MAPPING("contents of mapped files", "FilesIT.mappedInputs"),
    TCP("TCP", "NetIT.echoServer", "NetIT.connectionEnds", "NetIT.httpExchanges", "NetIT.noClientAndNoPort"),
    SELECTOR("selectors", "NetIT.selectors", "NetIT.asynchronousChannels", "NetIT.pipesAndTransfers"),
    UDP("UDP and multicast", "NetIT.datagrams"),
    NAMES_AND_INTERFACES("DNS and network interfaces", "NetIT.namesAndInterfaces"),
    UNIX_SOCKET("Unix sockets, inherited channel", "NetIT.unixSockets"),
    DIRECTORY_WATCH("watched directories", "FilesIT.watchedFolders"),
    PROCESS("child processes", "ProcessIT"),
    ENVIRONMENT("environment, arguments, properties, pid", "ValuesIT.environment"),
    TIME_ZONE("time zone and locale", "ValuesIT.zonesAndLocales"),
    CONSOLE("standard input and console", "FilesIT.standardInput"),
    SIGNAL("signals", "SignalsIT"),
    SHUTDOWN_HOOK("order of shutdown hooks, exit and halt", "ThreadsIT.shutdownHooks", "ThreadsIT.exitFromThread", "ThreadsIT.haltFromThread"),
    FORK_JOIN("fork/join stealing, parallel streams", "PoolsIT.forkJoinTrees", "PoolsIT.parallelStreams", "PoolsIT.completableFutures"),
    TIMER("timers and scheduled executors", "PoolsIT.scheduledTicks", "CollectionsIT.delayQueues"),
    CONCURRENT_MAP("resizing and counters of ConcurrentHashMap", "CollectionsIT.concurrentMaps", "LockFreeIT.lookedUpTables"),
    INTERNING("interned strings and method types", "InitIT.interned"),
    STACK_AND_HEAP_END("StackOverflowError and OutOfMemoryError", "ThreadsIT.deepStacks", "ReferencesIT.exhaustedHeap"),
    NATIVE_CODE("JNI and foreign functions", "ValuesIT.zippedInMemory"),
    VM_CALLS("system calls of the VM itself (collector, compilers): not part of the program", "StressIT.small"),
    STACK_TRACE("stack traces and walks, serialization", "InitIT.stackWalks", "InitIT.callerClasses", "ValuesIT.serialized"),
    CLASS_DATA_SHARING("class data sharing on or off", "InitIT.withoutSharing");

    private final String text;
    private final List<String> tests;

    Source(String text, String... tests) {
        this.text = text;
        this.tests = List.of(tests);
    }

    /** Its number in the list, from 1. */
    int number() {
        return ordinal() + 1;
    }

    String text() {
        return text;
    }

    /** {@code Class.method}, or {@code Class} for all methods of it. */
    List<String> tests() {
        return tests;
    }
}
