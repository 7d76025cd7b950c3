package rr.agent.table;

import java.util.List;

/**
 * The JDK's fields and array elements that threads race for although they are not volatile: protocols of plain accesses between
 * fences, unlocked looks at what others change under a lock, references that one thread clears while another tests them. What such an
 * access finds decides what its thread does next, so it is woven like a volatile one. Static fields need none, but
 * for those of java.lang and jdk.internal.
 *
 * <p>Not listed: fields whose race cannot be seen, because every outcome leads to the same values and the same events. Those are caches
 * of equal values (views of maps, hashes, the holders of read locks), comparisons of an owner with the running thread, and fields that
 * are written before and read after an ordered access of the same protocol (results of futures, nodes before they are linked).
 * {@code AbstractOwnableSynchronizer.exclusiveOwnerThread} is not listed either: only {@code getOwner} and {@code toString} of locks
 * look at another thread's value, and ordering it would nearly double the events of every lock.
 */
public final class OrderedOps {
    /** What a row orders. */
    public enum Kind {
        /** Fields, wherever they are accessed. */
        FIELDS,
        /** In the bodies of one class: elements of arrays, and plain accesses through VarHandles and Unsafe. */
        ACCESSES_IN
    }

    /** Stands for every field of the class that is neither final nor volatile. */
    static final String ALL_FIELDS = "*";

    /** One class, and what is ordered of it or in it on the JDKs {@code since} to {@code until}. */
    public record Row(Kind kind, String owner, List<String> fields, List<String> accessors, int since, int until, String reason) {
        boolean existsOn(int feature) {
            return feature >= since && feature <= until;
        }

        Row since(int feature) {
            return new Row(kind, owner, fields, accessors, feature, until, reason);
        }

        Row until(int feature) {
            return new Row(kind, owner, fields, accessors, since, feature, reason);
        }

        /** Only accesses in the bodies of these classes race. */
        Row in(String... classes) {
            return new Row(kind, owner, fields, Operation.internalNames(classes), since, until, reason);
        }

        /** What is ordered, in words. */
        String what() {
            if (kind == Kind.ACCESSES_IN) {
                return "elements of arrays, plain accesses through VarHandles and Unsafe in its methods";
            }
            String names = fields.contains(ALL_FIELDS) ? "all fields" : "`" + String.join("`, `", fields) + "`";
            return accessors.isEmpty() ? names : names + " in `" + String.join("`, `", accessors).replace('/', '.') + "`";
        }

        /** The JDKs of the row in words; empty for all supported ones. */
        String versions() {
            return since > 0 ? "since " + since : until < Integer.MAX_VALUE ? "until " + until : "";
        }
    }

    private static final String J_U_C = "java.util.concurrent.";
    private static final String FUTURE = J_U_C + "CompletableFuture$";
    private static final String POOL = J_U_C + "ForkJoinPool";
    private static final String SKIP_LIST = J_U_C + "ConcurrentSkipListMap";

    private static final String WORK_STEALING = "owner and thieves go by plain accesses and fences";
    private static final String SKIPPING = "traversed by plain reads behind one fence, changed by compare-and-set";
    private static final String COMPLETION = "cleared by the thread that fires the completion, tested by all that try to or clean the stack";
    private static final String LAST_WAITER = "cleared by the thread that leaves the queue, tested by those that look for the first one waiting";
    private static final String RELAXED_LINKS = "the queue's nodes are prepared by plain writes to volatile fields, which others read at once";
    private static final String CELLS = "an unlocked look at a table of counters that grows under a lock";
    private static final String PLAIN_MODE = "getPlain and setPlain of what others change atomically";
    private static final String RELAXED = "nodes are linked, tested and unlinked by plain accesses through VarHandles, too";

    private static final String LAZY = "a cache that any thread fills when it finds it empty, and filling it is made of events";

    private static final String CHILD_ENDS = "replaced under a lock when a child process ends, and looked at without by a stream that is being closed";

    private OrderedOps() {}

