package rr.agent.table;

import static rr.agent.table.Operation.suppress;
import static rr.agent.table.Operation.suppressAll;

import java.util.List;

/**
 * Regions that the VM enters on its own, or that fill caches which such regions fill too: which thread does the work is decided by
 * who comes first, so on replay it may be another. Nothing inside is an event. A structure that one of these regions changes must not
 * be read outside of them by code that counts events; that is why the caches' own classes are rows and not only the way in.
 */
final class SuppressedOps {
    private static final String BUILTIN_LOADER = "jdk.internal.loader.BuiltinClassLoader";
    private static final String CLASS_LOADING = "class loading by a built-in loader, which the VM starts in whichever thread needs a class first";
    private static final String RESOURCES = "shares the jars opened so far with class loading";
    private static final String LINKAGE = "the VM links a call site or constant in whichever thread runs it first";
    private static final String METHOD_HANDLES = "shares the caches of method types and lambda forms with linkage";
    private static final String REFLECTION = "fills a cache that is checked without synchronisation";
    private static final String GENERICS = "threads that race for a class's generic types may each have a copy of its own, filled at first use";
    private static final String LOADER_CACHE = "a cache of the class loaders, filled by class loading too";
    private static final String LOADS_JDK = "loads another JDK's file system, in the order in which the VM verifies methods: that of addresses";
    private static final String JDK_IMAGE = "reads the image of the JDK, whose caches loading of classes fills, too";
    private static final String UNRECORDED_LOCK = "its lock is not recorded, so nobody may wait for a turn inside";
    private static final String OWN_VALUE = "made of its own final fields and kept in one more; regions without events ask for it, too";
    private static final String FILLS_CACHE = "called for a cache that is looked up without events, by whoever does not find the value";
    private static final String THREAD_CACHE = "a thread's own cache, which class loading may have filled";

    private static final String FAILED_INITIALISER = "the VM calls it while it still holds a class whose initialiser has failed";

    private static final String MODULES_BY_HASH =
            "looks modules up by hashes that they got before the recording, which shows where fields of HashMap are ordered";

    private SuppressedOps() {}

