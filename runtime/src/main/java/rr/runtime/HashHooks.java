package rr.runtime;

import static rr.runtime.Memory.U;

import jdk.internal.vm.annotation.Hidden;
import rr.runtime.races.Races;

/** Identity hash codes the program asks for: logged, and written into the object on replay, so that the VM agrees. */
public final class HashHooks {
    private HashHooks() {}

    /** Classes known to have a hashCode of their own, by some bits of their hash; only a look-up that saves a native call. */
    private static final Class<?>[] OVERRIDING = new Class<?>[1024];

    /** Classes that are never loaded. */
    private static final Class<?>[] PRIMITIVES = {
        boolean.class, byte.class, char.class, short.class, int.class, long.class, float.class, double.class, void.class,
    };

    /** Marks hash codes given out in suppressed regions, by their upper six bits. */
    private static final int SUPPRESSED_MARK = 0x54000000;
    private static final int SUPPRESSED_MASK = 0x7e000000;
    /** Objects hashed in suppressed regions so far, by class name; names that share a counter only change each other's numbers. */
    private static final int SUPPRESSED_COUNTERS = 4096;
    /** Where they are: outside of the heap, because the type of an array's base offset differs between JDKs. */
    private static final long SUPPRESSED_COUNTS = counters();

    /** Of a class loader that is made for each method that was called often enough (until 21), which is counted without synchronisation. */
    private static final String LOADER_OF_REFLECTION = "jdk.internal.reflect.DelegatingClassLoader";

    private static int salt;

    /** From some JDK on the header of an object locked on a stack stays in place, and takes a hash. */
    private static final boolean HASH_BESIDE_LOCK = !ChainOf.HEADER_ON_STACK;

    private static final ModuleLayer BOOT = ModuleLayer.boot();
    private static final Module OF_CLASS_PATH = ClassLoader.getSystemClassLoader().getUnnamedModule();
    private static final Module OF_PLATFORM_LOADER = ClassLoader.getPlatformClassLoader().getUnnamedModule();
    private static final Module OF_BOOT_LOADER = HashHooks.class.getModule();
    private static final long MESSAGE = U.objectFieldOffset(Throwable.class, "detailMessage");

    private static long counters() {
        long bytes = (long) SUPPRESSED_COUNTERS << 2;
        long at = U.allocateMemory(bytes);
        U.setMemory(at, bytes, (byte) 0);
        return at;
    }

    /**
     * Whether the object is hashed into tables that this process made before it was recorded or replayed: the modules of the JDK and
     * of the class path, in an order that differs from start to start. The hash in its header must stay the one by which those tables
     * find it. Whoever else asks is told one that is made of its name.
     */
    @Hidden
    private static boolean isHashedAtStartUp(Object o) {
        return o.getClass() == Module.class
                && (((Module) o).getLayer() == BOOT || o == OF_CLASS_PATH || o == OF_PLATFORM_LOADER || o == OF_BOOT_LOADER);
    }

    /** The end of the constructor of an error of which the VM has written the message: it names the module of the class path by its hash. */
    @Hidden
    public static void written(Object error) {
        String message = (String) U.getReference(error, MESSAGE);
        if (message != null) {
            U.putReference(error, MESSAGE, message.replace(nameWith(System.identityHashCode(OF_CLASS_PATH)), nameWith(moduleHash(OF_CLASS_PATH))));
        }
    }

    /** How the VM names a module without a name. */
    @Hidden
    private static String nameWith(int hash) {
        return "unnamed module @0x".concat(Integer.toHexString(hash));
    }

    @Hidden
    private static int moduleHash(Module module) {
        String name = module.getName();
        int number = name != null ? name.hashCode() : module == OF_CLASS_PATH ? 1 : module == OF_PLATFORM_LOADER ? 2 : 3;
        int mixed = (number ^ salt) * 0x85EBCA6B;
        return SUPPRESSED_MARK | (mixed ^ mixed >>> 15) & ~SUPPRESSED_MASK & 0x7fffffff;
    }

    /** {@link System#identityHashCode(Object)}, and {@code super.hashCode()} where it is Object's. */
    @Hidden
    public static int identityHashCode(Object o) {
        if (o == null) {
            return 0;
        }
        if (isHashedAtStartUp(o)) {
            return moduleHash((Module) o);
        }
        Lane lane = Lane.current();
        if (lane == null) {
            return Threads.find(Thread.currentThread()) == null ? System.identityHashCode(o) : suppressedHash(o);
        }
        if (Mode.REPLAY) {
            lane.gate();
        }
        int hash = (int) Tape.exchange(lane, Op.IDENTITY_HASH, Mode.REPLAY ? 0 : System.identityHashCode(o));
        return Mode.REPLAY ? impose(o, hash, false) : hash;
    }

    /**
     * The hash of an object that a suppressed region asks for. What it puts into a table may be looked up later by code whose
     * hashes are recorded, so record and replay should agree: the hash is made of the class's name and the number of its
     * objects hashed so, not drawn from the generator of whichever thread comes first.
     */
    @Hidden
    private static int suppressedHash(Object o) {
        giveHash(o);
        return System.identityHashCode(o);
    }

    /**
     * From here on the hash of a class, a constant of an enum, a thread and what suppressed regions hash is made of names, numbers and
     * the salt: the same on replay, another in each recording, as programs are used to.
     */
    static void begin(int salt) {
        HashHooks.salt = salt;
        Shim.hashClasses(HashHooks.class);
        for (Class<?> type : PRIMITIVES) {
            giveHash(type);
        }
        Thread main = Thread.currentThread();
        impose(main, (int) madeHash(main), true); // it may have one of the VM's: the libraries of this start were loaded under it
    }