    static List<Row> rows() {
        return List.of(
                fields("java.io.FilterOutputStream", "out", CHILD_ENDS).in("java.io.FilterOutputStream", "java.lang.ProcessImpl$ProcessPipeOutputStream"),
                fields("java.lang.CharacterName", "refCharName", LAZY),
                fields("java.lang.ProcessImpl", "exitcode hasExited", "toString looks at them without the lock"),
                accesses("java.text.BreakIterator", "a cache of the last locale's, made by whoever finds another one there"),
                fields("java.security.Provider$Service", "classCache constructorCache registered", LAZY),
                fields("java.text.DateFormatSymbols", "zoneStrings", LAZY),
                fields(J_U_C + "ConcurrentHashMap$TreeBin", "root", "replaced under a lock, tested without"),
                fields(J_U_C + "ConcurrentHashMap$TreeNode", "left right", "a new leaf is linked while readers are in the tree"),
                accesses(J_U_C + "ConcurrentHashMap", CELLS),
                accesses(J_U_C + "ConcurrentLinkedDeque", RELAXED),
                accesses(J_U_C + "ConcurrentLinkedQueue", RELAXED),
                fields(SKIP_LIST, "head adder", SKIPPING),
                fields(SKIP_LIST + "$Index", "right", SKIPPING),
                fields(SKIP_LIST + "$Node", "val next", SKIPPING),
                completions("AnyOf", "dep src srcs"),
                completions("AsyncRun", "dep fn"),
                completions("AsyncSupply", "dep fn"),
                completions("BiAccept", "fn"),
                completions("BiApply", "fn"),
                completions("BiCompletion", "snd"),
                completions("BiRun", "fn"),
                completions("CoCompletion", "base"),
                completions("OrAccept", "fn"),
                completions("OrApply", "fn"),
                completions("OrRun", "fn"),
                completions("UniAccept", "fn"),
                completions("UniApply", "fn"),
                completions("UniCompletion", "executor dep src"),
                completions("UniCompose", "fn"),
                completions("UniComposeExceptionally", "fn"),
                completions("UniExceptionally", "fn"),
                completions("UniHandle", "fn"),
                completions("UniRun", "fn"),
                completions("UniWhenComplete", "fn"),
                fields(J_U_C + "DelayScheduler$ScheduledForkJoinTask", ALL_FIELDS, "the scheduler's thread and cancelling threads share it")
                        .since(25),
                fields(J_U_C + "Exchanger$Slot", "entry", "looked at before it is changed by compare-and-set").since(25),
                accesses(J_U_C + "Exchanger", "slots are made by whoever needs them first"),
                fields(POOL, "queues", WORK_STEALING),
                fields(POOL, "scanRover termination", WORK_STEALING).until(18),
                fields(POOL, "parallelism", WORK_STEALING).since(19),
                accesses(POOL, WORK_STEALING),
                fields(POOL + "$WorkQueue", "array base nsteals stackPred top", WORK_STEALING),
                fields(POOL + "$WorkQueue", "config", WORK_STEALING).until(18),
                accesses(POOL + "$WorkQueue", WORK_STEALING),
                fields(J_U_C + "ForkJoinTask$Aux", "next", "a stack of waiting threads, unlinked by plain writes"),
                fields(J_U_C + "FutureTask", "callable", "cleared by a cancelling thread, tested by the running one"),
                fields(J_U_C + "LinkedTransferQueue$DualNode", "isUniprocessor next waiter", RELAXED).since(21),
                accesses(J_U_C + "LinkedTransferQueue", RELAXED),
                accesses(J_U_C + "LinkedTransferQueue$DualNode", RELAXED).since(21),
                fields(J_U_C + "ScheduledThreadPoolExecutor$ScheduledFutureTask", "heapIndex", "changed under the queue's lock, tested by cancel"),
                fields(
                        J_U_C + "SubmissionPublisher$BufferedSubscription",
                        "array executor head pendingError tail",
                        "publisher and consumer go by one control word, and look at each other's ends of the buffer"),
                fields(J_U_C + "SubmissionPublisher$BufferedSubscription", "waiter", "tested by the consumer").until(18),
                accesses(J_U_C + "atomic.AtomicBoolean", PLAIN_MODE),
                accesses(J_U_C + "atomic.AtomicInteger", PLAIN_MODE),
                accesses(J_U_C + "atomic.AtomicIntegerArray", PLAIN_MODE),
                accesses(J_U_C + "atomic.AtomicLong", PLAIN_MODE),
                accesses(J_U_C + "atomic.AtomicLongArray", PLAIN_MODE),
                accesses(J_U_C + "atomic.AtomicReference", PLAIN_MODE),
                accesses(J_U_C + "atomic.AtomicReferenceArray", PLAIN_MODE),
                accesses(J_U_C + "atomic.DoubleAccumulator", CELLS),
                accesses(J_U_C + "atomic.DoubleAdder", CELLS),
                accesses(J_U_C + "atomic.LongAccumulator", CELLS),
                accesses(J_U_C + "atomic.LongAdder", CELLS),
                accesses(J_U_C + "atomic.Striped64", CELLS),
                accesses(J_U_C + "locks.AbstractQueuedLongSynchronizer$Node", RELAXED_LINKS),
                fields(J_U_C + "locks.AbstractQueuedLongSynchronizer$Node", "waiter", LAST_WAITER),
                accesses(J_U_C + "locks.AbstractQueuedSynchronizer$Node", RELAXED_LINKS),
                fields(J_U_C + "locks.AbstractQueuedSynchronizer$Node", "waiter", LAST_WAITER),
                fields(J_U_C + "locks.StampedLock", "readerOverflow", "the count of readers is taken without the lock bit"),
                accesses(J_U_C + "locks.StampedLock$Node", RELAXED_LINKS),
                fields(J_U_C + "locks.StampedLock$Node", "waiter", LAST_WAITER),
                fields("java.util.TimeZone", "zoneId", LAZY),
                fields("java.util.jar.JarFile", "manRef", LAZY),
                fields("java.util.stream.AbstractTask", "leftChild rightChild", "limit and skip look at tasks that are being split"),
                fields("java.util.stream.SliceOps$SliceTask", "thisNodeSize", "limit and skip look at tasks that are being done"),
                fields("sun.security.x509.X500Name", "canonicalDn dn encoded rfc1779Dn rfc2253Dn x500Principal", LAZY),
                accesses("sun.util.cldr.CLDRTimeZoneNameProviderImpl", "missing names are filled in where all threads look them up"),
                fields("sun.util.locale.provider.AuxLocaleProviderAdapter", "availableLocales", LAZY),
                fields("sun.util.locale.provider.LocaleResources", "inputSkeletons", LAZY).since(21));
    }

    private static Row completions(String owner, String names) {
        return fields(FUTURE + owner, names, COMPLETION);
    }

    private static Row fields(String owner, String names, String reason) {
        return new Row(Kind.FIELDS, owner.replace('.', '/'), List.of(names.split(" ")), List.of(), 0, Integer.MAX_VALUE, reason);
    }

    private static Row accesses(String owner, String reason) {
        return new Row(Kind.ACCESSES_IN, owner.replace('.', '/'), List.of(), List.of(), 0, Integer.MAX_VALUE, reason);
    }
}