    static List<Operation> rows() {
        return List.of(
                suppress("java.lang.Class", "createAnnotationData(...)", REFLECTION),
                suppress("java.lang.Class", "enumConstantDirectory(...)", REFLECTION),
                suppress("java.lang.Class", "getEnumConstantsShared(...)", REFLECTION),
                suppress("java.lang.Class", "getGenericInfo(...)", REFLECTION),
                suppress("java.lang.Class", "privateGetPublicMethods(...)", REFLECTION),
                suppress("java.lang.ClassLoader", "checkPackageAccess(...)", "the VM calls it while it resolves a class").until(23),
                suppress("java.lang.ClassLoader", "findNative(...)", "the VM looks a native method up in whichever thread calls it first"),
                suppress("java.lang.ClassLoader", "getClassLoadingLock(...)", LOADER_CACHE),
                suppress("java.lang.ClassLoader", "getNamedPackage(...)", LOADER_CACHE),
                suppress("java.lang.ClassLoader", "definePackage(...)", LOADER_CACHE),
                suppressAll("java.lang.ClassLoader$ParallelLoaders", UNRECORDED_LOCK),
                suppress("java.lang.ClassValue", "get(...)", "computed by whichever threads race for it, one result wins; computing it is no event either"),
                suppressAll("java.lang.ClassValue$ClassValueMap", UNRECORDED_LOCK),
                suppress("java.lang.Enum", "hashCode(...)", "made of names; later JDKs keep it in a plain field"),
                suppress("java.lang.Module", "isStaticallyExportedOrOpen(...)", MODULES_BY_HASH).until(24),
                suppress("java.lang.Module", "moduleInfoClass(...)", UNRECORDED_LOCK),
                suppress("java.lang.ModuleLayer", "getServicesCatalog(...)", UNRECORDED_LOCK),
                suppress("java.lang.Module", "isExplicitlyExportedOrOpened(...)", MODULES_BY_HASH).since(24),
                suppress(
                                "java.lang.SecurityManager",
                                "addNonExportedPackages(...)",
                                "collects names from sets of modules, whose order follows from hashes that modules got before the recording")
                        .until(23),
                suppress("java.lang.Throwable", "fillInStackTrace(...)", FAILED_INITIALISER),
                suppress("java.lang.Throwable", "getOurStackTrace(...)", FAILED_INITIALISER),
                suppressAll("java.lang.WeakPairMap", "who exports what to whom: places in it follow from hashes that modules got before the recording"),
                suppressAll("java.lang.invoke.LambdaMetafactory", LINKAGE),
                suppress("java.lang.invoke.LambdaForm", "compileToBytecode(...)", "spun when a counter of calls is full, by whichever thread fills it"),
                suppress("java.lang.invoke.MethodHandle", "asCollector(...)", METHOD_HANDLES),
                suppress("java.lang.invoke.MethodHandle", "asSpreader(...)", METHOD_HANDLES),
                suppress("java.lang.invoke.MethodHandle", "asType(...)", METHOD_HANDLES),
                suppress("java.lang.invoke.MethodHandle", "asVarargsCollector(...)", METHOD_HANDLES),
                suppress("java.lang.invoke.MethodHandle", "bindTo(...)", METHOD_HANDLES),
                suppress("java.lang.invoke.MethodHandle", "customize(...)", "spun when a counter of calls is full"),
                suppress("java.lang.invoke.MethodHandleNatives", "findMethodHandleType(...)", LINKAGE),
                suppress("java.lang.invoke.MethodHandleNatives", "linkCallSite(...)", LINKAGE),
                suppress("java.lang.invoke.MethodHandleNatives", "linkDynamicConstant(...)", LINKAGE),
                suppress("java.lang.invoke.MethodHandleNatives", "linkMethod(...)", LINKAGE),
                suppress("java.lang.invoke.MethodHandleNatives", "linkMethodHandleConstant(...)", LINKAGE),
                suppress("java.lang.invoke.MethodHandleNatives", "varHandleOperationLinkerMethod(...)", LINKAGE),
                suppressAll("java.lang.invoke.MethodHandles", METHOD_HANDLES),
                suppressAll("java.lang.invoke.MethodHandles$Lookup", METHOD_HANDLES),
                suppress("java.lang.invoke.MethodType", "makeImpl(...)", METHOD_HANDLES),
                suppressAll("java.lang.invoke.MethodType$ConcurrentWeakInternSet", METHOD_HANDLES).until(20),
                suppressAll("java.lang.invoke.StringConcatFactory", LINKAGE),
                suppressAll("java.lang.runtime.ObjectMethods", LINKAGE),
                suppressAll("java.nio.Bits", "counts direct memory, which threads change after their last event and collected buffers at any time"),
                suppress("jdk.internal.foreign.Utils", "makeRawSegmentViewVarHandle(...)", METHOD_HANDLES).since(22),
                suppressAll("jdk.internal.foreign.abi.SoftReferenceCache", "keeps linked functions until the collector clears them").since(22),
                suppress("jdk.internal.foreign.layout.AbstractLayout", "varHandleInternal(...)", "fills a plain field that every access to memory looks at")
                        .since(22),
                suppress("java.util.Locale", "hashCode(...)", OWN_VALUE),
                suppress("java.util.Locale", "toLanguageTag(...)", OWN_VALUE),
                suppress("java.util.ResourceBundle$Control", "createCandidateList(...)", FILLS_CACHE).since(23),
                suppress("jdk.internal.jrtfs.JrtFileSystemProvider$JrtFsLoader", "loadClass(...)", LOADS_JDK),
                suppressAll("jdk.internal.jrtfs.SystemImage$1", JDK_IMAGE),
                suppress("jdk.internal.loader.AbstractClassLoaderValue", "computeIfAbsent(...)", LOADER_CACHE),
                suppress("jdk.internal.loader.AbstractClassLoaderValue", "get(...)", LOADER_CACHE),
                suppress("jdk.internal.loader.AbstractClassLoaderValue", "putIfAbsent(...)", LOADER_CACHE),
                suppress("jdk.internal.loader.AbstractClassLoaderValue", "remove(...)", LOADER_CACHE),
                suppressAll("jdk.internal.loader.BootLoader", CLASS_LOADING),
                suppress(BUILTIN_LOADER, "defineOrCheckPackage(...)", CLASS_LOADING),
                suppress(BUILTIN_LOADER, "findClass(...)", CLASS_LOADING),
                suppress(BUILTIN_LOADER, "findResource(...)", RESOURCES),
                suppress(BUILTIN_LOADER, "findResourceAsStream(...)", RESOURCES),
                suppress(BUILTIN_LOADER, "findResources(...)", RESOURCES),
                suppress(BUILTIN_LOADER, "loadClass(...)", CLASS_LOADING).by("rr/runtime/ClassLoading"),
                suppress(BUILTIN_LOADER, "loadClassOrNull(...)", CLASS_LOADING),
                suppress("jdk.internal.loader.ClassLoaders$AppClassLoader", "loadClass(...)", CLASS_LOADING).until(23).by("rr/runtime/ClassLoading"),
                suppress(
                                "jdk.internal.loader.URLClassPath",
                                "getLoader(...)",
                                "opens the next jar of a built-in loader's class path for whoever is first to look there")
                        .by("rr/runtime/ClassPaths"),
                suppressAll("jdk.internal.reflect.MethodHandleAccessorFactory", REFLECTION).since(18),
                suppressAll("jdk.internal.reflect.MethodAccessorGenerator", "spun when an unsynchronised counter of calls is full").until(21),
                suppressAll("jdk.internal.module.SystemModuleFinders$SystemModuleReader", JDK_IMAGE),
                suppress("jdk.internal.misc.TerminatingThreadLocal", "register(...)", THREAD_CACHE),
                suppress("jdk.internal.reflect.Reflection", "filterFields(...)", REFLECTION),
                suppress("jdk.internal.reflect.Reflection", "filterMethods(...)", REFLECTION),
                suppressAll("jdk.internal.reflect.ReflectionFactory", REFLECTION),
                suppressAll("jdk.internal.util.ReferencedKeyMap", METHOD_HANDLES).since(21),
                suppressAll("jdk.internal.util.ReferencedKeySet", METHOD_HANDLES).since(21),
                suppressAll("sun.reflect.generics.reflectiveObjects.TypeVariableImpl", GENERICS),
                suppressAll("sun.reflect.generics.reflectiveObjects.WildcardTypeImpl", GENERICS),
                suppressAll("sun.reflect.generics.repository.ClassRepository", GENERICS),
                suppressAll("sun.reflect.generics.repository.ConstructorRepository", GENERICS),
                suppressAll("sun.reflect.generics.repository.FieldRepository", GENERICS),
                suppressAll("sun.reflect.generics.repository.GenericDeclRepository", GENERICS),
                suppressAll("sun.reflect.generics.repository.MethodRepository", GENERICS),
                suppress("java.lang.reflect.AccessibleObject", "printStackTraceWhenAccessFails(...)", FILLS_CACHE),
                suppress("java.lang.reflect.Executable", "declaredAnnotations(...)", REFLECTION),
                suppress("java.lang.reflect.Field", "declaredAnnotations(...)", REFLECTION),
                suppress("java.lang.reflect.Parameter", "declaredAnnotations(...)", REFLECTION),
                suppress("java.lang.reflect.Method", "isCallerSensitive(...)", REFLECTION).since(18),
                suppressAll("sun.reflect.annotation.AnnotationParser", REFLECTION),
                suppress("sun.reflect.annotation.AnnotationType", "getInstance(...)", REFLECTION),
                suppress("sun.reflect.misc.MethodUtil", "loadClass(...)", "the VM asks this loader of the JDK's in whichever thread comes to a class first"),
                suppress("sun.instrument.InstrumentationImpl", "transform(...)", "the VM calls it for each class that any thread loads"),
                suppress("sun.net.www.protocol.jrt.JavaRuntimeURLConnection", "findResource(...)", JDK_IMAGE),
                suppress("sun.net.www.protocol.jrt.JavaRuntimeURLConnection$1", "getInputStream(...)", JDK_IMAGE),
                suppress("sun.launcher.LauncherHelper", "loadMainClass(...)", "finds the jar open, unless it is another file by now"),
                suppressAll("sun.nio.fs.NativeBuffers", THREAD_CACHE),
                suppress("sun.util.locale.BaseLocale", "hashCode(...)", OWN_VALUE));
    }
}