    /**
     * Called from native code with each class as soon as there is one. Classes are keys of tables that suppressed regions and the
     * VM's own upcalls fill, before, after and while the program asks for their hashes.
     */
    @Hidden
    static void giveHash(Class<?> type) {
        if (!type.isHidden()) { // the name of a hidden class has an address in it
            giveHash((Object) type);
        }
    }

    /** Sets a hash if there is none yet and the object's header can take one. */
    @Hidden
    private static void giveHash(Object o) {
        long mark = U.getLong(o, 0L);
        int present = (int) ((mark & Memory.HASH_BITS) >>> Memory.HASH_SHIFT);
        if (ChainOf.takesHash(mark) && (present == 0 || Mode.OBSERVED && Observed.isOwn(present))) {
            U.compareAndSetLong(o, 0L, mark, mark & ~Memory.HASH_BITS | madeHash(o) << Memory.HASH_SHIFT);
            if (Mode.OBSERVED && present != 0) {
                Races.rehashed(o, present);
            }
        }
    }

    /**
     * Whether an object's first hash is to be a made one in any case. Replay has no chains, so an object that got its hash for its
     * chain has none when a suppressed region asks first: constants of enums in the JDK's tables, and the threads that run such regions.
     */
    @Hidden
    static boolean isAskedUnseen(Object o) {
        return o instanceof Enum || o instanceof Thread;
    }

    /** The hash of an object that is to have one that is made of names and numbers. */
    @Hidden
    static long madeHash(Object o) {
        int name = o.getClass().getName().hashCode();
        int mixed = (name ^ salt ^ numberOf(o, name) * 0x9E3779B1) * 0x85EBCA6B;
        return SUPPRESSED_MARK | (mixed ^ mixed >>> 15) & ~SUPPRESSED_MASK & 0x7fffffff;
    }

    @Hidden
    private static int numberOf(Object o, int typeName) {
        if (o instanceof Class<?> && !((Class<?>) o).isHidden()) {
            return ((Class<?>) o).getName().hashCode();
        }
        if (o instanceof Enum) {
            return ((Enum<?>) o).name().hashCode();
        }
        if (o instanceof Thread) {
            return (int) U.getLong(o, Lane.TID); // set before a constructor of Thread comes to a hook
        }
        return U.getAndAddInt(null, SUPPRESSED_COUNTS + ((typeName & SUPPRESSED_COUNTERS - 1) << 2), 1);
    }

    /** A virtual call of hashCode whose static owner is Object. */
    @Hidden
    public static int hashCode(Object o) {
        if (o != null) {
            Class<?> type = o.getClass();
            // The compilers know no access to an object's class word, and would call native code for it. The class has a hash.
            int slot = (int) (U.getLong(type, 0L) >>> Memory.HASH_SHIFT) & OVERRIDING.length - 1;
            if (OVERRIDING[slot] != type) {
                if (!Shim.overridesHashCode(type)) {
                    return identityHashCode(o);
                }
                OVERRIDING[slot] = type;
            }
        }
        return o.hashCode();
    }

    /** The same where tables that are older than the recording are looked up. */
    @Hidden
    public static int tableHashCode(Object o) {
        return o != null && isHashedAtStartUp(o) ? System.identityHashCode(o) : hashCode(o);
    }

    /** {@link System#identityHashCode(Object)} in a class of the JDK whose tables may be of the time before, or that is asked where no event may be. */
    @Hidden
    public static int jdksIdentityHashCode(Object o) {
        if (o == null || isHashedAtStartUp(o)) {
            return System.identityHashCode(o);
        }
        return o.getClass().getName().equals(LOADER_OF_REFLECTION) ? suppressedHash(o) : identityHashCode(o);
    }

    /**
     * Replay: gives the object the recorded hash where its header is free to take it; returns the hash that holds. One from a
     * suppressed region stays, as tables are built on it, unless forced.
     */
    @Hidden
    static int impose(Object o, int hash, boolean force) {
        for (int tries = 0; tries < 100; tries++) {
            long mark = U.getLong(o, 0L);
            long at = 0;
            long kept = mark;
            if ((mark & 3) == 2 && ChainOf.HEADER_IN_MONITOR) {
                at = mark & ~3L; // the monitor's first word is the object's header
                kept = U.getLong(at);
            }
            if ((kept & 7) != 1 && !((kept & 3) == 2 ? !ChainOf.HEADER_IN_MONITOR : HASH_BESIDE_LOCK)) {
                return hash; // locked on a stack: only native code that asks for the hash would see another one
            }
            int present = (int) ((kept & Memory.HASH_BITS) >>> Memory.HASH_SHIFT);
            if (present == hash || !force && present != 0 && (present & SUPPRESSED_MASK) == SUPPRESSED_MARK) {
                return present;
            }
            long wanted = kept & ~Memory.HASH_BITS | (long) hash << Memory.HASH_SHIFT;
            if (at == 0 ? U.compareAndSetLong(o, 0L, kept, wanted)
                    : U.compareAndSetLong(null, at, kept, wanted) && U.getLong(o, 0L) == mark) {
                if (Mode.OBSERVED && present != 0) {
                    Races.rehashed(o, present);
                }
                return hash;
            }
        }
        return hash;
    }
}
